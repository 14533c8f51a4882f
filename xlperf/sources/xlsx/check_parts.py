"""Checks what the parts of a workbook or document hold, before any parser sees them.

Every part is looked at, whatever its name: a relationship can make a worksheet of any of them.
The sheets of the template that nobody fills in are half of a usual workbook and are not parsed;
they are looked at when somebody asks for them after all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from xlperf.grid import column_letters
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.refusals import megabytes, refusal
from xlperf.sources.xlsx.strict_parser import PartCell, StrictSheet, check_strings, string_lengths
from xlperf.sources.xlsx.worksheet import inspect_worksheet
from xlperf.sources.xlsx.xml_errors import check_xml, xml_errors

_XML = (".xml", ".rels", ".vml")
_WORKSHEETS = "xl/worksheets/"
_OTHER_SHEETS = re.compile(rb"<(?:[^<>:]*:)?(?:chartsheet|dialogsheet)[\s>/]")
_STRINGS = re.compile(rb"</(?:[^<>:]*:)?sst\s*>")
_ODD_TEXT = re.compile(rb":(?:si|t|r|rPh)[\s/>]")
_RUN = re.compile(rb">([^<]*)")
_ESCAPE = re.compile(r"&[#\w]+;|_x[0-9A-Fa-f]{4}_")
"""Matches what stands for one character: an entity, and Excel's own escape."""
_SHORTEST_CELL = len(b'<c t="s"><v>0</v></c>')
_STRING_END = b"</si>"
_ODD = (b"xmlns", b"extLst", b"AlternateContent")


@dataclass
class _Seen:
    """Sums up the parts looked at: bytes of XML, worksheets with their bytes, text tables."""

    total: int = 0
    sheets: dict[str, int] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)


def check_contents(source: InputFile, spare: Collection[str] = ()) -> None:
    """Raises `XlperfError` for a part that no parser should see.

    Worksheets with names in `spare` are left to `check_sheets`.
    """
    path, parts, seen = source.path, source.parts, _Seen()
    worksheets = {name for name in parts if spare and name.startswith(_WORKSHEETS)}
    for name in sorted(parts, key=worksheets.__contains__):  # the list of sheets before them
        if name in worksheets and source.sheets.get(name) in spare:
            seen.total += parts[name].size
            seen.sheets[name] = parts[name].size
        else:
            _check_part(source, name, seen)
    if len(seen.sheets) > LIMITS.sheets:
        raise refusal("sheets", path, count=len(seen.sheets), limit=LIMITS.sheets)
    if seen.sheets:
        if len(source.sheets) > LIMITS.sheets:
            raise refusal("sheets", path, count=len(source.sheets), limit=LIMITS.sheets)
        if len({name.lower() for name in source.sheets.values()}) != len(source.sheets):
            raise refusal("damaged", path, why="工作表重名")
        for name, sheet in source.sheets.items():
            # A part that is no sheet reads as an empty one: its project would just be gone.
            if name in parts and name not in seen.sheets:
                content = source.part(name)
                if not _OTHER_SHEETS.search(content, 0, 4096):
                    raise refusal("damaged", path, why=f"工作表“{sheet}”的内容不是工作表")
    for name in seen.strings:
        _check_texts(source, seen.sheets, name)


def check_sheets(source: InputFile, names: Collection[str]) -> None:
    """Raises `XlperfError` for a worksheet with one of these names that no parser should see."""
    for part, name in source.sheets.items():
        if name in names and part in source.parts:
            _check_part(source, part, _Seen())


def _check_part(source: InputFile, name: str, seen: _Seen) -> None:
    path = source.path
    content = source.part(name)
    if not (name.endswith(_XML) or content[:1] == b"<" or b"sheetData" in content):
        return
    seen.total += len(content)
    if seen.total > LIMITS.xml_bytes:
        raise refusal("bomb", path, name=name, size=megabytes(seen.total))
    check_xml(path, name, content)
    with xml_errors(path, name):
        sheet = inspect_worksheet(content)
    if sheet is not None:
        seen.sheets[name] = len(content)
        if sheet.cells > LIMITS.sheet_cells:
            raise refusal(
                "cells", path, sheet=source.sheets.get(name, name),
                rows=sheet.rows, column=column_letters(sheet.columns - 1), limit=LIMITS.sheet_cells,
            )  # fmt: skip
    elif b"sst" in content and _STRINGS.search(content) is not None:
        with xml_errors(path, name):
            _check_strings(content)
        seen.strings.append(name)
    elif len(content) > LIMITS.settings_bytes and not name.startswith("word/"):
        raise refusal("bomb", path, name=name, size=megabytes(len(content)))
    if _has_long_text(content, LIMITS.cell_characters) and (sheet or name in seen.strings):
        where = f"“{source.sheets.get(name, name)}”" if sheet else ""
        raise refusal("long_text", path, where=where, limit=LIMITS.cell_characters)
    if sheet is not None:
        source.keep_worksheet(name, sheet)


def _check_strings(content: bytes) -> None:
    """Raises `Ambiguous` where the shared strings are others to some programs."""
    usual = content.find(b"<si", 0, 1024)
    odd = any(content.find(word, usual) >= 0 for word in _ODD)
    if usual < 0 or odd or _ODD_TEXT.search(content) is not None:
        check_strings(content)


def _has_long_text(content: bytes, limit: int) -> bool:
    """Tells whether a text node of an XML part is longer than `limit` characters.

    A run of twice the step without a tag covers at least one whole step; only then is counted.
    """
    step = limit // 2
    windows = range(0, len(content), step)
    if all(content.find(b"<", at, at + step) >= 0 for at in windows[:-1]):
        return False
    runs = (run[1] for run in _RUN.finditer(content))
    return any(len(_ESCAPE.sub("?", run.decode("utf-8", "replace"))) > limit for run in runs)


def _check_texts(source: InputFile, sheets: dict[str, int], strings: str) -> None:
    """Raises `XlperfError` where a sheet's cells refer to more shared text than the limit.

    A shared string is stored once and copied for every cell that refers to it: a string of 30,000
    characters and a sheet of 40 KB can ask for gigabytes.
    """
    path, content = source.path, source.part(strings)
    longest = max(map(len, content.split(_STRING_END)))
    most = LIMITS.sheet_text_bytes // longest * _SHORTEST_CELL
    large = [name for name, size in sheets.items() if size > most]
    if not large:
        return
    with xml_errors(path, strings):
        lengths = string_lengths(content)
    for name in large:
        total = 0

        def count(cell: PartCell) -> None:
            nonlocal total
            index = int(cell.value) if cell.value.isdecimal() else len(lengths)
            if cell.attributes.get("t") == "s" and index < len(lengths):
                total += lengths[index]

        with xml_errors(path, name):
            StrictSheet(source.part(name), count)
        if total > LIMITS.sheet_text_bytes:
            sheet = source.sheets.get(name, name)
            limit = megabytes(LIMITS.sheet_text_bytes)
            raise refusal("sheet_text", path, sheet=sheet, limit=limit)
