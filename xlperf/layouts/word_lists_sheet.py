"""Lays out 词表, the hidden worksheet of words that drop-downs and formulas read.

The pairs of 一级 and 二级指标 stand in two columns, all of one level together, so that the second
drop-down is a stretch of the second column: found by OFFSET and MATCH, which Excel, WPS and
LibreOffice all offer in a validation, and which ask nothing of the words themselves. Drop-downs
say their places as text, through INDIRECT: a sheet copied into another workbook would go on
reading the first one's places, but a text means the workbook that it is in.
"""

from __future__ import annotations

from typing import NamedTuple

from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import fixed_a1
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.operations.totals import DIGITS

_FIRST = 2
"""Gives the row below the headers."""
_PAIRS, _LEVEL1, _WORDS, _DIGITS = 0, 2, 3, 6


class WordLists(NamedTuple):
    """Holds the sheet, and the formulas that read it.

    `choices` maps level1 and the fields with a vocabulary to their lists; `digits` and `ones`
    are a row of digits and a column of as many ones, for counting targets that hold a number.
    `levels` is the column of first levels beside their second ones, `anchor` its first cell.
    """

    sheet: Sheet
    choices: dict[str, str]
    digits: str
    ones: str
    levels: str
    anchor: str

    def level2(self, cell: str) -> str:
        """Returns the list of second levels that belong to the first level in a cell."""
        return (
            f"=OFFSET({self.anchor},MATCH({cell},{self.levels},0)-1,1,"
            f"COUNTIF({self.levels},{cell}),1)"
        )


def lists_sheet(edition: Edition) -> WordLists:
    """Lays out the words of an edition."""
    words = template()
    name = words["sheets"]["lists"]
    cells = [Cell(0, 0, words["lists"]["title"], "quiet")]
    choices: dict[str, str] = {}

    def column(index: int, head: str, values: tuple[str, ...]) -> str:
        cells.append(Cell(1, index, head, "head"))
        cells.extend(Cell(_FIRST + i, index, value, "cell") for i, value in enumerate(values))
        return _range(name, _FIRST, index, _FIRST + max(len(values), 1) - 1, index)

    pairs = [(level1, level2) for level1, below in edition.taxonomy.items() for level2 in below]
    levels = column(_PAIRS, edition.label("level1"), tuple(pair[0] for pair in pairs))
    column(_PAIRS + 1, edition.label("level2"), tuple(pair[1] for pair in pairs))
    level1 = column(_LEVEL1, edition.label("level1"), tuple(edition.taxonomy))
    choices["level1"] = f"={_by_text(level1)}"
    for index, (field, values) in enumerate(sorted(edition.vocabulary.items())):
        if values:
            place = column(_WORDS + index, edition.label(field), values)
            choices[field] = f"={_by_text(place)}"
    cells.append(Cell(0, _DIGITS, words["lists"]["digits"], "head"))
    last = len(DIGITS)
    for index, digit in enumerate(DIGITS, start=1):
        cells.append(Cell(0, _DIGITS + index, digit, "cell"))
        cells.append(Cell(index, _DIGITS, 1, "cell"))
    return WordLists(
        Sheet(name, cells, STYLES, (90,) * _DIGITS, {}, hidden=True, protected=True),
        choices,
        _range(name, 0, _DIGITS + 1, 0, _DIGITS + last),
        _range(name, 1, _DIGITS, last, _DIGITS),
        _by_text(levels),
        _by_text(_range(name, _FIRST, _PAIRS, _FIRST, _PAIRS)),
    )


def _by_text(place: str) -> str:
    return f'INDIRECT("{place}")'


def _range(sheet: str, row: int, column: int, last_row: int, last_column: int) -> str:
    """Returns an absolute reference to a range of a sheet."""
    first, last = fixed_a1(row, column), fixed_a1(last_row, last_column)
    return f"{quoted(sheet)}!{first}" + ("" if first == last else f":{last}")
