"""What a written package can do: its formulas, its links, and whether they leave the package."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

_NAMED = re.compile(
    r"""(?P<sheet>(?:'(?:[^']|'')*'|[^\s'"(),&=<>+*/:;!-]+)!)|(?P<literal>"(?:[^"]|"")*")"""
)
_FORMULAS = ("f", "formula", "formula1", "formula2", "definedName")


class Part(NamedTuple):
    """A part of a package: its bytes, and its XML where it is any."""

    content: bytes
    root: Element | None


def _parts(path: Path) -> dict[str, Part]:
    status = path.stat()
    return _parsed(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1)
def _parsed(path: Path, *_: int) -> dict[str, Part]:
    """The parts of a file, which is asked for its formulas and its ways out one after the other."""
    with ZipFile(path) as package:
        contents = {name: package.read(name) for name in package.namelist()}
    return {
        name: Part(content, fromstring(content) if name.endswith((".xml", ".rels")) else None)
        for name, content in contents.items()
    }


def formulas(path: Path) -> set[str]:
    """The shapes of all formulas: names of sheets, literals and numbers taken out.

    A long literal is one of several pieces.
    """
    found = set()
    for name, part in _parts(path).items():
        if part.root is not None and name.endswith(".xml"):
            for element in part.root.iter():
                if element.tag.rpartition("}")[2] in _FORMULAS and element.text:
                    shape = _NAMED.sub(lambda m: "S!" if m["sheet"] else '""', element.text)
                    shape = re.sub('""(&"")+', '""', shape)
                    found.add(re.sub(r"\d+", "0", shape))
    return found


def ways_out(path: Path) -> list[str]:
    """Everything that leads out of the package, or would run something."""
    found = []
    parts = _parts(path)
    for name, (content, root) in parts.items():
        if name == "docProps/thumbnail.jpeg":
            continue  # the library's own, of an empty page
        if root is None:
            found.append(f"a part that is no XML: {name}")
            continue
        if b"<!DOCTYPE" in content:
            found.append(f"{name}: a document type, which may declare entities")
        if name.endswith(".rels"):
            found += _dangling(name, root, set(parts))
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            if tag in ("ddeLink", "oleObject", "control"):
                found.append(f"{name}: <{tag} {element.attrib}>")
            if tag in ("instrText", "fldSimple"):
                words = element.text or "".join(element.attrib.values())
                if not re.fullmatch(r"\s*(PAGE|NUMPAGES)\s*", words):
                    found.append(f"{name}: a field {words}")
    return found


def _dangling(name: str, root: Element, names: set[str]) -> list[str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    found = []
    for link in root:
        target = link.get("Target", "")
        inside = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if link.get("TargetMode") == "External" or inside not in names:
            found.append(f"{name}: a relationship to {target}")
    return found


def words(path: Path) -> str:
    """All parts as one text, for looking up what must not be in them."""
    with ZipFile(path) as package:
        return "\n".join(package.read(name).decode("utf-8") for name in package.namelist())
