"""Draws the consolidated workbook: 汇总 by department and unit, and lists of all that was read.

The lists are written row by row, however long they are. Every project and every finding leads
into the workbook it was read from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from xlperf.filing.fields import AMOUNTS, BESIDES
from xlperf.form.edition import dated_ids, load_edition
from xlperf.form.template import template
from xlperf.gather.find_workbooks import Found, Skipped
from xlperf.gather.gathered_summary import charts_sheet, summary_sheet
from xlperf.gather.read_batch import Tables
from xlperf.layouts.findings_sheet import field_label
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.sheet import Cell, Link, Listing, Sheet
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import head_height
from xlperf.output.excel_writer import draw
from xlperf.rules.finding import SEVERITIES
from xlperf.sources.file_names import relative_paths

_HEAD = 22.0
_LONGEST = 2_000
"""Limits the characters of a text in a list; the source, and the Parquet tables, hold the whole."""


class _Column(NamedTuple):
    """Holds a column of a list: the table's, its header, width in points and style."""

    name: str
    head: str
    width: float
    style: str = "list"


class _Source(NamedTuple):
    """Holds where a list's links lead: the column of the cells, and the one that shows them."""

    cell: str
    shown: str


def draw_gathered(tables: Tables, found: Found, near: Path) -> bytes:
    """Returns the consolidated workbook; `near` is the folder that its links start from."""
    own = template()["gather"]
    ways = relative_paths([book.path for book in found.books], near)
    links = {book.name: way for book, way in zip(found.books, ways, strict=True)}
    return draw(
        [
            summary_sheet(tables),
            charts_sheet(tables),
            *_lists(
                own["projects"], tables.projects, _projects(), links, _Source("name_at", "name")
            ),
            *_lists(
                own["indicators"], tables.indicators, _indicators(tables.indicators), links, None
            ),
            *_lists(own["findings"], tables.findings, _findings(), links, _Source("cell", "cell")),
            _unread(tables.books, found.skipped),
        ],
        active=own["summary"],
    )


def _projects() -> list[_Column]:
    own, heads, label = template()["gather"], template()["gather"]["heads"], _label
    return [
        _Column("department", label("department"), 150),
        _Column("unit", label("unit"), 170),
        _Column("name", label("name"), 170, "list-link"),
        _Column("year", heads["year"], 40, "list-centre"),
        _Column("nature", label("nature"), 72, "list-centre"),
        _Column("category", label("category"), 72, "list-centre"),
        _Column("start", label("start"), 72, "list-date"),
        _Column("end", label("end"), 72, "list-date"),
        *(_Column(name, label(name), 92, "list-amount") for name in AMOUNTS),
        _Column("indicators", own["indicator_count"], 44, "list-centre"),
        _Column("quantified", own["quantified"], 56, "list-share"),
        *(_Column(severity, word, 36, "list-count") for severity, word in SEVERITIES.items()),
        _Column("book", heads["book"], 200),
        _Column("sheet", heads["sheet"], 120),
    ]


def _indicators(table: pl.DataFrame) -> list[_Column]:
    """Returns the columns of the list; weights and directions where any workbook has them."""
    heads = template()["gather"]["heads"]
    return [
        _Column("unit", _label("unit"), 170),
        _Column("project", heads["project"], 170),
        *(_Column(level, _label(level), width) for level, width in
          (("level1", 72.0), ("level2", 110.0), ("level3", 160.0), ("target", 110.0))),
        _Column("operator", heads["operator"], 56, "list-centre"),
        _Column("number", heads["number"], 64, "list-number"),
        _Column("measure", heads["measure"], 56, "list-centre"),
        *(_Column(name, _label(name), 64, style) for name, style in
          (("weight", "list-number"), *((name, "list-centre") for name in BESIDES[1:]))
          if table[name].count()),
        _Column("book", heads["book"], 200),
        _Column("sheet", heads["sheet"], 120),
        _Column("cell", heads["cell"], 48, "list-centre"),
    ]  # fmt: skip


