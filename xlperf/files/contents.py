"""What the parts of a workbook or document may hold, checked before any parser sees them.

Every part is looked at, whatever its name: a relationship can make a worksheet of any of them.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import fromstring as parse_xml

from xlperf.files.extent import sheet_extent
from xlperf.files.limits import LIMITS
from xlperf.files.package import Part, read_part, read_parts
from xlperf.files.refusals import refusal

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?![!?])", re.DOTALL)
"""Up to the root element, without a DTD."""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_XML = (".xml", ".rels", ".vml")
_UNREAD = ("customxml/", "docprops/")
"""Parts of other programs, in whatever encoding they like; calamine knows UTF-8 only."""


def check_contents(path: Path, data: bytes, parts: dict[str, Part]) -> None:
    """Raise `XlperfError` for a part that no parser should see."""
    sheets = 0
    for name, content in read_parts(path, data, parts):
        if name.endswith(_XML) or content[:1] == b"<" or b"sheetData" in content:
            _check_xml(path, name, content)
            sheets += _check_sheet(path, data, parts, name, content)
    if sheets > LIMITS.sheets:
        raise refusal("sheets", path, count=sheets, limit=LIMITS.sheets)
    _check_list(path, data, parts)


def _check_xml(path: Path, name: str, content: bytes) -> None:
    if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
        wide = b"\0" in content[:64] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding = _ENCODING.match(content, 3 if content[:3] == b"\xef\xbb\xbf" else 0)
        if wide or (encoding is not None and encoding[1].lower() not in _READABLE):
            raise refusal("part_encoding", path, name=name)
    # Only where the prolog is no usual one is it worth looking through the whole part.
    if _PROLOG.match(content) is None and b"<!DOCTYPE" in content.upper():
        raise refusal("dtd", path, name=name)


def _check_sheet(
    path: Path, data: bytes, parts: dict[str, Part], name: str, content: bytes
) -> bool:
    extent = sheet_extent(path, name, content)
    if extent is None:
        return False
    if extent.cells > LIMITS.sheet_cells:
        sheet = _sheets(path, data, parts).get(name, name)
        raise refusal(
            "cells", path, sheet=sheet, rows=extent.rows, column=extent.letters,
            limit=LIMITS.sheet_cells,
        )  # fmt: skip
    return True


def _check_list(path: Path, data: bytes, parts: dict[str, Part]) -> None:
    """The workbook's list of sheets: not too long, and no part or name in it twice.

    Listed ten thousand times, one large sheet is read ten thousand times.
    """
    if "xl/workbook.xml" not in parts:
        return
    sheets = _sheets(path, data, parts)
    if len(sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(sheets), limit=LIMITS.sheets)
    if len({name.lower() for name in sheets.values()}) != len(sheets):
        raise refusal("damaged", path, why="工作表重名")


def _sheets(path: Path, data: bytes, parts: dict[str, Part]) -> dict[str, str]:
    """The sheets' names by their parts."""
    book = _root(path, data, parts, "xl/workbook.xml")
    links = _root(path, data, parts, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets: dict[str, str] = {}
    for element in book.iter():
        if not element.tag.endswith("}sheet"):
            continue
        link = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        if link not in targets:
            raise refusal("damaged", path, why="工作表的关系缺失")
        part = _absolute(targets[link])
        if part in sheets:
            raise refusal("damaged", path, why="同一张工作表列出两次")
        sheets[part] = element.get("name", "")
    return sheets


def _absolute(target: str) -> str:
    target = target.replace("\\", "/").lower()
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target}"


def _root(path: Path, data: bytes, parts: dict[str, Part], name: str) -> Element:
    if name not in parts:
        raise refusal("damaged", path, why=f"缺少 {name}")
    content = read_part(path, data, parts[name])
    _check_xml(path, name, content)
    try:
        return parse_xml(content)
    except ParseError as error:
        raise refusal("damaged", path, why=f"{name} 不是完整的 XML") from error
