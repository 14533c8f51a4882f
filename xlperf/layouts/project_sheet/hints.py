"""Puts the column 即时提示: what is wrong with a row, in words, while the clerk types.

Formulas of Excel 2010 over the sheet itself, so that Excel, WPS and LibreOffice show them without
Python, on a copied sheet and under another name. They know the faults that a formula can tell; all
else is for a check, and beside what a check has written they are silent. A sheet that is not filled
in has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, DATES
from xlperf.filing.spelling import without_space
from xlperf.form.edition import Edition, every_pair
from xlperf.form.labels import TABLE
from xlperf.form.template import template
from xlperf.grid import a1, column_letters, fixed_a1
from xlperf.layouts.project_sheet.rows import CHECK, HINT, ProjectRows
from xlperf.layouts.project_sheet.status_line import PLACES, differs, entries, exceeds, late
from xlperf.layouts.sheet import Cell, Value
from xlperf.operations.totals import PARTS

Texts = Mapping[tuple[int, int], Value]
_TOP = 2
"""Counts the rows above the column's head, over which the sheet's first hint stands."""
_FIRST = (_TOP, 3)
"""Gives the cell of the sheet's first hint: above the entries, on a narrow screen as well."""
_ROWS = 1_048_577
"""Is more than Excel has rows."""


class Hint(NamedTuple):
    """Holds one fault of a row: what is said, the formula's condition, and whether it holds now."""

    says: str
    formula: str
    holds: bool


def put_hints(
    column: ProjectRows, edition: Edition, fixed: Collection[str], table: tuple[int, int]
) -> None:
    """Put a formula beside every row, and the first of their hints at the sheet's top.

    `fixed` are the fields that a formula fills in, `table` the first and last row of the indicator
    table. Comes after all rows and the status line.
    """
    own = template()["hints"]
    mark = own["mark"]
    texts = {(cell.row, cell.column): cell.value for cell in column.cells}
    beside = [cell for cell in column.cells if cell.column == CHECK and cell.row > _TOP]
    fields: dict[int, list[str]] = {}
    for name, (row, _) in column.at.items():
        fields.setdefault(row, []).append(name)
    wanted = frozenset(entries(column, edition, fixed))
    pairs = _pairs(mark)
    known = fixed_a1(column.row, HINT)
    is_begun = bool(texts[PLACES["done"]])
    first = ""
    for cell in beside:
        silent = f"{fixed_a1(*PLACES['done'])}=0"
        if cell.row == table[0] - 1:
            area = f"{fixed_a1(table[0], 0)}:{fixed_a1(table[1], 3)}"
            rows = range(table[0], table[1] + 1)
            is_empty = all(texts.get((r, i)) in (None, "") for r in rows for i in range(4))
            hints = [Hint(own["none"], f"SUMPRODUCT(LEN({area}))=0", is_empty)]
        elif table[0] <= cell.row <= table[1]:
            hints = _of_indicator(cell.row, table[0], texts, known, pairs, mark)
            silent = f"LEN({'&'.join(a1(cell.row, index) for index in range(4))})=0"
        else:
            hints = _of_fields(fields.get(cell.row, ()), column, edition, wanted, texts)
        said = next((f"{mark}{hint.says}" for hint in hints if hint.holds), "")
        shown = said if is_begun and not cell.value else ""
        if shown and not first:
            first = own["mark"] + own["at"].format(row=cell.row + 1) + shown.removeprefix(mark)
        style = "hint" if hints else cell.style.replace("check", "hint")
        style = "hint-open" if table[0] <= cell.row <= table[1] else style
        formula = _formula(cell.row, silent, hints, mark) if hints else None
        value = shown if hints else None
        column.cells.append(Cell(cell.row, HINT, value, style, rows=cell.rows, formula=formula))
    letter = column_letters(HINT)
    span = f"{letter}{_TOP + 2}:{letter}{column.row}"
    above = f"SUMPRODUCT(MAX((LEN({span})>0)*({_ROWS}-ROW({span}))))"
    at = _at_top_formula(f"({_ROWS}-{above})", span)
    new = _new_row_formula(table)
    column.cells += [
        Cell(*_FIRST, first, "hint-head", formula=f"=IF({above}>0,{at},{new})"),
        Cell(_TOP, HINT, template()["marks"]["hint"], "head"),
        Cell(column.row, HINT, pairs, "unseen"),
    ]


def _at_top_formula(row: str, span: str) -> str:
    own = template()["hints"]
    before, after = own["at"].split("{row}")
    return f'"{own["mark"]}{before}"&{row}&"{after}"&MID(INDEX({span},{row}-{_TOP + 1}),2,99)'


def _new_row_formula(table: tuple[int, int]) -> str:
    """Returns the formula that says which row of the table was inserted, and has no formula.

    From the table's head to the bar below it, so that a row inserted at either end is between.
    """
    own = template()["hints"]
    before, after = own["at"].split("{row}")
    rows = table[0] - 1, table[1] + 1
    hints, *texts = (":".join(fixed_a1(row, n) for row in rows) for n in (HINT, 1, 2, 3))
    typed = f"(LEN({'&'.join(texts)})>0)"
    new = f"SUMPRODUCT(MAX(ISBLANK({hints})*{typed}*({_ROWS}-ROW({hints}))))"
    return f'IF({new}=0,"","{own["mark"]}{before}"&({_ROWS}-{new})&"{after}{own["new"]}")'


