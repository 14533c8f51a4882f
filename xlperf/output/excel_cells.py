"""Writes a worksheet's cells, merged ranges and links as XML: the inner loop of drawing.

XlsxWriter keeps an object per cell and writes it attribute by attribute, about 10 µs each; on a
form most cells are the blank parts of merges. Here a cell is one piece of text. Everything else
of a sheet, and of the workbook around it, is XlsxWriter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from html import escape

from xlperf.errors import XlperfError
from xlperf.grid import a1, column_letters
from xlperf.layouts.sheet import Cell, Sheet, Value

LONGEST = 32_767
"""Limits the text of one cell of Excel, in UTF-16 units."""
MOST_LINKS = 65_530
"""Limits the links of one worksheet; with more Excel calls the workbook damaged."""
_FIRST_DATE = date(1900, 3, 1)
"""Gives the first date that is stored as one: Excel counts a 29 February 1900 that never was, and
earlier dates would be off by a day."""
_EPOCH = date(1899, 12, 30)
_NOWHERE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Finds what no XML can hold, and no reader brings back from an escape."""
# What XML cannot hold, or would change (a carriage return), and what looks like its escape.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9a-fA-F]{4}_)")
_AS_IT_IS = re.compile(r"[^&<>\x00-\x08\x0b-\x1f_]*")
_SPECIAL = re.compile(r'[ "<>\[\]^`{}|\\]')
"""Finds what a URL spells in another way, beside its own two signs."""
_PIXEL = 0.75
"""Gives the points in one pixel; Excel keeps row heights in whole pixels."""

_COLUMNS = tuple(column_letters(column) for column in range(64))


def rows_xml(sheet: Sheet, looks: Mapping[str, int], intern: Callable[[str], int]) -> str:
    """Returns the `row` elements of a sheet.

    `looks` are the numbers of the styles in the workbook; `intern` gives a text's number among
    the shared strings. Raises `XlperfError` for a text longer than a cell holds.
    """
    rows: dict[int, dict[int, str]] = {row: {} for row in sorted(sheet.heights)}
    for cell in sheet.cells:
        row, column, value, look, down, across, formula, _ = cell
        style = looks[look]
        start = f'<c r="{_COLUMNS[column]}{row + 1}" s="{style}"'
        if formula is not None:
            drawn = start + _formula(formula, value)
        elif value is None or value == "":
            drawn = start + "/>"
        elif value.__class__ is str:
            drawn = f'{start} t="s"><v>{intern(_text(value, cell, sheet.name))}</v></c>'
        else:
            number = _number(value)
            if number is None:
                drawn = f'{start} t="s"><v>{intern(str(value))}</v></c>'
            else:
                drawn = f"{start}><v>{number}</v></c>"
        if down == 1:
            line = rows.setdefault(row, {})
            line[column] = drawn
            if across > 1:
                for blank in range(column + 1, column + across):
                    line[blank] = f'<c r="{_COLUMNS[blank]}{row + 1}" s="{style}"/>'
            continue
        for below in range(row, row + down):
            line = rows.setdefault(below, {})
            for blank in range(column, column + across):
                line[blank] = f'<c r="{_COLUMNS[blank]}{below + 1}" s="{style}"/>'
        rows[row][column] = drawn
    return "".join([_row(row, rows[row], sheet, looks) for row in sorted(rows)])


def content_xml(cell: Cell, sheet: str, intern: Callable[[str], int]) -> str:
    """Returns what follows the style in a cell's XML."""
    value = cell.value
    if value is None or value == "":
        return "/>"
    number = None if isinstance(value, str) else _number(value)
    if number is not None:
        return f"><v>{number}</v></c>"
    return f' t="s"><v>{intern(_text(str(value), cell, sheet))}</v></c>'


def strings_xml(texts: Iterable[str]) -> str:
    """Returns the `si` elements of the shared strings."""
    return "".join([_string(text) for text in texts])


def _string(text: str) -> str:
    if not _AS_IT_IS.fullmatch(text):
        text = escape(_CONTROL.sub(_escaped, text), quote=False)
    if text[0].isspace() or text[-1].isspace():
        return f'<si><t xml:space="preserve">{text}</t></si>'
    return f"<si><t>{text}</t></si>"


