"""What the parts of a workbook or document may hold, checked before any parser sees them.

Every part is looked at, whatever its name: a relationship can make a worksheet of any of them.
The sheets of the template that nobody fills in are half of a usual workbook and are not parsed;
they are looked at when somebody asks for them after all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from xlperf.sources.limits import LIMITS
from xlperf.sources.refusals import megabytes, refusal
from xlperf.sources.xlsx.shared_strings import (
    has_long_text,
    held,
    longest_string,
    may_exceed,
    may_hold,
)
from xlperf.sources.xlsx.sheet_extent import look_through
from xlperf.sources.xlsx.strict_parser import Ambiguous, check_strings

if TYPE_CHECKING:
    from xlperf.sources.open_file import Source

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?![!?])", re.DOTALL)
"""Up to the root element, without a DTD."""
_USUAL = re.compile(rb'<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?>\r?\n?<[A-Za-z]')
"""How a part begins that Excel or this program wrote."""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_XML = (".xml", ".rels", ".vml")
_UNREAD = ("customxml/", "docprops/")
"""Parts of other programs, in whatever encoding they like; calamine knows UTF-8 only."""
_WORKSHEETS = "xl/worksheets/"
_OTHER_SHEETS = re.compile(rb"<(?:[^<>:]*:)?(?:chartsheet|dialogsheet)[\s>/]")
_STRINGS = re.compile(rb"</(?:[^<>:]*:)?sst\s*>")
_ODD_TEXT = re.compile(rb":(?:si|t|r|rPh)[\s/>]")
_ODD = (b"xmlns", b"extLst", b"AlternateContent")


@dataclass
class _Seen:
    """What the parts looked at came to: bytes of XML, worksheets with their bytes, text tables."""

    total: int = 0
    sheets: dict[str, int] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)


def check_contents(source: Source, spare: Collection[str] = ()) -> None:
    """Raise `XlperfError` for a part that no parser should see.

    Worksheets with names in `spare` are left to `check_sheets`.
    """
    path, parts, seen = source.path, source.parts, _Seen()
    worksheets = [name for name in parts if spare and name.startswith(_WORKSHEETS)]
    later = frozenset(worksheets)
    for name in parts:
        if name not in later:
            _check_part(source, name, seen)
    for name in worksheets:
        if source.sheets.get(name) in spare:
            seen.total += parts[name].size
            seen.sheets[name] = parts[name].size
        else:
            _check_part(source, name, seen)
    if len(seen.sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(seen.sheets), limit=LIMITS.sheets)
    if seen.sheets:
        _check_list(path, source.sheets)
        for name, sheet in source.sheets.items():
            # A part that is no sheet reads as an empty one: its project would just be gone.
            if name in parts and name not in seen.sheets:
                content = source.part(name)
                if not _OTHER_SHEETS.search(content, 0, 4096):
                    raise refusal("damaged", path, why=f"工作表“{sheet}”的内容不是工作表")
    for name in seen.strings:
        _check_texts(source, seen.sheets, name)


def check_sheets(source: Source, names: Collection[str]) -> None:
    """Raise `XlperfError` for a worksheet with one of these names that no parser should see."""
    for part, name in source.sheets.items():
        if name in names and part in source.parts:
            _check_part(source, part, _Seen())


def _check_part(source: Source, name: str, seen: _Seen) -> None:
    path = source.path
    content = source.part(name)
    if not (name.endswith(_XML) or content[:1] == b"<" or b"sheetData" in content):
        return
    seen.total += len(content)
    if seen.total > LIMITS.xml_bytes:
        raise refusal("bomb", path, name=name, size=megabytes(seen.total))
    check_xml(path, name, content)
    with whole(path, name):
        sheet = look_through(content, LIMITS.sheet_cells)
    if sheet is not None:
        seen.sheets[name] = len(content)
        extent = sheet.extent
        if extent.cells > LIMITS.sheet_cells:
            raise refusal(
                "cells", path, sheet=source.sheets.get(name, name),
                rows=extent.rows, column=extent.letters, limit=LIMITS.sheet_cells,
            )  # fmt: skip
    elif b"sst" in content and _STRINGS.search(content) is not None:
        with whole(path, name):
            _check_strings(content)
        seen.strings.append(name)
    elif len(content) > LIMITS.settings_bytes and not name.startswith("word/"):
        raise refusal("bomb", path, name=name, size=megabytes(len(content)))
    if has_long_text(content, LIMITS.cell_characters) and (sheet or name in seen.strings):
        where = f"“{source.sheets.get(name, name)}”" if sheet else ""
        raise refusal("long_text", path, where=where, limit=LIMITS.cell_characters)
    if sheet is not None:
        source.trim(name, sheet.content)


def _check_strings(content: bytes) -> None:
    """Raise `Ambiguous` where the shared strings are others to some programs."""
    usual = content.find(b"<si", 0, 1024)
    odd = any(content.find(word, usual) >= 0 for word in _ODD)
    if usual < 0 or odd or _ODD_TEXT.search(content) is not None:
        check_strings(content)


def check_xml(path: Path, name: str, content: bytes) -> None:
    """Raise `XlperfError` for a part in an encoding of its own, or with entities."""
    if _USUAL.match(content) is not None:
        return
    if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
        wide = b"\0" in content[:64] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding = _ENCODING.match(content, 3 if content[:3] == b"\xef\xbb\xbf" else 0)
        if wide or (encoding is not None and encoding[1].lower() not in _READABLE):
            raise refusal("part_encoding", path, kind=_kind(name), name=name)
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
    path = source.path
    content = source.part(strings)
    if not may_exceed(content, max(sheets.values(), default=0), LIMITS.sheet_text_bytes):
        return
    longest = longest_string(content)
    for name, size in sheets.items():
        if may_hold(size, longest) <= LIMITS.sheet_text_bytes:
            continue
        with whole(path, name):
            total = held(source.part(name), content)
        if total > LIMITS.sheet_text_bytes:
            sheet = source.sheets.get(name, name)
            limit = megabytes(LIMITS.sheet_text_bytes)
            raise refusal("sheet_text", path, sheet=sheet, limit=limit)


@contextmanager
def whole(path: Path, name: str) -> Iterator[None]:
    """Turn what is raised over a part that is no XML, or an odd one, into an `XlperfError`."""
    try:
        yield
    except Ambiguous as error:
        raise refusal("ambiguous", path, kind=_kind(name), why=f"{name}：{error}") from error
    except (ExpatError, ValueError) as error:
        why = f"{name} 不是完整的 XML"
        raise refusal("damaged", path, kind=_kind(name), why=why) from error


def _kind(part: str) -> str:
    """The kind of file that a part tells, whatever the file is called."""
    return {"word": "docx", "xl": "workbook"}.get(part.partition("/")[0], "")