def _formula(row: int, silent: str, hints: Iterable[Hint], mark: str) -> str:
    """Returns the formula that says the first fault of a row, or nothing where it is `silent`."""
    text = '""'
    for hint in reversed(list(hints)):
        text = f'IF({hint.formula},"{mark}{hint.says}",{text})'
    return f'=IF(OR(LEN({a1(row, CHECK)})>0,{silent}),"",{text})'


def _of_fields(
    names: Sequence[str],
    column: ProjectRows,
    edition: Edition,
    wanted: Collection[str],
    texts: Texts,
) -> list[Hint]:
    """Lists the faults that the fields of one row can have."""
    own = template()["hints"]
    found = []
    for name in names:
        at = a1(*column.at[name])
        value = texts.get(column.at[name])
        is_empty = value in (None, "")
        if name in wanted:
            label = without_space(edition.label(name))
            says = own["empty"].format(label=own["short"].get(name, label))
            found.append(Hint(says, f"LEN({at})=0", is_empty))
        if name in (*DATES, *AMOUNTS):  # a date, too, is a number in its cell
            is_number = isinstance(value, date if name in DATES else int | float | Decimal)
            says = own["no_date" if name in DATES else "no_number"]
            formula = f"AND(LEN({at})>0,NOT(ISNUMBER({at})))"
            found.append(Hint(says, formula, not is_empty and not is_number))
    if "end" in names:
        start, end = (texts.get(column.at[name]) for name in ("start", "end"))
        is_late = isinstance(start, date) and isinstance(end, date) and end < start
        found.append(Hint(own["late"], late(column), is_late))
    return [*found, *_of_totals(names, column, texts)]


def _of_totals(names: Sequence[str], column: ProjectRows, texts: Texts) -> list[Hint]:
    """Lists the faults that the totals on one row can have."""
    own = template()["hints"]
    found = []

    def amount(name: str) -> Decimal:
        value = texts.get(column.at[name])
        return Decimal(str(value)) if isinstance(value, int | float | Decimal) else Decimal(0)

    for total, parts in PARTS.items():
        if total in names:
            is_wrong = round(amount(total) - sum(map(amount, parts)), 2) != 0
            found.append(Hint(own["sum"], differs(column, total), is_wrong))
    if "annual_total" in names:
        is_above = round(amount("annual_total") - amount("total"), 2) > 0
        found.append(Hint(own["above"], exceeds(column), is_above))
    return found


def _of_indicator(
    row: int, first: int, texts: Texts, known: str, pairs: str, mark: str
) -> list[Hint]:
    """Lists the faults of an indicator's row; `known` is the cell of the right pairs of levels."""
    own = template()["hints"]
    values = [texts.get((row, index)) for index in range(4)]
    cells = [a1(row, index) for index in range(4)]
    is_used = any(value not in (None, "") for value in values)
    found = [
        Hint(own[level], f"LEN({cell})=0", value in (None, ""))
        for level, cell, value in zip(TABLE, cells, values, strict=True)
    ]
    found.append(Hint(own["swallowed"], f"NOT(ISTEXT({cells[3]}))", not isinstance(values[3], str)))
    pair = f"{mark}{_plain(values[0])}|{_plain(values[1])}{mark}"
    both = _bare('&"|"&'.join(cells[:2]))
    formula = f'"{mark}"&{both}&"{mark}"'
    found.append(Hint(own["pair"], f"ISERROR(FIND({formula},{known}))", pair not in pairs))
    if row > first:
        above = '&"|"&'.join(f"{x}${first + 1}:{x}{row}" for x in "ABC")
        same = '&"|"&'.join(cells[:3])
        mine = [str(value or "") for value in values[:3]]
        others = ([str(texts.get((r, i)) or "") for i in range(3)] for r in range(first, row))
        is_twice = is_used and mine in others
        found.append(Hint(own["twice"], f"SUMPRODUCT(--({above}={same}))>0", is_twice))
    return [hint._replace(holds=hint.holds and is_used) for hint in found]


def _pairs(mark: str) -> str:
    """Joins every right pair of first and second level, without the word that ends them all."""
    found = (
        f"{_plain(level1)}|{_plain(level2)}"
        for level1, below in every_pair().items()
        for level2 in sorted(below)
    )
    return f"{mark}{mark.join(dict.fromkeys(found))}{mark}"


def _plain(level: Value) -> str:
    return without_space(str(level or "")).replace(template()["summary"]["level"], "")


def _bare(text: str) -> str:
    """Spells a text without white space and without the word that ends all levels."""
    for gone in ('" "', '"　"', "CHAR(10)", f'"{template()["summary"]["level"]}"'):
        text = f'SUBSTITUTE({text},{gone},"")'
    return text