def _findings() -> list[_Column]:
    heads = template()["gather"]["heads"]
    return [
        _Column("rule", heads["rule"], 40, "list-centre"),
        _Column("severity", heads["severity"], 40, "list-centre"),
        _Column("department", _label("department"), 150),
        _Column("unit", _label("unit"), 170),
        _Column("project", heads["project"], 150),
        _Column("cell", heads["cell"], 52, "list-link"),
        _Column("field", heads["field"], 96),
        _Column("value", heads["value"], 110),
        _Column("message", heads["message"], 420),
        _Column("fix", heads["fix"], 100),
        _Column("waived", heads["waived"], 120),
        _Column("book", heads["book"], 200),
        _Column("sheet", heads["sheet"], 120),
    ]


def _lists(
    name: str,
    table: pl.DataFrame,
    columns: list[_Column],
    links: Mapping[str, str | None],
    source: _Source | None,
) -> Iterator[Sheet]:
    """Yields a table as one sheet, or as several where it has more rows than a sheet takes."""
    most = template()["gather"]["rows"]
    for number in range(max(-(-len(table) // most), 1)):
        part = table.slice(number * most, most)
        title = name if number == 0 else f"{name}({number + 1})"
        yield replace(
            _sheet(title, _shown(part, columns), columns, "head-filter"),
            filter=(0, 0, max(len(part), 1), len(columns) - 1),
            links=tuple(_links(part, columns, links, source)) if source else (),
        )


def _sheet(
    title: str, shown: pl.DataFrame, columns: Sequence[_Column], head: str = "head"
) -> Sheet:
    room = head_height(((column.head, column.width) for column in columns), STYLES[head].size)
    return Sheet(
        title,
        [Cell(0, i, column.head, head) for i, column in enumerate(columns)],
        STYLES,
        tuple(column.width for column in columns),
        {0: room if head == "head-filter" else _HEAD},
        page=list_page(0, title),
        freeze=(1, 0),
        listing=Listing(1, tuple(column.style for column in columns), shown),
    )


def _shown(table: pl.DataFrame, columns: list[_Column]) -> pl.DataFrame:
    """Returns the columns of a list, as they are shown."""
    edition = load_edition(dated_ids()[-1])
    shown = []
    for column in columns:
        name = column.name
        if name == "quantified":
            shown.append((pl.col(name) / pl.col("targets")).alias(name))
        elif name == "severity":
            shown.append(pl.col(name).replace_strict(dict(SEVERITIES), return_dtype=pl.String))
        elif name == "field":
            fields = {field: field_label(field, edition) for field in table["field"].unique()}
            shown.append(pl.col(name).replace_strict(fields, return_dtype=pl.String))
        elif table.schema[name] == pl.String:
            text = pl.col(name)
            cut = pl.concat_str(text.str.head(_LONGEST), pl.lit("…"))
            shown.append(pl.when(text.str.len_chars() > _LONGEST).then(cut).otherwise(text))
        else:
            shown.append(pl.col(name))
    return table.select(shown)


def _links(
    table: pl.DataFrame, columns: list[_Column], links: Mapping[str, str | None], source: _Source
) -> Iterator[Link]:
    shown = next(i for i, column in enumerate(columns) if column.name == source.shown)
    places = table.select("book", "sheet", source.cell)
    for row, (book, sheet, cell) in enumerate(places.iter_rows(), start=1):
        way = links[book]
        if cell is not None and sheet and way is not None:
            yield Link(row, shown, way, f"{quoted(sheet)}!{cell}")


def _unread(books: pl.DataFrame, skipped: Sequence[Skipped]) -> Sheet:
    """Lays out a sheet with the files that gave nothing here, and why."""
    own = template()["gather"]
    heads = own["heads"]
    problems = books.filter(pl.col("problem").is_not_null()).select("book", "problem")
    rows = [
        *((own["unread_kind"], book, problem) for book, problem in problems.iter_rows()),
        *((own["skipped_kind"], passed.book, passed.reason) for passed in skipped),
    ] or [(own["none"], None, None)]
    columns = [
        _Column("kind", own["kind"], 72, "list-centre"),
        _Column("book", heads["book"], 300),
        _Column("reason", heads["reason"], 520),
    ]
    names = dict.fromkeys((column.name for column in columns), pl.String)
    sheet = _sheet(own["unread"], pl.DataFrame(rows, names, orient="row"), columns)
    return replace(sheet, tab="C00000" if len(problems) else None)


def _label(field: str) -> str:
    return load_edition(dated_ids()[-1]).label(field)
