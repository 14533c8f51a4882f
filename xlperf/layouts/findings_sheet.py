"""Lays out 校验结果 (the verdict, then every finding with a link to its cell), and reads it back.

Findings are addressed to the source that was read. Where that source becomes a new workbook,
`relocate` finds each one's place in it first.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.filing.shorten import cut_short
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.grid import Grid, a1
from xlperf.layouts.guide_sheet import rule_cell
from xlperf.layouts.list_sheet import links_beside, list_page
from xlperf.layouts.sheet import Cell, Link, Sheet
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import TALLEST, head_height, height
from xlperf.rules.finding import SEVERITIES, Finding
from xlperf.rules.verdict import verdict

_LOG = logging.getLogger("xlperf")

FIRST = 4
"""Gives the row of the first finding, from 0."""
SHEET = 3
"""Gives the column that names a finding's sheet."""
_RULE, _CELL, _FIX = 1, 4, 8
_WAYS = 4
"""Gives the column of the links to other sheets: far to the right nobody would see them."""
_WIDTHS = (34.0, 42.0, 42.0, 110.0, 54.0, 92.0, 130.0, 300.0, 120.0, 150.0, 120.0)
_TABS = {"good": "70AD47", "mend": "FFC000", "bad": "C00000", "pending": "A6A6A6"}
_LONGEST = 16_000
"""Limits the characters shown of a value or a reason, which with other words may exceed a cell."""
_LINKS = 20_000
"""Limits the rows with up to three links each; Excel allows 65,530 on a sheet."""


def field_label(field: str, edition: Edition) -> str:
    """Returns a field's Chinese label; fields that have none keep an empty cell."""
    if field == "years":
        field = "overall"  # whose heading names them
    if field in edition.labels or field in edition.sections:
        return edition.label(field)
    words: Mapping[str, str] = template()["marks"]
    return words.get(field, "")


class Line(NamedTuple):
    """Holds a finding as listed: where it stands now, as text and as a link, and in which book.

    `path` leads to the book from where the list is kept.
    """

    finding: Finding
    sheet: str
    cell: str
    linked: bool = False
    book: str | None = None
    path: str | None = None


def _gravest_first(lines: Sequence[Line]) -> list[Line]:
    """Returns each book's lines by how grave they are, those that a reason settles last."""
    books = {book: n for n, book in enumerate(dict.fromkeys(line.book for line in lines))}
    order = list(SEVERITIES)

    def rank(line: Line) -> tuple[int, bool, int]:
        finding = line.finding
        return books[line.book], finding.waived is not None, order.index(finding.severity)

    return sorted(lines, key=rank)


