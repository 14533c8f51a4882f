"""Puts the line at the top of a project sheet: how much is filled in, and what a check found.

All four figures are formulas over the sheet itself, so they are right after every entry, on a
copied sheet and under another sheet name. The findings are counted by the marks in the column
校验, which say how grave each is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from xlperf.filing.fields import AMOUNTS
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import a1, column_letters, fixed_a1
from xlperf.layouts.project_sheet.rows import CHECK, NOTE, ProjectRows
from xlperf.layouts.sheet import Cell, Highlight, Value
from xlperf.operations.totals import PARTS
from xlperf.rules.finding import SEVERITIES, Finding, Severity

ROW = 1
_LEAST = Decimal("0.01")
"""Gives the share at the least of a sheet on which anything was entered."""
PLACES = {"done": (ROW, 2), "error": (ROW, 3), "warning": (ROW, 4), "advice": (ROW, 5)}
"""Gives the cells of 完成度 and the numbers of findings on every project sheet."""


def told(finding: Finding) -> str:
    """Words a finding for the column 校验, on one line: how grave it is, and its message."""
    return _mark(finding.severity) + "⏎".join(finding.message.splitlines())


def is_told(text: str) -> bool:
    """Tells whether a text of the column 校验 holds the words of findings and nothing else."""
    marks = tuple(map(_mark, SEVERITIES))
    return bool(text) and all(line.startswith(marks) for line in text.splitlines())


def put_status(
    column: ProjectRows, edition: Edition, fixed: Collection[str], table: tuple[int, int]
) -> Decimal:
    """Add the status of a finished sheet, whose indicators stand in the rows `table`.

    `fixed` are the fields that a formula fills in. Gives the share that is filled in of what a new
    sheet leaves to the clerk: 0 where there is nothing, at least a hundredth where there is more.
    """
    texts = {(cell.row, cell.column): cell.value for cell in column.cells}
    fields = entries(column, edition, fixed)
    wanted = [column.at[field] for field in fields]
    given = [column.at[field] for field in fields if field in template()["project"]["given"]]
    money = [column.at[field] for field in fields if field in AMOUNTS]
    first, last = table
    is_listed = any(
        all(texts.get((row, index)) not in (None, "") for index in range(4))
        for row in range(first, last + 1)
    )
    of_its_own = 1 + len(wanted) - sum(texts.get(at) not in (None, "") for at in given)
    of_its_own -= sum(texts.get(at) in (0, "0") for at in money)
    empty = (not is_listed) + sum(texts.get(at) in (None, "") for at in wanted)
    done = 1 - Decimal(empty) / of_its_own
    rows = (f"LEN({letter}{first + 1}:{letter}{last + 1})" for letter in "ABCD")
    missing = f"{len(wanted) + 1}-{_count(wanted)}-(SUMPRODUCT({'*'.join(rows)})>0)"
    zeros = "".join(f'-({a1(*at)}&""="0")' for at in money)
    share = f"1-({missing})/({len(wanted) + 1}-{_count(given)}{zeros})"
    touched, is_touched = _touched(column, texts, table)
    done = max(done, _LEAST) if is_touched else Decimal(0)
    formula = f"=IF({touched}=0,0,MAX({_LEAST},{share}))"
    column.cells.append(Cell(*PLACES["done"], done, "status-done", formula=formula))
    said = [cell.value for cell in column.cells if cell.column == CHECK and cell.row > ROW + 1]
    letter = column_letters(CHECK)
    span = f"{letter}{ROW + 3}:{letter}{column.row}"
    for severity in SEVERITIES:
        mark = _mark(severity)
        count = sum(text.count(mark) for text in said if isinstance(text, str))
        formula = f'=SUMPRODUCT(LEN({span})-LEN(SUBSTITUTE({span},"{mark}","")))/{len(mark)}'
        column.cells.append(Cell(*PLACES[severity], count, f"status-{severity}", formula=formula))
    return done


def _touched(
    column: ProjectRows, texts: Mapping[tuple[int, int], Value], table: tuple[int, int]
) -> tuple[str, bool]:
    """Returns the formula that counts what a new sheet does not hold, and whether there is any.

    A new sheet holds zeros, and what all projects share.
    """
    given = template()["project"]["given"]
    own = [at for name, at in column.at.items() if name not in (*given, *AMOUNTS, "year")]
    money = [column.at[name] for name in AMOUNTS]
    rows, columns = {row for row, _ in money}, {index for _, index in money}
    first, last = table
    blocks = [  # what stands on the indicator table's head is ours
        (first, 0, last, 3),
        (ROW + 2, NOTE, first - 2, NOTE),
        (first, NOTE, column.row - 1, NOTE),
    ]
    sums = [(min(rows), index, max(rows), index) for index in sorted(columns)]
    typed = "+".join(
        [_count(own)]
        + [f"SUMPRODUCT(LEN({_area(block)}))" for block in blocks]
        + [f'SUMPRODUCT((LEN({_area(s)})>0)*({_area(s)}&""<>"0"))' for s in sums]
    )
    inside = [
        texts.get((row, index))
        for top, left, bottom, right in blocks
        for row in range(top, bottom + 1)
        for index in range(left, right + 1)
    ]
    filled = any(value not in (None, "") for value in (*map(texts.get, own), *inside))
    return typed, filled or any(texts.get(at) not in (None, "", 0) for at in money)


def _count(places: Collection[tuple[int, int]]) -> str:
    return f"COUNTA({','.join(a1(*at) for at in places)})" if places else "0"


def _area(block: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = block
    return f"{a1(top, left)}:{a1(bottom, right)}"


def entries(column: ProjectRows, edition: Edition, fixed: Collection[str]) -> list[str]:
    """Lists the fields that have to be filled in, by hand, in the order of the sheet."""
    return [field for field in column.at if field not in fixed and edition.asks_for(field)]


def highlights(
    column: ProjectRows, edition: Edition, fixed: Collection[str], table: tuple[int, int]
) -> tuple[Highlight, ...]:
    """Returns the highlights that follow what the clerk types."""
    first, last = table
    empty = tuple((*column.at[field],) * 2 for field in entries(column, edition, fixed))
    row = first + 1
    whole = f"{fixed_a1(first, 0)}:{fixed_a1(last, 3)}"
    levels = "&".join(f"${letter}{row}" for letter in "ABCD")
    letter = column_letters(CHECK)
    said = (ROW + 2, CHECK, column.row - 1, CHECK)
    return (
        Highlight(empty, f"=LEN({a1(*column.at['name'])})=0", "missing"),
        Highlight(((first, 0, last, 3),), f"=AND(LEN({levels})>0,LEN(A{row})=0)", "missing"),
        Highlight(((first, 0, first, 3),), f"=SUMPRODUCT(LEN({whole}))=0", "missing"),
        *_money(column),
        Highlight(((*column.at["end"],) * 2,), f"={late(column)}", "wrong"),
        *(
            Highlight((said,), f'=ISNUMBER(FIND("{_mark(s)}",{letter}{ROW + 3}))', f"{s}-said")
            for s in SEVERITIES
        ),
        Highlight(((*PLACES["done"],) * 2,), f"={a1(*PLACES['done'])}=1", "status-whole"),
        *(Highlight(((*PLACES[s],) * 2,), f"={a1(*PLACES[s])}>0", f"{s}-said") for s in SEVERITIES),
    )


def _money(column: ProjectRows) -> list[Highlight]:
    """Highlights totals that disagree with their parts, and an annual total above the whole."""
    found = []
    for total in PARTS:
        wrong = differs(column, total)
        if total == "annual_total":
            wrong = f"OR({wrong},{exceeds(column)})"
        found.append(Highlight(((*column.at[total],) * 2,), f"={wrong}", "wrong"))
    return found


def differs(column: ProjectRows, total: str) -> str:
    """Returns the condition that a total is not the sum of its parts."""
    sums = ",".join(a1(*column.at[part]) for part in PARTS[total])
    return f"ROUND(N({a1(*column.at[total])})-SUM({sums}),2)<>0"


def exceeds(column: ProjectRows) -> str:
    """Returns the condition that the year's total is above the whole one."""
    year, whole = (a1(*column.at[total]) for total in ("annual_total", "total"))
    return f"ROUND(N({year})-N({whole}),2)>0"


def late(column: ProjectRows) -> str:
    """Returns the condition that a project ends before it starts."""
    start, end = a1(*column.at["start"]), a1(*column.at["end"])
    return f"AND(ISNUMBER({start}),ISNUMBER({end}),{end}<{start})"


def _mark(severity: Severity) -> str:
    return f"【{SEVERITIES[severity]}】"
