"""What the parts of a workbook or document may hold, checked before any parser sees them.

Every part is looked at, whatever its name: a relationship can make a worksheet of any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

from xlperf.files.extent import sheet_extent
from xlperf.files.limits import LIMITS
from xlperf.files.package import Part, read_part
from xlperf.files.refusals import megabytes, refusal
from xlperf.files.texts import has_long_text, held, longest_string, may_hold

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?![!?])", re.DOTALL)
"""Up to the root element, without a DTD."""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_XML = (".xml", ".rels", ".vml")
_UNREAD = ("customxml/", "docprops/")
"""Parts of other programs, in whatever encoding they like; calamine knows UTF-8 only."""
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def check_contents(path: Path, data: bytes, parts: dict[str, Part]) -> None:
    """Raise `XlperfError` for a part that no parser should see."""
    sheets: dict[str, int] = {}
    strings: list[str] = []
    for name, part in parts.items():
        content = read_part(path, data, part)
        if not (name.endswith(_XML) or content[:1] == b"<" or b"sheetData" in content):
            continue
        _check_xml(path, name, content)
        with _whole(path, name):
            extent = sheet_extent(content, LIMITS.sheet_cells)
        if extent is not None:
            sheets[name] = len(content)
            if extent.cells > LIMITS.sheet_cells:
                raise refusal(
                    "cells", path, sheet=_sheets(path, data, parts).get(name, name),
                    rows=extent.rows, column=extent.letters, limit=LIMITS.sheet_cells,
                )  # fmt: skip
        elif b"sst>" in content[-64:]:
            strings.append(name)
        elif len(content) > LIMITS.settings_bytes and not name.startswith("word/"):
            raise refusal("bomb", path, name=name, size=megabytes(len(content)))
        if has_long_text(content, LIMITS.cell_characters) and (extent or name in strings):
            listed = _sheets(path, data, parts)
            where = f"“{listed.get(name, name)}”" if extent else ""
            raise refusal("long_text", path, where=where, limit=LIMITS.cell_characters)
    if len(sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(sheets), limit=LIMITS.sheets)
    if sheets and _BOOK in parts:
        _check_list(path, _sheets(path, data, parts))
    for name in strings:
        _check_texts(path, data, parts, sheets, name)


def _check_xml(path: Path, name: str, content: bytes) -> None:
    if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
        wide = b"\0" in content[:64] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding = _ENCODING.match(content, 3 if content[:3] == b"\xef\xbb\xbf" else 0)
        if wide or (encoding is not None and encoding[1].lower() not in _READABLE):
            raise refusal("part_encoding", path, name=name)
    # Only where the prolog is no usual one is it worth looking through the whole part.
    if _PROLOG.match(content) is None and b"<!DOCTYPE" in content.upper():
        raise refusal("dtd", path, name=name)


def _check_list(path: Path, sheets: dict[str, str]) -> None:
    if len(sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(sheets), limit=LIMITS.sheets)
    if len({name.lower() for name in sheets.values()}) != len(sheets):
        raise refusal("damaged", path, why="工作表重名")


def _check_texts(
    path: Path, data: bytes, parts: dict[str, Part], sheets: dict[str, int], strings: str
) -> None:
    """Raise where a sheet's cells refer to more shared text than memory should hold."""
    content = read_part(path, data, parts[strings])
    longest = longest_string(content)
    for name, size in sheets.items():
        if may_hold(size, longest) <= LIMITS.sheet_text_bytes:
            continue
        with _whole(path, name):
            total = held(read_part(path, data, parts[name]), content)
        if total > LIMITS.sheet_text_bytes:
            sheet = _sheets(path, data, parts).get(name, name)
            limit = megabytes(LIMITS.sheet_text_bytes)
            raise refusal("sheet_text", path, sheet=sheet, limit=limit)


def _sheets(path: Path, data: bytes, parts: dict[str, Part]) -> dict[str, str]:
    """The sheets' names by their parts; raises where a part is listed twice.

    Listed ten thousand times, one large sheet is read ten thousand times.
    """
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def link(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] != "sheet":
            return
        target = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        if target not in targets:
            raise refusal("damaged", path, why="工作表的关系缺失")
        part = _absolute(targets[target])
        if part in sheets:
            raise refusal("damaged", path, why="同一张工作表列出两次")
        sheets[part] = attributes.get("name", "")

    for name, begin in ((_LINKS, link), (_BOOK, sheet)):
        if name not in parts:
            raise refusal("damaged", path, why=f"缺少 {name}")
        content = read_part(path, data, parts[name])
        _check_xml(path, name, content)
        parser = ParserCreate()
        parser.StartElementHandler = begin
        with _whole(path, name):
            parser.Parse(content, True)
    return sheets


def _absolute(target: str) -> str:
    """A relationship's target as the name of a part, as calamine makes it."""
    target = target.replace("\\", "/").lower()
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target}"


@contextmanager
def _whole(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except (ExpatError, ValueError) as error:
        raise refusal("damaged", path, why=f"{name} 不是完整的 XML") from error