def findings_sheet(
    lines: Sequence[Line] | None, edition: Edition, beside: Collection[str] = ("summary", "rules")
) -> Sheet:
    """Lays out the findings, the gravest first; a column names the book where the lines do.

    None stands for a workbook that nobody has checked yet, which must not look like one without
    findings. `beside` are those of the template's sheets in the same workbook that links can
    lead to.
    """
    checked, lines = lines is not None, _gravest_first(lines or ())
    words = template()
    own = words["findings"]
    books = any(line.book is not None for line in lines)
    heads = [*([own["book"]] if books else []), *own["heads"]]
    widths = (*((150.0,) if books else ()), *_WIDTHS)
    judged = verdict(line.finding for line in lines)
    first = own[judged.state].format(verdict=judged, **judged._asdict())
    counts, state = own["counts"].format(**judged._asdict()), own["looks"][judged.state]
    if not checked:
        first, counts, state = own["unchecked"], own["check"], "pending"
    looks = "head-filter" if lines else "head"
    cells = [
        Cell(0, 0, own["title"], "title", columns=_WAYS),
        *links_beside(_WAYS, beside),
        Cell(1, 0, first, state, columns=len(heads)),
        Cell(2, 0, counts, "quiet", columns=len(heads)),
        *(Cell(FIRST - 1, column, head, looks) for column, head in enumerate(heads)),
    ]
    heights = {0: 30.0, 1: 26.0, 2: 18.0, FIRST - 1: 24.0}
    if lines:
        heights[FIRST - 1] = head_height(zip(heads, widths, strict=True), STYLES[looks].size)
    links = []
    if not lines:
        none = own["none"] if checked else None
        cells.append(Cell(FIRST, 0, none, "cell", columns=len(heads)))
    if len(lines) > _LINKS:
        _LOG.warning(
            "“%s”有 %s 条，前 %s 条带链接，其余请按所列的工作表和单元格查找。",
            words["sheets"]["findings"],
            len(lines),
            _LINKS,
        )
    for number, line in enumerate(lines):
        row, needed = FIRST + number, 20.0
        for column, (text, style) in enumerate(_columns(line, number, edition, books)):
            text = cut_short(text, _LONGEST) if isinstance(text, str) else text
            link = None
            if style == "cell-link" and number < _LINKS:
                link = f"{quoted(line.sheet)}!{line.cell}"
            elif style == "rule-link" and number < _LINKS and "rules" in beside:
                link = f"{quoted(words['sheets']['rules'])}!{rule_cell(line.finding.rule)}"
            elif style == "rule-link":
                style = "cell-centre"
            cells.append(Cell(row, column, text, style, link=link))
            if isinstance(text, str):
                needed = max(needed, height(text, widths[column], STYLES[style].size))
        heights[row] = min(needed, TALLEST)
        if line.path is not None and number < _LINKS:
            links.append(Link(row, 0, line.path, f"{quoted(line.sheet)}!{line.cell}"))
    return Sheet(
        words["sheets"]["findings"],
        cells,
        STYLES,
        widths,
        heights,
        page=list_page(FIRST - 1, own["title"]),
        freeze=(FIRST, 0),
        filter=(FIRST - 1, 0, FIRST - 1 + len(lines), len(heads) - 1) if lines else None,
        tab=_TABS[state],
        links=tuple(links),
    )


class Listed(NamedTuple):
    """Holds what tells a listed finding from others, and the fix that it offers."""

    rule: str
    at: Address
    fix: str | None


def read_listed(grid: Grid) -> dict[int, Listed]:
    """Reads the findings on such a sheet, without a column of books, by their rows from 0."""
    found = {}
    for row in range(FIRST, len(grid.rows)):
        rule, sheet, cell, fix = (text_of(grid.value(row, n)) for n in (_RULE, SHEET, _CELL, _FIX))
        if rule and cell:
            found[row] = Listed(rule, Address(sheet or "", cell), fix)
    return found


def remarks(grid: Grid) -> dict[str, str]:
    """Returns what people have written on such a sheet, by cell: beside or below the list, in 说明.

    A list drawn anew has no place for it.
    """
    own = template()["findings"]
    last, reason = len(own["heads"]) - 1, own["waived"].format(reason="")
    listed = read_listed(grid)
    found = {}
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            text = text_of(value)
            if text is None or (row < FIRST and column <= last):
                continue
            if row in listed and (column < last or (column == last and text.startswith(reason))):
                continue
            if (row, column) != (FIRST, 0) or text != own["none"]:
                found[a1(row, column)] = text
    return found


def _columns(
    line: Line, number: int, edition: Edition, books: bool
) -> list[tuple[str | int | None, str]]:
    finding = line.finding
    reason = finding.waived
    return [
        *([(line.book, "book-link" if line.path else "cell")] if books else []),
        (number + 1, "cell-centre"),
        (finding.rule, "rule-link"),
        (SEVERITIES[finding.severity], finding.severity),
        (line.sheet, "cell"),
        (line.cell, "cell-link" if line.linked else "cell-centre"),
        (field_label(finding.field, edition), "cell"),
        (finding.value, "cell"),
        (finding.message, "cell"),
        (finding.fix, "cell"),
        (finding.basis, "cell"),
        (template()["findings"]["waived"].format(reason=reason) if reason else None, "cell"),
    ]