def merges_xml(sheet: Sheet) -> str:
    """Returns the `mergeCells` element, empty where nothing is merged."""
    merged = [
        f'<mergeCell ref="{a1(cell.row, cell.column)}:'
        f'{a1(cell.row + cell.rows - 1, cell.column + cell.columns - 1)}"/>'
        for cell in sheet.cells
        if cell.rows > 1 or cell.columns > 1
    ]
    return f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>' if merged else ""


def links_xml(sheet: Sheet, relation: Callable[[str], int]) -> str:
    """Returns the `hyperlinks` element, empty where nothing leads anywhere.

    `relation` gives the number of the relationship with a file; many links share one. Raises
    `XlperfError` for more links than a worksheet holds.
    """
    links = [
        f'<hyperlink ref="{a1(cell.row, cell.column)}" location="{_attribute(cell.link)}"/>'
        for cell in sheet.cells
        if cell.link
    ]
    targets = {
        path: relation(_target(path)) for path in dict.fromkeys(link.path for link in sheet.links)
    }
    links += [
        f'<hyperlink ref="{a1(link.row, link.column)}" r:id="rId{targets[link.path]}" '
        f'location="{_attribute(link.place)}"/>'
        for link in sheet.links
    ]
    if len(links) > MOST_LINKS:
        raise XlperfError(
            f"工作表“{sheet.name}”要写入 {len(links)} 个链接，超过 Excel 一张工作表 "
            f"{MOST_LINKS} 个的上限，没有写出；请减少一次写入的内容后再试。"
        )
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _attribute(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def _target(path: str) -> str:
    """Returns the path of a file as a URL."""
    path = path.replace("%", "%25").replace("#", "%23")
    return _SPECIAL.sub(lambda found: f"%{ord(found[0]):02x}", path)


def _row(row: int, line: dict[int, str], sheet: Sheet, looks: Mapping[str, int]) -> str:
    start = f'<row r="{row + 1}"'
    if style := sheet.row_styles.get(row):
        start += f' s="{looks[style]}" customFormat="1"'
    if height := sheet.heights.get(row):
        start += f' ht="{round(height / _PIXEL) * _PIXEL:g}" customHeight="1"'
    return f"{start}>{''.join([line[column] for column in sorted(line)])}</row>"


def _text(text: str, cell: Cell, sheet: str) -> str:
    """Returns a text that a cell can hold, as it is; raises `XlperfError` for another."""
    if _is_long(text):
        raise _too_long(text, cell, sheet)
    if not text.isascii() and (found := _NOWHERE.search(text)):
        raise XlperfError(
            f"工作表“{sheet}”的 {a1(cell.row, cell.column)} 要写入的文字含有 Excel 无法保存的"
            f"字符（第 {found.start() + 1} 个字，U+{ord(found[0]):04X}）；请删去它后再试。"
        )
    return text


def _is_long(text: str) -> bool:
    """Tells whether a text has more than `LONGEST` units of UTF-16, as Excel counts."""
    return len(text) > LONGEST // 2 and _units(text) > LONGEST


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _too_long(text: str, cell: Cell, sheet: str) -> XlperfError:
    return XlperfError(
        f"工作表“{sheet}”的 {a1(cell.row, cell.column)} 要写入的文字有 {_units(text)} 字，"
        f"超过 Excel 一个单元格 {LONGEST} 字的上限（生僻字、表情按两字计）；请缩短后再试。"
    )


def _number(value: Value) -> str | None:
    """Spells a number or date as Excel stores it, None where it cannot be stored without loss."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        number = repr(float(value))
        same = value.is_finite() and Decimal(number) == value
        return number.removesuffix(".0") if same else None
    if isinstance(value, date) and value >= _FIRST_DATE:
        return str((value - _EPOCH).days)
    return None


def _formula(formula: str, result: Value) -> str:
    """Returns the rest of a formula's cell, with its result; an empty text is a result, too."""
    formula = escape(formula.removeprefix("="), quote=False)
    if isinstance(result, str) and _is_long(result):
        return f' t="e"><f>{formula}</f><v>#VALUE!</v></c>'  # which Excel makes of it as well
    if result is None or isinstance(result, str):
        text = _CONTROL.sub(_escaped, _NOWHERE.sub("\ufffd", result or ""))
        return f' t="str"><f>{formula}</f><v>{escape(text, quote=False)}</v></c>'
    if isinstance(result, Decimal):
        return f"><f>{formula}</f><v>{float(result)!r}</v></c>"
    return f"><f>{formula}</f><v>{_number(result) or result}</v></c>"
