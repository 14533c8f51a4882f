"""What a written package can do: its formulas, its links, and whether they leave the package."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

_NAMED = re.compile(
    r"""(?P<sheet>(?:'(?:[^']|'')*'|[^\s'"(),&=<>+*/:;!-]+)!)|(?P<literal>"(?:[^"]|"")*")"""
)
_FORMULAS = ("f", "formula", "formula1", "formula2", "definedName")


def formulas(path: Path) -> set[str]:
    """The shapes of all formulas: names of sheets, literals and numbers taken out.

    A long literal is one of several pieces.
    """
    found = set()
    with ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                for element in fromstring(package.read(name)).iter():
                    if element.tag.rpartition("}")[2] in _FORMULAS and element.text:
                        shape = _NAMED.sub(lambda m: "S!" if m["sheet"] else '""', element.text)
                        shape = re.sub('""(&"")+', '""', shape)
                        found.add(re.sub(r"\d+", "0", shape))
    return found


def ways_out(path: Path) -> list[str]:
    """Everything that leads out of the package, or would run something."""
    found = []
    with ZipFile(path) as package:
        names = set(package.namelist())
        for name in names:
            if name == "docProps/thumbnail.jpeg":
                continue  # the library's own, of an empty page
            if not name.endswith((".xml", ".rels")):
                found.append(f"a part that is no XML: {name}")
                continue
            content = package.read(name)
            if b"<!DOCTYPE" in content:
                found.append(f"{name}: a document type, which may declare entities")
            root = fromstring(content)
            if name.endswith(".rels"):
                found += _dangling(name, root, names)
            for element in root.iter():
                tag = element.tag.rpartition("}")[2]
                if tag in ("ddeLink", "oleObject", "control"):
                    found.append(f"{name}: <{tag} {element.attrib}>")
                if tag in ("instrText", "fldSimple"):
                    words = element.text or "".join(element.attrib.values())
                    if not re.fullmatch(r"\s*(PAGE|NUMPAGES)\s*", words):
                        found.append(f"{name}: a field {words}")
    return found


def _dangling(name: str, root: object, names: set[str]) -> list[str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    found = []
    for link in root:  # type: ignore[attr-defined]  # an element
        target = link.get("Target", "")
        inside = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if link.get("TargetMode") == "External" or inside not in names:
            found.append(f"{name}: a relationship to {target}")
    return found


def words(path: Path) -> str:
    """All parts as one text, for looking up what must not be in them."""
    with ZipFile(path) as package:
        return "\n".join(package.read(name).decode("utf-8") for name in package.namelist())
