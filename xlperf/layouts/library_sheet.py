"""Lays out 指标库, the library of indicators as a worksheet that a project's drop-downs read.

All entries of one second level stand together, so that the drop-down of a row is a stretch of
the sheet. The keys beside them are formulas: what the clerk changes is offered at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import fixed_a1
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.sheet import Cell, Sheet, Validation
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import head_height, height
from xlperf.operations.indicator_library import MOST_TARGETS, Entry
from xlperf.reading.own_workbook.library_sheet import (
    COUNT,
    FIRST,
    INTO,
    SOURCE,
    TARGETS,
    UNIT,
)

_SPARE = 10
_WIDTHS = (86.0, 120.0, 200.0, *(95.0,) * MOST_TARGETS, 60.0, 50.0, 90.0, 60.0, 8.0)
_KEY = SOURCE + 1
NAMES = "xlperf_library", "xlperf_library_whole", "xlperf_library_targets"
"""Lists the defined names: first third level, keys of the three levels, first target."""


def library_sheet(entries: Sequence[Entry], edition: Edition, alone: bool = False) -> Sheet:
    """Lays out the entries with an edition's labels of the levels; spare rows to fill in follow.

    A sheet that stands `alone` in its workbook leads nowhere.
    """
    words = template()
    own = words["library"]
    levels = [edition.label(level) for level in ("level1", "level2", "level3")]
    usual = [own["target"].format(number=number) for number in range(1, MOST_TARGETS + 1)]
    heads = [*levels, *usual, own["unit"], own["count"], own["sector"], own["source"]]
    intro = SOURCE + 1 if alone else INTO[1] - 1
    cells = [
        Cell(0, 0, own["title"], "title", columns=UNIT),
        Cell(1, 0, own["intro"], "quiet", columns=intro),
        *(Cell(FIRST - 1, column, head, "head-filter") for column, head in enumerate(heads)),
    ]
    lines = height(own["intro"], sum(_WIDTHS[:intro]), STYLES["quiet"].size)
    heights = {0: 30.0, 1: max(44.0, lines)}
    heights[FIRST - 1] = head_height(zip(heads, _WIDTHS, strict=False), STYLES["head-filter"].size)
    end = FIRST + len(entries) + _SPARE
    for row, entry in enumerate((*entries, *(None,) * _SPARE), start=FIRST):
        texts: list[str | int | None] = [None] * (SOURCE + 1)
        if entry:
            targets = (*entry.targets, *(None,) * MOST_TARGETS)[:MOST_TARGETS]
            behind = (entry.unit, entry.uses, entry.sector, entry.source)
            texts = [*entry.levels, *targets, *(value or None for value in behind)]
        needed = 20.0
        for column, text in enumerate(texts):
            style = "entry-target" if TARGETS <= column < UNIT else "entry"
            style = "small-centre" if column >= COUNT else style
            cells.append(Cell(row, column, text, style))
            if isinstance(text, str):
                needed = max(needed, height(text, _WIDTHS[column], STYLES[style].size))
        heights[row] = needed
        key = "/".join(entry.levels if entry else ("", "", ""))
        formula = "=" + '&"/"&'.join(f"{letter}{row + 1}" for letter in "ABC")
        cells.append(Cell(row, _KEY, key, "behind", formula=formula))
    validations = []
    if not alone:
        summary, (row, column) = words["sheets"]["summary"], INTO
        cells += [
            Cell(0, UNIT, summary, "link-centre", link=f"{quoted(summary)}!A1"),
            Cell(row, column - 1, own["into"], "label"),
            Cell(row, column, None, "entry", columns=COUNT + 1 - column),
        ]
        span = (row, column, row, column)
        validations.append(Validation(span, "any", own["into"], own["into_prompt"]))
    return Sheet(
        words["sheets"]["library"],
        cells,
        STYLES,
        _WIDTHS,
        heights,
        page=list_page(FIRST - 1, own["title"]),
        freeze=(FIRST, 0),
        validations=tuple(validations),
        tab="7030A0",
        filter=(FIRST - 1, 0, end - 1, SOURCE),
    )


def library_names(sheet: Sheet) -> dict[str, str]:
    """Returns the defined names that the drop-downs read, with what they stand for."""
    last = max(cell.row for cell in sheet.cells)
    spans = ((2, FIRST), (_KEY, last), (TARGETS, FIRST))
    return {
        name: f"={quoted(sheet.name)}!{fixed_a1(FIRST, column)}"
        + (f":{fixed_a1(end, column)}" if end > FIRST else "")
        for name, (column, end) in zip(NAMES, spans, strict=True)
    }


def choices(row: int) -> tuple[str, str]:
    """Returns the lists of third levels and of targets for a row (from 1) of an indicator table.

    The names go through INDIRECT: a text means the workbook that a copied sheet is in.
    """
    first, keys, targets = (f'INDIRECT("{name}")' for name in NAMES)
    pair = f'$A{row}&"/"&$B{row}&"/'
    third = f'=OFFSET({first},MATCH({pair}*",{keys},0)-1,0,COUNTIF({keys},{pair}*"),1)'
    usual = f'=OFFSET({targets},MATCH({pair}"&$C{row},{keys},0)-1,0,1,{MOST_TARGETS})'
    return third, usual
