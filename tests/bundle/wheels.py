"""Makes tiny wheels, so that a bundle can be made without an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import requires
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

from packaging.requirements import Requirement

NOTHING: Mapping[str, bytes] = MappingProxyType({})
WINDOWS = 'platform_system == "Windows"'


def wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    needs: Iterable[str] = (),
    tag: str = "py3-none-any",
    others: Mapping[str, bytes] = NOTHING,
) -> Path:
    """A wheel of one module, its requirements, and other files (`@` stands for NAME-VERSION)."""
    base = f"{name.replace('-', '_')}-{version}"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    contents = {
        f"{name.replace('-', '_')}.py": b"",
        **{other.replace("@", base): content for other, content in others.items()},
        f"{base}.dist-info/METADATA": (
            head + "".join(f"Requires-Dist: {need}\n" for need in needs)
        ).encode(),
        f"{base}.dist-info/WHEEL": f"Wheel-Version: 1.0\nTag: {tag}\n".encode(),
        f"{base}.dist-info/RECORD": b"as it was packed\n",
    }
    folder.mkdir(exist_ok=True)
    path = folder / f"{base}-{tag}.whl"
    with ZipFile(path, "w") as package:
        for entry, content in contents.items():
            package.writestr(entry, content)
    return path


def all_required(folder: Path) -> Path:
    """A folder of wheels named as all that xlperf requires; some require more on Windows alone."""
    needs = {
        "click": [f"colorama; {WINDOWS}"],
        "xlwings": [f"pywin32; {WINDOWS}", 'psutil; platform_system == "Darwin"'],
        "pandera": ['typing-for-polars; extra == "polars"', 'not-asked-for; extra == "io"'],
    }
    for text in requires("xlperf") or ():
        requirement = Requirement(text)
        if requirement.marker is None:
            name = requirement.name.lower()
            lowest = next(s.version for s in requirement.specifier if s.operator == ">=")
            if name != "xlwings":
                wheel(folder, name, lowest, needs.get(name, ()))
            else:
                dlls = {f"@.data/data/xlwings{bits}-{lowest}.dll": b"MZ" for bits in (32, 64)}
                scripts = {"@.data/scripts/xlwings": b"#!python"}
                tag = "cp311-cp311-win_amd64"
                wheel(folder, name, lowest, needs[name], tag, dlls | scripts)
    wheel(folder, "pywin32", "312", (), "cp311-cp311-win_amd64", {"pywin32.pth": b"win32\n"})
    wheel(folder, "colorama", "0.4.6")
    wheel(folder, "typing-for-polars")
    return folder
