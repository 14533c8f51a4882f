"""The same faults typed into drawn workbooks that were pushed about first.

Rows are inserted, hidden and left blank, equal levels are merged; then one fault goes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import openpyxl
import pytest
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from tests.drawing import draw_filing
from tests.rules.faults import MAKERS, Fault, Place, seeded
from tests.rules.good import good_filing
from tests.sizes import sizes
from tests.workbooks import add_form, opened
from xlperf.filing.model import Address, Filing, Project
from xlperf.form.edition import load_edition
from xlperf.operations.totals import PARTS
from xlperf.reading.read_workbook import read_workbook
from xlperf.rules.run import check_filings
from xlperf.sources.open_file import open_bytes

EDITIONS = ("shanghai-2022", "shanghai-2023", "shanghai-2026")
NOT_TYPED = {"C29", "E06", "A12", "A13", "A14"}
"""The template has no column of weights; see the test at the end. For project sheets not filled in
or deleted see `tests/test_spare_sheets.py`."""
SHARED = 6
"""So many workbooks are drawn once for all tests, each of which types into a copy."""
Found = list[tuple[str, Address]]


def read(content: bytes) -> Filing:
    return read_workbook(open_bytes(Path("book.xlsx"), content))


@dataclass(frozen=True)
class Book:
    """A drawn workbook open for typing, and what was read from it before anything was typed."""

    book: openpyxl.Workbook
    filing: Filing

    def read(self) -> Filing:
        """The filing as the workbook stands now."""
        return read(saved(self.book))

    def type(self, at: Address, value: Any) -> None:
        cell = self.book[at.sheet][at.cell]
        if isinstance(value, Decimal):
            value = float(value)
        elif isinstance(value, date):
            value = datetime(value.year, value.month, value.day)
        cell.value = value or None if isinstance(value, str) else value
        if isinstance(value, str) and value:
            cell.data_type = "s"


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def pushed_about(rng: Random, most: int = 4, code: str | None = None) -> bytes:
    """A drawn workbook that was pushed about, with room for a fault of the rule `code`."""
    filing = good_filing(rng, rng.choice(EDITIONS), most)
    while not has_room(filing, code):
        filing = good_filing(rng, rng.choice(EDITIONS), most)
    stream = BytesIO()
    draw_filing(filing, load_edition(filing.edition), (), stream)
    book = openpyxl.load_workbook(stream)
    for project in read(stream.getvalue()).projects:
        push_about(rng, book[project.sheet], project)
    return saved(book)


def has_room(filing: Filing, code: str | None) -> bool:
    return code is None or seeded(Random(0), code, filing) is not None


@cache
def shared(number: int) -> tuple[bytes, Filing]:
    """One of the workbooks that every test begins with, and what is read from it."""
    content = pushed_about(Random(number))
    return content, read(content)


def books(rng: Random, code: str | None = None) -> Iterator[Book]:
    """Workbooks with room for a fault of the rule: those that tests share, then ever new ones."""
    for number in rng.sample(range(SHARED), SHARED):
        content, filing = shared(number)
        if has_room(filing, code):
            yield Book(opened(content), filing)
    while True:
        content = pushed_about(rng, code=code)
        yield Book(openpyxl.load_workbook(BytesIO(content)), read(content))


def push_about(rng: Random, sheet: Worksheet, project: Project) -> None:
    """Insert rows into the indicator table and below it, hide some, merge equal first levels."""
    rows = [sheet[row.at["target"].cell].row for row in project.indicators]
    head = sheet[project.at["indicators"].cell].row
    for row in sorted(rng.sample([*rows, rows[-1] + 1], 2), reverse=True):
        sheet.insert_rows(row, rng.randint(1, 3))
    sheet.row_dimensions[rows[-1] + rng.randint(8, 10)].hidden = True  # none that holds anything
    first = [sheet.cell(row, 1) for row in range(head + 1, rows[-1] + 12)]
    for above, below in pairwise(first):
        if above.value and above.value == below.value and rng.random() < 0.5:
            below.value = None
            sheet.merge_cells(f"{above.coordinate}:{below.coordinate}")
            break


def typed_edits(filing: Filing, fault: Fault) -> dict[Place, Any]:
    """What is typed: totals are formulas, unless it is the total that is at fault."""
    own = fault.rule in ("A01", "B01", "B02", "B03") or fault.at in PARTS
    return {
        place: value
        for place, value in fault.edits.items()
        if place not in PARTS or (own and len(fault.edits) == 1)
    }


def address(filing: Filing, number: int, place: Place) -> Address:
    project = filing.projects[number]
    if isinstance(place, tuple):
        return project.indicators[place[0]].at[place[1]]
    return project.at[place]


def found_in(filing: Filing, *, integrated: bool = False) -> Found:
    findings = check_filings([filing], integrated=integrated)[0]
    return [(finding.rule, finding.at) for finding in findings]


def label(text: str) -> Callable[[Random, Book, Filing], Address]:
    """Paste over a label."""

    def paste(rng: Random, book: Book, filing: Filing) -> Address:
        sheet = book.book[rng.choice(filing.projects).sheet]
        cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).strip(" *") == text)
        cell.value = "粘贴的文字"
        return Address(sheet.title, cell.coordinate)

    return paste


def formula(rng: Random, book: Book, filing: Filing) -> Address:
    at = rng.choice(filing.projects).at[rng.choice(("fiscal", "annual_other", "unit"))]
    book.book[at.sheet][at.cell].value = rng.choice(("=1/0", "=#REF!", '=VLOOKUP("甲",A1:B2,2)'))
    return at


def summary(rng: Random, book: Book, filing: Filing) -> Address:
    sheet = book.book["汇总"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    heads = {cell.value: cell.column for cell in head}
    row = head[0].row + 1 + rng.randrange(len(filing.projects) + 1)  # a project's, or the total's
    cell = sheet.cell(row, heads[rng.choice(("项目资金总额", "年度资金申请总额"))])
    cell.value = rng.randint(1, 9999)
    return Address("汇总", cell.coordinate)


def text_below(rng: Random, book: Book, filing: Filing) -> Address:
    sheet = book.book[rng.choice(filing.projects).sheet]
    row = sheet.max_row + rng.randint(1, 5)
    for column, text in enumerate(("产出指标", "数量指标", "另加指标", "≥9次"), start=1):
        sheet.cell(row, column).value = text
    return Address(sheet.title, f"A{row}")


def number_beside(rng: Random, book: Book, filing: Filing) -> Address:
    sheet = book.book[rng.choice(filing.projects).sheet]
    cell = sheet.cell(rng.randint(1, sheet.max_row), rng.randint(8, 12))
    cell.value = rng.randint(1, 9999)
    return Address(sheet.title, cell.coordinate)


def hidden_row(rng: Random, book: Book, filing: Filing) -> Address:
    at = rng.choice(filing.projects).at["department"]
    sheet = book.book[at.sheet]
    row = sheet[at.cell].row
    sheet.row_dimensions[row] = RowDimension(sheet, index=row, hidden=True)
    return at


def form_of_another_project(rng: Random, book: Book, filing: Filing) -> Address:
    project = replace(rng.choice(filing.projects), name="别的项目")
    sheet = add_form(book.book, replace(filing, projects=(project,)))
    return Address(sheet.title, "C3")


OTHERWISE: dict[str, list[Callable[[Random, Book, Filing], Address]]] = {
    "A08": [label("主管部门"), label("项目名称"), label("计划开始日期"), label("三级指标")],
    "A09": [formula],
    "A10": [text_below, number_beside, hidden_row],
    "A11": [form_of_another_project],
    "B07": [summary],
}


def test_good_workbooks_that_were_pushed_about_have_no_findings():
    for number in range(SHARED):
        _, filing = shared(number)
        assert found_in(filing) == found_in(filing, integrated=True) == []


@pytest.mark.parametrize("count", sizes(1, 20))
@pytest.mark.parametrize("code", sorted(MAKERS))
def test_a_fault_typed_into_a_workbook_is_found_once_at_its_cell(code: str, count: int):
    rng = Random(crc32(code.encode()))
    done = 0
    for book in books(rng, code):
        filing = book.filing
        fault = seeded(rng, code, filing)
        if fault is None:
            continue
        for place, value in typed_edits(filing, fault).items():
            if place == "years":
                first, last = value
                value = f"项目总目标（{first} 年- {last}年）"
            book.type(address(filing, fault.project, place), value)
        expected = [(code, address(filing, fault.project, fault.at))]
        now = book.read()
        found = check_filings([now], integrated=code.startswith("E"))[0]
        named = [(finding.rule, finding.at) for finding in found]
        assert named == expected, (fault, [f.message for f in found])
        done += 1
        if done == count:
            break


@pytest.mark.parametrize("count", sizes(1, 20))
@pytest.mark.parametrize("code", sorted(OTHERWISE))
def test_damage_to_a_workbook_is_found_once_at_its_cell(code: str, count: int):
    rng = Random(crc32(code.encode()))
    damages = OTHERWISE[code] * count
    for damage, book in zip(damages, books(rng), strict=False):
        at = damage(rng, book, book.filing)
        assert found_in(book.read()) == [(code, at)]


def test_weights_shown_must_sum_to_100():
    content = pushed_about(Random(3), most=1)
    book = Book(openpyxl.load_workbook(BytesIO(content)), read(content))
    (project,) = book.filing.projects
    sheet = book.book[project.sheet]
    head = sheet[project.at["indicators"].cell].row
    sheet.cell(head, 7).value = "权重（%）"
    for number, row in enumerate(project.indicators):
        weight = 100 - 10 * (len(project.indicators) - 1) if number == 0 else 10
        sheet.cell(sheet[row.at["target"].cell].row, 7).value = weight
    assert found_in(book.read(), integrated=True) == []
    sheet.cell(sheet[project.indicators[0].at["target"].cell].row, 7).value = 5
    assert found_in(book.read(), integrated=True) == [("E06", Address(project.sheet, f"G{head}"))]
    assert found_in(book.read()) == []


@pytest.mark.parametrize(
    ("weights", "performs", "found"),
    [
        ((50, 40), None, []),
        ((50, 40), 10, []),
        ((50, 30), 10, ["E06"]),
        ((50, 30), None, ["E06"]),
        ((60, 40), None, []),
    ],
)
def test_the_other_ten_of_the_weights_may_be_the_budgets_execution(weights, performs, found):
    filing = good_filing(Random(3))
    project = filing.projects[0]
    first, second, third = project.indicators[:3]
    rows = [replace(first, weight=Decimal(weights[0])), replace(second, weight=Decimal(weights[1]))]
    if performs:
        rows.append(replace(third, level3="预算执行率", weight=Decimal(performs)))
    filing = replace(filing, projects=(replace(project, indicators=tuple(rows)),))
    assert [f.rule for f in check_filings([filing], {"E06"}, integrated=True)[0]] == found


@pytest.mark.parametrize(
    ("edition", "weights", "performs", "said"),
    [
        ("generic", (60, 40), None, None),
        ("generic", (50, 40), None, None),
        ("generic", (50, 30), None, "合计为 80，应为 100（另有预算执行率 10 分的，为 90）"),
        ("chongqing-2023", (50, 40), None, None),
        ("chongqing-2023", (60, 40), None, "合计为 100，应为 90（另有预算执行率 10 分）"),
        ("chongqing-2023", (50, 40), 10, None),
        ("chongqing-2023", (50, 30), 10, "合计为 90，应为 100。请核对“分值”一列"),
        ("central-2022", (60, 40), None, "应为 90"),
        ("integrated", (60, 30), None, None),
        ("integrated", (60, 35), None, "合计为 95，应为 100（另有预算执行率 10 分的，为 90）"),
        ("shanghai-2026", (60, 35), None, None),
    ],
)
def test_weights_sum_to_what_the_edition_asks_for(edition, weights, performs, said):
    filing = good_filing(Random(3))
    project = filing.projects[0]
    rows = [
        replace(row, weight=Decimal(weight))
        for row, weight in zip(project.indicators, weights, strict=False)
    ]
    if performs:
        last = project.indicators[len(weights)]
        rows.append(replace(last, level3="预算执行率", weight=Decimal(performs)))
    projects = (replace(project, indicators=tuple(rows)),)
    filing = replace(filing, edition=edition, projects=projects)
    found = [f.message for f in check_filings([filing], {"C29"})[0]]
    assert len(found) == (said is not None)
    assert all(said in message for message in found)


def test_every_rule_is_seeded():
    from xlperf.rules.catalogue import catalogue

    assert set(MAKERS) | set(OTHERWISE) | NOT_TYPED == {
        code for code in catalogue() if code[0] != "F"
    }
