"""Writes the rows of a long list as XML, drawn column by column.

Most values of a column come again and again. Each is drawn once, and polars puts the rows
together: cell by cell, a list of 20,000 rows took ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial

import polars as pl

from xlperf.grid import column_letters
from xlperf.layouts.sheet import Cell, Listing
from xlperf.output.excel_cells import content_xml

_AT_ONCE = 20_000
"""Gives the rows held as text together, about; each takes about a kilobyte."""
_EXACT = 15
"""Counts the decimal digits that come out of Excel's numbers as they went in, whatever they are."""


def listing_xml(
    listing: Listing, name: str, looks: Mapping[str, int], intern: Callable[[str], int]
) -> Iterator[str]:
    """Yields the `row` elements of a listing on the sheet called `name`, many at a time.

    `looks` and `intern` are those of `rows_xml`. Raises `XlperfError` for a text that no workbook
    can hold.
    """
    rows = listing.table.height
    step = max(-(-rows // max(round(rows / _AT_ONCE), 1)), 1)
    for start in range(0, rows, step):
        part = listing.table.slice(start, step)
        first = listing.first + start
        number = pl.int_range(first + 1, first + 1 + part.height).cast(pl.String)
        drawn, pieces = [], [pl.lit('<row r="'), number, pl.lit(f'"><c r="{column_letters(0)}')]
        for column, style in enumerate(listing.styles):
            last = column + 1 == len(listing.styles)
            around = (
                f'" s="{looks[style]}"',
                "</row>" if last else f'<c r="{column_letters(column + 1)}',
            )
            values = part.to_series(column)
            cells = _numbers(values, around)
            if cells is None:
                top = Cell(first, column, None, "")
                cells = _cells(values, around, top, partial(content_xml, sheet=name, intern=intern))
            drawn.append(cells.alias(str(column)))
            pieces += [number, pl.col(str(column))]
        yield pl.DataFrame(drawn).select(pl.concat_str(*pieces).str.join()).item()


def _cells(
    values: pl.Series, around: tuple[str, str], top: Cell, content: Callable[[Cell], str]
) -> pl.Series:
    """Returns what follows the row's number in each cell of a column, up to the next cell's.

    `top` is its first cell; `around` is what stands before and after a cell's content.
    """
    places = values.arg_unique().sort()
    different = values[places]
    drawn = []
    for place, value in zip(places.to_list(), different.to_list(), strict=True):
        if isinstance(value, float):
            value = Decimal(repr(value)) if value == value else None
        cell = content(Cell(top.row + place, top.column, value, ""))
        drawn.append(f"{around[0]}{cell}{around[1]}")
    return values.replace_strict(different, pl.Series(drawn, dtype=pl.String))


def _numbers(values: pl.Series, around: tuple[str, str]) -> pl.Series | None:
    """Returns the same of a column of decimals, nearly all of which are different.

    None for another column, and where a number has more digits than are sure to last.
    """
    kind = values.dtype
    if not isinstance(kind, pl.Decimal) or not kind.scale:
        return None
    digits = values.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    if (digits.str.len_chars() > _EXACT).any():
        return None
    before, after = around
    number = pl.format(f"{before}><v>{{}}</v></c>{after}", digits)
    return pl.select(number.fill_null(f"{before}/>{after}")).to_series()
