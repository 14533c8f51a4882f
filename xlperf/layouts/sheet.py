"""Describes a worksheet to be drawn: cells, styles, widths, page, all as plain data.

Layouts return these and know no spreadsheet library; the drawer writes them to a workbook, and
a document can be laid out from the same form. Rows and columns are 0-based throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

Value = str | Decimal | int | date | None


class Style(NamedTuple):
    """Holds how a cell looks: sizes in points, colours as RRGGBB."""

    font: str = "微软雅黑"
    size: float = 10
    bold: bool = False
    colour: str | None = None
    fill: str | None = None
    border: str | None = None
    """Gives the colour of thin borders all round; None for no borders."""
    across: Literal["left", "center", "right"] = "left"
    down: Literal["top", "center"] = "center"
    indent: int = 0
    wrap: bool = True
    number: str | None = None
    locked: bool = True
    underline: bool = False


class Cell(NamedTuple):
    """Holds one cell, or a merged range of `rows` by `columns`.

    Where `formula` is given, `value` is its correct result. `link` is the place in this workbook
    that the cell leads to (`'sheet'!A1`).
    """

    row: int
    column: int
    value: Value
    style: str
    rows: int = 1
    columns: int = 1
    formula: str | None = None
    link: str | None = None


class Validation(NamedTuple):
    """Holds what may be typed into a range (row, column, last row, last column), and its prompt.

    `kind` is `any`, `list` (with a formula that yields it), `date` or `amount`. A value outside
    a `lenient` list is questioned, not refused; without an `error`, anything may be typed.
    """

    span: tuple[int, int, int, int]
    kind: Literal["any", "list", "date", "amount"]
    title: str
    prompt: str
    error: str = ""
    source: str | None = None
    lenient: bool = False


class Highlight(NamedTuple):
    """Holds a conditional format: a cell of the spans of which `formula` is true takes the style.

    The formula speaks of the first span's first cell, above and left of all others.
    """

    spans: tuple[tuple[int, int, int, int], ...]
    formula: str
    style: str


class Page(NamedTuple):
    """Holds how a sheet prints on A4; margins (left, right, top, bottom) in points.

    `fit` is the number of pages wide and tall (0: as many as it takes);
    `repeat` are the first and last row printed on top of every page; `breaks` are the rows that
    start a new page. `footer` is plain text, left and right; {page} in it is the page's number,
    counted from 1 on each sheet.
    """

    landscape: bool = False
    margins: tuple[float, float, float, float] = (40, 40, 45, 45)
    fit: tuple[int, int] = (1, 0)
    repeat: tuple[int, int] | None = None
    breaks: tuple[int, ...] = ()
    footer: tuple[str, str] | None = None


class Listing(NamedTuple):
    """Holds a table below the cells, from row `first` on; `styles` are those of its columns."""

    first: int
    styles: tuple[str, ...]
    table: pl.DataFrame


class Link(NamedTuple):
    """Holds a link into another file: its path relative to this workbook's, and the place.

    The cell is written as a formula that shows its text: no relationship leaves the package.
    """

    row: int
    column: int
    path: str
    place: str


class Chart(NamedTuple):
    """Holds a native chart of one series, in the cells' own words and numbers.

    `names` and `values` are single columns of the same sheet (row, column, last row), given with
    what stands there, so that a viewer that cannot calculate shows them. `at` is the cell of its
    upper left corner, `size` its width and height in points.
    """

    kind: Literal["bar", "column", "doughnut"]
    title: str
    names: tuple[int, int, int]
    values: tuple[int, int, int]
    at: tuple[int, int]
    size: tuple[float, float]
    colours: tuple[str, ...] = ()
    number: str = "General"


_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds one worksheet: `widths` of its columns and `heights` of its rows, in points.

    `row_styles` style the whole of a row, beyond its cells. `freeze` is the first cell that
    scrolls, `selected` the one that stands selected. `protected` locks the cells of locked styles,
    without a password. `anchor` is the workbook's name for the first cell: a link to it goes on
    leading here when the sheet is renamed.
    """

    name: str
    cells: list[Cell]
    styles: Mapping[str, Style]
    widths: tuple[float, ...]
    heights: Mapping[int, float]
    row_styles: Mapping[int, str] = field(default_factory=dict)
    page: Page = _PAGE
    freeze: tuple[int, int] | None = None
    selected: tuple[int, int] = (0, 0)
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    protected: bool = False
    tab: str | None = None
    hidden: bool = False
    filter: tuple[int, int, int, int] | None = None
    listing: Listing | None = None
    links: tuple[Link, ...] = ()
    charts: tuple[Chart, ...] = ()
    anchor: str | None = None
