"""What the parts of a workbook or document may hold, checked before any parser sees them.

Every part is looked at, whatever its name: a relationship can make a worksheet of any of them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate

from xlperf.files.extent import sheet_extent
from xlperf.files.limits import LIMITS
from xlperf.files.package import Part, read_part
from xlperf.files.refusals import megabytes, refusal
from xlperf.files.texts import has_long_text, held, longest_string, may_exceed, may_hold

if TYPE_CHECKING:
    from xlperf.files.door import Source

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?![!?])", re.DOTALL)
"""Up to the root element, without a DTD."""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_XML = (".xml", ".rels", ".vml")
_UNREAD = ("customxml/", "docprops/")
"""Parts of other programs, in whatever encoding they like; calamine knows UTF-8 only."""
_OTHER_SHEETS = re.compile(rb"<(?:[^<>:]*:)?(?:chartsheet|dialogsheet)[\s>/]")
_STRINGS = re.compile(rb"</(?:[^<>:]*:)?sst\s*>")


def check_contents(source: Source) -> None:
    """Raise `XlperfError` for a part that no parser should see."""
    path, data, parts = source.path, source.data, source.parts
    sheets: dict[str, int] = {}
    strings: list[str] = []
    total = 0
    for name, part in parts.items():
        content = read_part(path, data, part)
        if not (name.endswith(_XML) or content[:1] == b"<" or b"sheetData" in content):
            continue
        total += len(content)
        if total > LIMITS.xml_bytes:
            raise refusal("bomb", path, name=name, size=megabytes(total))
        _check_xml(path, name, content)
        with _whole(path, name):
            extent = sheet_extent(content, LIMITS.sheet_cells)
        if extent is not None:
            sheets[name] = len(content)
            if extent.cells > LIMITS.sheet_cells:
                raise refusal(
                    "cells", path, sheet=source.sheets.get(name, name),
                    rows=extent.rows, column=extent.letters, limit=LIMITS.sheet_cells,
                )  # fmt: skip
        elif b"sst" in content and _STRINGS.search(content) is not None:
            strings.append(name)
        elif len(content) > LIMITS.settings_bytes and not name.startswith("word/"):
            raise refusal("bomb", path, name=name, size=megabytes(len(content)))
        if has_long_text(content, LIMITS.cell_characters) and (extent or name in strings):
            where = f"“{source.sheets.get(name, name)}”" if extent else ""
            raise refusal("long_text", path, where=where, limit=LIMITS.cell_characters)
    if len(sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(sheets), limit=LIMITS.sheets)
    if sheets:
        _check_list(path, source.sheets)
        for name, sheet in source.sheets.items():
            # A part that is no sheet reads as an empty one: its project would just be gone.
            if name in parts and name not in sheets:
                content = read_part(path, data, parts[name])
                if not _OTHER_SHEETS.search(content, 0, 4096):
                    raise refusal("damaged", path, why=f"工作表“{sheet}”的内容不是工作表")
    for name in strings:
        _check_texts(source, sheets, name)


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


def _check_texts(source: Source, sheets: dict[str, int], strings: str) -> None:
    """Raise where a sheet's cells refer to more shared text than memory should hold."""
    path, data, parts = source.path, source.data, source.parts
    content = read_part(path, data, parts[strings])
    if not may_exceed(content, max(sheets.values(), default=0), LIMITS.sheet_text_bytes):
        return
    longest = longest_string(content)
    for name, size in sheets.items():
        if may_hold(size, longest) <= LIMITS.sheet_text_bytes:
            continue
        with _whole(path, name):
            total = held(read_part(path, data, parts[name]), content)
        if total > LIMITS.sheet_text_bytes:
            sheet = source.sheets.get(name, name)
            limit = megabytes(LIMITS.sheet_text_bytes)
            raise refusal("sheet_text", path, sheet=sheet, limit=limit)


def sheet_parts(path: Path, data: bytes, parts: dict[str, Part]) -> dict[str, str]:
    """The sheets' names by their parts; raises where a part is listed twice.

    Listed ten thousand times, one large sheet is read ten thousand times.
    """

    def elements(name: str, tag: str) -> list[dict[str, str]]:
        if name not in parts:
            raise refusal("damaged", path, why=f"缺少 {name}")
        content = read_part(path, data, parts[name])
        _check_xml(path, name, content)
        found: list[dict[str, str]] = []

        def begin(element: str, attributes: dict[str, str]) -> None:
            if element.rpartition(":")[2] == tag:
                found.append(attributes)

        parser = ParserCreate()
        parser.StartElementHandler = begin
        with _whole(path, name):
            parser.Parse(content, True)
        return found

    books = {
        _part("", link)
        for link in elements("_rels/.rels", "Relationship")
        if link.get("Type", "").endswith("/officeDocument")
    }
    if len(books) != 1:
        raise refusal("damaged", path, why="工作簿的关系缺失")
    folder, name = posixpath.split(books.pop())
    listed = elements(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    links = {link.get("Id"): _part(folder, link) for link in listed}
    sheets: dict[str, str] = {}
    for sheet in elements(posixpath.join(folder, name), "sheet"):
        link = next((v for k, v in sheet.items() if k.endswith(":id")), "")
        part = links.get(link, "")
        if not link or "/macrosheets/" in part:  # a module of Excel 95 has an empty one
            raise refusal("macro_sheet", path, sheet=sheet.get("name", ""))
        if not part:
            raise refusal("damaged", path, why="工作表的关系缺失")
        if part in sheets:
            raise refusal("damaged", path, why="同一张工作表列出两次")
        sheets[part] = sheet.get("name", "")
    return sheets


def _part(folder: str, link: dict[str, str]) -> str:
    """The name of the part that a relationship leads to, in lower case."""
    target = link.get("Target", "").replace("\\", "/").lower()
    # A target without a slash that repeats the folder is a mistake that calamine forgives.
    if folder and target.startswith(f"{folder}/"):
        return target
    return posixpath.normpath(posixpath.join("/", folder, target))[1:]


@contextmanager
def _whole(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except (ExpatError, ValueError) as error:
        raise refusal("damaged", path, why=f"{name} 不是完整的 XML") from error
