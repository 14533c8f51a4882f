"""The house: which way imports run, and which folder may load which library.

Imports run from a floor to a lower one and never up; no two folders import each other, no file
imports itself over others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "xlperf"
FLOORS = (
    ("filing", "errors"),
    ("grid",),
    ("form",),
    ("operations", "sources"),
    ("rules", "reading"),
    ("layouts",),
    ("output",),
    ("gather",),
    ("bundle", "excel_addin"),
    ("cli",),
    ("__main__",),
)
"""The folders, and files that stand alone, from the ground up; those of one floor do not meet."""
LIBRARIES = {
    "openpyxl": {"sources"},
    "python_calamine": {"sources"},
    "docx": {"sources", "output"},
    "pdfplumber": {"sources"},
    "pypdfium2": {"sources", "output"},
    "xlsxwriter": {"output"},
    "xlwings": {"excel_addin"},
    "pandera": {"rules"},
    "packaging": {"bundle"},
    "pebble": {"gather"},
    "click": {"cli"},
    "rich": {"cli"},
}
"""The libraries that only some folders may load."""


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


@cache
def imports() -> dict[str, frozenset[str]]:
    """The modules of the package that each of them imports."""
    return {
        name: frozenset(found for found in _imported(path) if found in MODULES and found != name)
        for name, path in MODULES.items()
    }


def _folder(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _floor(module: str) -> int:
    return next(n for n, folders in enumerate(FLOORS) if _folder(module) in folders)


def test_every_folder_has_a_floor() -> None:
    known = {folder for floor in FLOORS for folder in floor}
    assert {_folder(name) for name in MODULES} - {""} == known


def test_imports_run_down() -> None:
    up = {
        f"{importer} -> {imported}"
        for importer, names in imports().items()
        for imported in names
        if importer != "xlperf"
        and imported != "xlperf"
        and _folder(importer) != _folder(imported)
        and _floor(imported) >= _floor(importer)
    }
    assert up == set()


def test_no_file_imports_itself_over_others() -> None:
    done: set[str] = set()
    circles: list[list[str]] = []

    def follow(name: str, way: list[str]) -> None:
        if name in way:
            circles.append([*way[way.index(name) :], name])
        elif name not in done:
            for imported in sorted(imports()[name] - {"xlperf"}):
                follow(imported, [*way, name])
            done.add(name)

    for name in MODULES:
        follow(name, [])
    assert circles == []


def test_each_library_is_loaded_where_it_belongs() -> None:
    wrong = {
        f"{name}: {library}"
        for name, path in MODULES.items()
        for found in _imported(path)
        if (library := found.split(".")[0]) in LIBRARIES and _folder(name) not in LIBRARIES[library]
    }
    assert wrong == set()


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        name for name, path in MODULES.items() if len(path.read_text("utf-8").splitlines()) > 300
    }
    assert long == set()
