"""Lays out 使用说明 and 规则说明, which explain the workbook and list the rules."""

from __future__ import annotations

from collections.abc import Collection

from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.layouts.list_sheet import links_beside, list_page
from xlperf.layouts.sheet import Cell, Page, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import TALLEST, height
from xlperf.rules.catalogue import catalogue
from xlperf.rules.finding import SEVERITIES

_GUIDE = (34.0, 110.0, 560.0)
_WAYS = 3
"""Gives the column of the links on 规则说明, within a screen of 1366 pixels."""
_FIRST_RULE = 2
"""Gives the row of the first rule, from 0."""
_RULES = (42.0, 42.0, 200.0, 150.0, 150.0, 200.0, 200.0)


def guide_sheet() -> Sheet:
    """Lays out 使用说明: the steps of the work, in order, on one page."""
    words = template()
    own = words["guide"]
    size = STYLES["text"].size
    cells = [
        Cell(0, 0, own["title"], "title", columns=2),
        *links_beside(2, ("summary",)),
        Cell(1, 0, own["intro"], "text", columns=3),
    ]
    heights = {0: 30.0, 1: height(own["intro"], sum(_GUIDE), size, 24)}

    def put_band(text: str) -> None:
        cells.append(Cell(len(heights), 0, text, "band", columns=3))
        heights[len(heights)] = 20.0

    def put_line(mark: int | str, title: str, text: str, least: float) -> None:
        row = len(heights)
        cells.append(Cell(row, 0, mark, "cell-centre"))
        cells.append(Cell(row, 1, title, "label"))
        cells.append(Cell(row, 2, text, "cell"))
        heights[row] = height(text, _GUIDE[2], size, least)

    for number, (title, text) in enumerate(own["steps"], start=1):
        put_line(number, title, text, 30)
    put_band(own["colours_title"])
    for title, text in own["colours"]:
        put_line("·", title, text, 24)
    put_band(own["notes_title"])
    for row, text in enumerate(own["notes"], start=len(heights)):
        cells += [Cell(row, 0, "·", "cell-centre"), Cell(row, 1, text, "cell", columns=2)]
        heights[row] = height(text, sum(_GUIDE[1:]), size, 24)
    return Sheet(words["sheets"]["guide"], cells, STYLES, _GUIDE, heights, page=Page(fit=(1, 1)))


def rule_cell(code: str) -> str:
    """Returns the A1 cell of a rule on its sheet; the top where there is no such rule."""
    codes = list(catalogue())
    return f"A{_FIRST_RULE + codes.index(code) + 1}" if code in codes else "A1"


def rules_sheet(edition: Edition, beside: Collection[str] = ()) -> Sheet:
    """Lays out the catalogue of rules as one table, with the severities of the edition.

    `beside` are those of the template's sheets in the same workbook that links lead back to.
    """
    words = template()
    own = words["rules"]
    cells = [
        Cell(0, 0, own["title"], "title", columns=_WAYS),
        *links_beside(_WAYS, beside),
        *(Cell(1, column, head, "head") for column, head in enumerate(own["heads"])),
    ]
    heights = {0: 30.0, 1: 22.0}
    for row, rule in enumerate(catalogue().values(), start=_FIRST_RULE):
        severity = rule.severity_in(edition) if rule.is_judged_in(edition) else None
        texts = (
            rule.code,
            SEVERITIES[severity] if severity else own["off"],
            rule.title,
            rule.good,
            rule.bad,
            rule.basis,
            rule.doubt,
        )
        needed = 20.0
        for column, text in enumerate(texts):
            style = ("cell-centre", severity or "cell-centre")[column] if column < 2 else "cell"
            cells.append(Cell(row, column, text, style))
            needed = max(needed, height(text, _RULES[column], STYLES[style].size))
        heights[row] = min(needed, TALLEST)
    return Sheet(
        words["sheets"]["rules"],
        cells,
        STYLES,
        _RULES,
        heights,
        page=list_page(1, own["title"]),
        freeze=(2, 0),
    )
