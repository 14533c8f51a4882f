"""Long lists: a table's rows as XML, drawn column by column.

Most values of a column come again and again. Each is drawn once, and polars puts the rows
together: cell by cell, a list of 20,000 rows took ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import polars as pl

from xlperf.reading.grid import column_letters
from xlperf.sheets.cells import content_xml
from xlperf.sheets.sheet import Cell, Listing

_AT_ONCE = 20_000
"""Rows that are held as text together; each takes about a kilobyte."""
_EXACT = 15
"""Decimal digits that come out of Excel's numbers as they went in, whatever they are."""


def listing_xml(
    listing: Listing, name: str, looks: Mapping[str, int], intern: Callable[[str], int]
) -> Iterator[str]:
    """The `row` elements of a listing on the sheet called `name`, many at a time.

    `looks` and `intern` are those of `rows_xml`. Raises `XlperfError` for a text that no workbook
    can hold.
    """
    for start in range(0, listing.table.height, _AT_ONCE):
        part = listing.table.slice(start, _AT_ONCE)
        first = listing.first + start
        number = pl.int_range(first + 1, first + 1 + part.height).cast(pl.String)
        drawn, pieces = [], [pl.lit('<row r="'), number, pl.lit('">')]
        for column, style in enumerate(listing.styles):
            contents = _contents(part.to_series(column), first, column, name, intern)
            drawn.append(contents.alias(str(column)))
            cell = pl.lit(f'<c r="{column_letters(column)}')
            pieces += [cell, number, pl.lit(f'" s="{looks[style]}"'), pl.col(str(column))]
        rows = pl.DataFrame(drawn).select(pl.concat_str(*pieces, pl.lit("</row>")).str.join())
        yield rows.item()


def _contents(
    values: pl.Series, first: int, column: int, sheet: str, intern: Callable[[str], int]
) -> pl.Series:
    """What follows the style of each cell of a column, whose first one is in row `first`."""
    kind = values.dtype
    if isinstance(kind, pl.Decimal) and kind.scale and (numbers := _numbers(values)) is not None:
        return numbers
    places = values.arg_unique().sort()
    different = values[places]
    drawn = []
    for place, value in zip(places.to_list(), different.to_list(), strict=True):
        if isinstance(value, float):
            value = Decimal(repr(value)) if value == value else None
        drawn.append(content_xml(Cell(first + place, column, value, ""), sheet, intern))
    return values.replace_strict(different, pl.Series(drawn, dtype=pl.String))


def _numbers(values: pl.Series) -> pl.Series | None:
    """The contents of a column of decimals, nearly all of which are different.

    None where one has more digits than are sure to last.
    """
    digits = values.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    if (digits.str.len_chars() > _EXACT).any():
        return None
    return pl.select(pl.format("><v>{}</v></c>", digits).fill_null("/>")).to_series()
