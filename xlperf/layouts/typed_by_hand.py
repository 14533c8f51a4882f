"""Finds the cells somebody typed onto worksheets that the program draws: 汇总, 校验结果 and so on.

They are drawn anew with every workbook, from the projects and the rules. What the program itself
wrote there, even with old values, does not count; anything else was typed by somebody, and drawing
them anew would lose it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing
from xlperf.form.edition import edition_ids, load_edition
from xlperf.form.labels import normal
from xlperf.form.template import template
from xlperf.form.values import text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.layouts import findings_sheet
from xlperf.layouts.guide_sheet import guide_sheet, rules_sheet
from xlperf.layouts.sheet import Sheet
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.operations.stated_totals import disagreements
from xlperf.reading.own_workbook.library_sheet import (
    FIRST,
    INTO,
    TARGETS,
    keys_in,
    read_rows,
)
from xlperf.reading.own_workbook.listed_projects import summary_head
from xlperf.rules.finding import SEVERITIES

_CODE = re.compile(r"[A-Z]\d\d")
_REASON = 10
"""Gives the column of 校验结果 with the reasons."""
_STATEMENT = (0, 2)
"""Gives the columns of the sentence that the worksheet function words."""
_OF_WHICH = re.compile("^其中[:：]")


def is_drawn(grid: Grid) -> bool:
    """Tells whether the program draws such a sheet: by its name, and by its title or headers."""
    words = template()
    names = {name: kind for kind, name in words["sheets"].items()}
    kind = names.get(grid.name)
    if kind is None:
        return False
    if kind == "summary":
        return summary_head(grid) is not None
    return text_at(grid, (0, 0)) in (words[kind]["title"], "")


def typed_onto(grid: Grid, filing: Filing, formulas: Collection[Position]) -> list[Position]:
    """Finds the cells of such a sheet that hold something the program did not write.

    `filing` is the workbook's, `formulas` are the sheet's cells that hold one.
    """
    names = {name: kind for kind, name in template()["sheets"].items()}
    kind = names[grid.name]
    if kind == "summary":
        return list(_on_summary(grid, filing, formulas))
    if kind == "findings":
        return list(_on_findings(grid))
    if kind == "library":
        return list(_on_library(grid))
    edition = load_edition(filing.edition)
    if kind == "rules":
        return list(_outside(grid, rules_sheet(edition)))
    return list(_outside(grid, guide_sheet() if kind == "guide" else lists_sheet(edition).sheet))


def _filled(grid: Grid) -> Iterator[tuple[Position, str]]:
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if value is not None and value != "" and (text := text_of(value)) is not None:
                yield (row, column), text


def _outside(grid: Grid, drawn: Sheet) -> Iterator[Position]:
    """Finds what stands below or to the right of a drawn sheet."""
    height = max(cell.row + cell.rows for cell in drawn.cells)
    width = max(cell.column + cell.columns for cell in drawn.cells)
    for (row, column), _ in _filled(grid):
        is_rule = _CODE.fullmatch(text_at(grid, (row, 0)))  # of another version
        if column >= width or (row >= height and not is_rule):
            yield (row, column)


def _on_findings(grid: Grid) -> Iterator[Position]:
    own = template()["findings"]
    links = set(template()["sheets"].values())
    waived = own["waived"].partition("{")[0]
    for (row, column), text in _filled(grid):
        code = text_at(grid, (row, 1))
        if row == 0:
            is_ours = column == 0 or text in links
        elif row < findings_sheet.FIRST - 1:
            is_ours = column == 0
        elif row == findings_sheet.FIRST - 1:
            is_ours = text in own["heads"]
        elif _CODE.fullmatch(code):
            is_ours = column < _REASON or (column == _REASON and text.startswith(waived))
        else:
            is_ours = (column, text) == (0, own["none"])
        if not is_ours:
            yield (row, column)


def _on_library(grid: Grid) -> Iterator[Position]:
    """Finds what is neither an entry, which is carried over, nor a key behind one."""
    entries, keys = read_rows(grid), keys_in(grid)
    row_of_into, column_of_into = INTO
    links = set(template()["sheets"].values())
    for (row, column), text in _filled(grid):
        if row == 0:
            is_ours = column == 0 or text in links
        elif row == row_of_into:
            is_ours = column in (0, column_of_into - 1, column_of_into)
        elif row < FIRST:
            is_ours = column < keys[0]
        else:
            is_key = column in keys and text in _keys(grid, row)
            is_ours = is_key or (row in entries and column < keys[0])
        if not is_ours:
            yield (row, column)


def _keys(grid: Grid, row: int) -> tuple[str, str]:
    """Returns the keys behind an entry: of all its levels, and of two as older versions have it."""
    levels = [text_at(grid, (row, column)) for column in range(TARGETS)]
    return "/".join(levels), "/".join(levels[:-1])


def _on_summary(grid: Grid, filing: Filing, formulas: Collection[Position]) -> Iterator[Position]:
    """Finds what stands beside the table, and what was typed over its results and differs.

    On a sheet of that name without such a table everything was typed.
    """
    head = summary_head(grid)
    if head is None:
        yield from (at for at, _ in _filled(grid))
        return
    own, year = template()["summary"], str(template()["marks"]["year"])
    heads = grid.rows[head.row]
    width = next((c for c, value in enumerate(heads) if text_of(value) is None), len(heads))
    names = [text_of(grid.value(row, head.columns["name"])) for row in range(len(grid.rows))]
    ends = [row for row, name in enumerate(names) if name in (own["total"], own["total_wan"])]
    last = max(ends, default=len(grid.rows) - 1)
    wrong = {total.at for total in disagreements(filing) if total.at.sheet == grid.name}
    known = _summary_words() | _values(filing)
    amounts = {column for field, column in head.columns.items() if field in AMOUNTS}

    def is_ours(row: int, column: int, text: str) -> bool:
        if row > last or column >= width:
            return _is_statement_row(grid, row) and column in _STATEMENT
        if (row, column) in formulas:
            return True
        if grid.address(row, column) in wrong:
            return normal(text) in _summary_words()
        if not isinstance(grid.value(row, column), int | float):
            stated = filing.statement
            is_stated = stated is not None and stated.at == grid.address(row, column)
            return is_stated or normal(text) in known
        if row > head.row and column in amounts:
            return normal(names[row] or "") in known
        beside = text_of(grid.value(row, column - 1)) if column else None
        return beside != year or text == str(filing.year)

    for cell, text in _filled(grid):
        if not is_ours(*cell, text):
            yield cell


def _is_statement_row(grid: Grid, row: int) -> bool:
    words: dict[str, str] = template()["functions"]
    return text_of(grid.value(row, 0)) == words["statement"]


@cache
def _summary_words() -> frozenset[str]:
    """Returns every text that any edition's 汇总 has of its own, in normal form."""
    words = template()
    own = words["summary"]
    texts = {*words["sheets"].values(), words["marks"]["year"], *SEVERITIES.values()}
    texts |= {text for text in own.values() if isinstance(text, str)}
    for edition in map(load_edition, edition_ids()):
        texts |= {edition.label(field) for field in edition.labels}
        texts |= {_OF_WHICH.sub("", edition.label(field)) for field in AMOUNTS}
        texts |= {level.removesuffix(own["level"]) for level in edition.taxonomy}
        texts.add(edition.statement["heading"])
    return frozenset(map(normal, texts))


def _values(filing: Filing) -> frozenset[str]:
    """Returns what 汇总 shows of the projects in words and dates, in normal form."""
    texts: set[object] = {filing.department}
    for p in filing.projects:
        texts |= {p.name, p.nature, p.category, p.department, p.unit, p.start, p.end}
        texts |= set(p.typed.values())
    return frozenset(normal(str(text)) for text in texts if text is not None)
