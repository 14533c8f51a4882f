"""Writes the cells of a worksheet: values as they are, formulas with their results, and links."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format

from xlperf.layouts.sheet import Cell, Link, Sheet, Value
from xlperf.layouts.sheet_names import literal
from xlperf.output.excel_calls import Checked, utf16_units

_LOG = logging.getLogger("xlperf")

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
_UNSPELT = re.compile(f"{_CONTROL.pattern}|{_NOWHERE.pattern}")
"""Finds what no literal of a formula can hold."""
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f]")
_MISTAKEN = re.compile(r"\A<r>.*</r>\Z|_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_", re.DOTALL)
"""Finds the texts that XlsxWriter would write as mark-up, or not escape wholly."""
_PIECES = re.compile(r"(?<=\A<)(?=r>)|(?<=_x[0-9a-fA-F]{4})(?=_)")
"""Finds where such a text has to be taken apart."""
_BREAK = re.compile("\r\n?|[\v\f]")
_SPECIAL = re.compile(r"[#%:?\[\]\\]")
"""Finds what the path of a file spells in another way where it is a link."""
_LONGEST_LINK = 255
"""Limits what HYPERLINK leads to, and the text that it shows, in UTF-16 units."""


class _Result(str):
    """Holds the text that a formula results in, and equals no other.

    Of a plain text XlsxWriter takes "" for no result at all and `#N/A` for an error.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def write_cells(drawn: Checked, sheet: Sheet, look: Callable[[str], Format]) -> None:
    """Write the cells and the list of a sheet, with the links of both into other files.

    Raises as `write_value` does; says how many links Excel has no place for.
    """
    links = {(link.row, link.column): link for link in sheet.links}
    lost = 0
    for cell in sheet.cells:
        link, formula = links.get(cell[:2]), cell.formula
        if link:
            formula = _link_formula(link, cell.value)
            lost += formula is None
        _write_cell(drawn, cell, formula, look(cell.style))
    if sheet.listing:
        looks = [look(style) for style in sheet.listing.styles]
        for row, values in enumerate(sheet.listing.table.iter_rows(), sheet.listing.first):
            for column, value in enumerate(values):
                if link := links.get((row, column)):
                    cell = Cell(row, column, value, "")
                    formula = _link_formula(link, value)
                    lost += formula is None
                    _write_cell(drawn, cell, formula, looks[column])
                else:
                    write_value(drawn, row, column, value, looks[column])
    if lost:
        _LOG.warning(
            "“%s”有 %s 处的链接 Excel 存不下，只写了文字，请按所列的工作簿和工作表查找。",
            sheet.name,
            lost,
        )


def _write_cell(drawn: Checked, cell: Cell, formula: str | None, look: Format) -> None:
    """Write a cell, merged over the rows and columns it has; raises as `write_value` does."""
    row, column, value, _, rows, columns, _, _ = cell
    if rows > 1 or columns > 1:
        drawn.merge_range(row, column, row + rows - 1, column + columns - 1, None, look)
    if formula is None:
        write_value(drawn, row, column, value, look)
    else:
        drawn.write_formula(row, column, formula, look, _result(value))


def write_value(drawn: Checked, row: int, column: int, value: Value | float, look: Format) -> None:
    """Write a value; a number that Excel would not give back the same is written as a text.

    Raises `XlperfError` for a text that a cell cannot hold.
    """
    if value is None or value == "" or value != value:
        drawn.write_blank(row, column, None, look)
        return
    if not isinstance(value, str):
        number = _number(value)
        if number is not None:
            drawn.write_number(row, column, number, look)
            return
        value = str(value)
    if not value.isascii() and (found := _NOWHERE.search(value)):
        facts = {"number": found.start() + 1, "code": f"{ord(found[0]):04X}"}
        raise drawn.refusal("character", (row, column), **facts)
    if _MISTAKEN.search(value):
        _write_in_pieces(drawn, row, column, value, look)
    else:
        drawn.write_string(row, column, value, look)


def _write_in_pieces(drawn: Checked, row: int, column: int, text: str, look: Format) -> None:
    """Write a text in pieces of one look, without the characters that show nothing."""
    plain = _UNSEEN.sub("", _BREAK.sub("\n", text))
    pieces = [part for piece in _PIECES.split(plain) for part in (look, piece)]
    drawn.write_rich_string(row, column, *pieces, look)


def _number(value: Decimal | float | date) -> Decimal | None:
    """Returns a number or date as Excel stores it, None where it cannot be stored without loss."""
    if isinstance(value, date):
        return Decimal((value - _EPOCH).days) if value >= _FIRST_DATE else None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    # Of a float XlsxWriter would write sixteen digits: 90000000.09999999 for 90000000.1.
    number = Decimal(repr(float(exact)).removesuffix(".0"))
    if not number.is_finite():
        return None
    return number if isinstance(value, float) or Decimal(f"{number:.16G}") == exact else None


def _result(value: Value) -> str | float | Decimal:
    """Returns the result of a formula as it is written."""
    if value is None or isinstance(value, str):
        text = value or ""
        if utf16_units(text) > LONGEST:
            return "#VALUE!"  # which Excel makes of it as well
        return _Result(_CONTROL.sub(_escaped, _NOWHERE.sub("\ufffd", text)))
    number = float(value) if isinstance(value, Decimal) else _number(value)
    return str(value) if number is None else number


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _link_formula(link: Link, value: Value) -> str | None:
    """Returns the formula that shows a cell's text and leads into another file.

    A formula, not a link of the worksheet: that is a relationship out of the package. None
    where a formula cannot hold either.
    """
    parts = f"{_target(link.path)}#{link.place}", str(value or "")
    if any(utf16_units(part) > _LONGEST_LINK or _UNSPELT.search(part) for part in parts):
        return None
    return f"=HYPERLINK({','.join(literal(part) for part in parts)})"


def write_links(drawn: Checked, sheet: Sheet) -> None:
    """Write the links to places in this workbook; the cells' values are still to be written.

    Raises `XlperfError` for more links than a worksheet holds.
    """
    links = [(cell.row, cell.column, f"internal:{cell.link}") for cell in sheet.cells if cell.link]
    if len(links) > MOST_LINKS:
        raise drawn.refusal("links", count=len(links), most=MOST_LINKS)
    for row, column, url in links:
        drawn.write_url(row, column, url, None, "")


def _target(path: str) -> str:
    """Returns the path of a file as a link spells it."""
    return _SPECIAL.sub(lambda found: f"%{ord(found[0]):02x}", path)
