"""The column 即时提示, worked out by LibreOffice, beside what the rules find of the same cells."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

import openpyxl
import pytest

from tests.commands import run
from tests.drawing import small_library
from tests.libreoffice import convert, running
from tests.sizes import sizes
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.reading.read_filing import read_filing
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings

EDITION = load_edition("shanghai-2026")
FEW, ROWS = 5, 20
FIRST = 19
"""The row of the first indicator."""
CODES = {
    "缺一级指标": {"C01"},
    "缺二级指标": {"C02"},
    "缺三级指标": {"C03"},
    "缺指标值": {"C03"},
    "指标值不是文本": {"C12"},
    "两级不相配": {"C01", "C02"},
    "指标重复": {"C06"},
}
"""The rules that find what a hint beside an indicator says."""
FIELDS = {
    "未填": {"A01", "D05"},
    "不是日期": {"A03"},
    "不是数字": {"B01"},
    "完成早于开始": {"A04"},
    "合计不符": {"B02", "B03"},
    "年度大于总额": {"B04"},
}
"""The rules that find what a hint beside a field says."""


def hints(path: Path) -> dict[str, dict[int, str]]:
    """The hints of every project sheet by their rows, from 1; the one at the top is in row 0."""
    return hints_in(openpyxl.load_workbook(path, data_only=True))


def hints_in(book: openpyxl.Workbook) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for sheet in book:
        if sheet["G3"].value == "即时提示":
            texts = {row: sheet.cell(row, 7).value for row in range(4, sheet.max_row)}
            found[sheet.title] = {row: str(text) for row, text in texts.items() if text}
            found[sheet.title][0] = str(sheet["D3"].value or "")
    return found


def new(folder: Path, sheets: int) -> Path:
    path = folder / "空白.xlsx"
    words = ("--projects", sheets, "--year", 2026, "--unit", "某单位", "--department", "某部门")
    with small_library():
        assert run("new", path, "--edition", EDITION.id, *words).returncode == 0
    return path


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new(tmp_path_factory.mktemp("blank"), FEW)


class Filled(NamedTuple):
    """A filled workbook as it is read: its filing, the findings, and the hints it shows."""

    filing: Filing
    findings: list[Finding]
    hints: dict[str, dict[int, str]]


@pytest.fixture(scope="module", params=sizes(12, 50))
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Sheets of made-up rows, each with its chance of every fault, and fields likewise."""
    path = made_up(tmp_path_factory.mktemp("filled"), request.param)
    filing = read_filing(path)
    return Filled(filing, check_filings([filing])[0], hints(path))


def made_up(folder: Path, sheets: int) -> Path:
    rng = Random(7)
    pairs = [(one, two) for one, below in EDITION.taxonomy.items() for two in below]
    book = openpyxl.load_workbook(new(folder, sheets))
    for number in range(1, sheets + 1):
        sheet = book[f"项目{number}"]
        sheet["B5"] = None if rng.random() < 0.2 else f"第{number}项工作"
        sheet["D5"], sheet["B6"] = (
            rng.choice(EDITION.vocabulary[f]) for f in ("category", "nature")
        )
        for cell in ("B15", "B16", *(f"B{row}" for row in range(40, 47))):
            sheet[cell] = None if rng.random() < 0.1 else "按计划做好各项工作，确保质量。"
        if rng.random() < 0.3:
            sheet["B8"], sheet["D8"] = datetime(2026, 12, 1), datetime(2026, 1, 31)
        elif rng.random() < 0.1:
            sheet["D8"] = "年底"
        sheet["B11"] = sheet["D11"] = 120_000
        if rng.random() < 0.2:
            sheet["D11"] = 150_000
        if rng.random() < 0.2:
            sheet["B10"] = 120_001
        if rng.random() < 0.1:
            sheet["D12"] = "三万"
        names = [f"举办培训{n}次" for n in range(12)]
        for row in range(FIRST, FIRST + ROWS):
            one, two = rng.choice(pairs)
            if rng.random() < 0.1:
                two = rng.choice(pairs)[1]
            if rng.random() < 0.1:
                one = one.removesuffix("指标")
            name = rng.choice(names) if rng.random() < 0.1 else f"完成工作事项{row}"
            target: object = "≥95%"
            if rng.random() < 0.1:
                target = rng.choice((0, 0.9, 5, date(2026, 6, 1)))
            for column, value in enumerate((one, two, name, target), start=1):
                sheet.cell(row, column).value = None if rng.random() < 0.04 else value  # type: ignore[assignment]  # openpyxl takes any value
    path = folder / "填好.xlsx"
    book.save(path)
    return convert([path], "xlsx", folder / "out")[0]


def test_hints_beside_the_rows_say_what_the_rules_find(filled: Filled) -> None:
    filing, findings, said = filled
    found: dict[tuple[str, int], set[str]] = {}
    for finding in findings:
        row = int("".join(filter(str.isdigit, finding.at.cell)))
        found.setdefault((finding.at.sheet, row), set()).add(finding.rule)
    known = set().union(*CODES.values())
    rows = wrong = 0
    for project in filing.projects:
        beside = said[project.sheet]
        for indicator in project.indicators:
            rows += 1
            at = next(iter(indicator.at.values()))
            row = int("".join(filter(str.isdigit, at.cell)))
            codes = found.get((project.sheet, row), set()) & known
            text = beside.get(row, "").removeprefix("◆")
            wrong += bool(text)
            assert bool(text) == bool(codes), (project.sheet, row, text, codes)
            assert not text or CODES[text] & codes, (project.sheet, row, text, codes)
    assert rows > 0.9 * len(filing.projects) * ROWS
    assert wrong > rows / 5


def test_hints_beside_the_fields_say_what_the_rules_find(filled: Filled) -> None:
    filing, findings, beside = filled
    kinds: set[str] = set()
    for project in filing.projects:
        own = [finding for finding in findings if finding.at.sheet == project.sheet]
        texts = {row: text for row, text in beside[project.sheet].items() if row}
        for row, text in texts.items():
            if FIRST <= row < FIRST + ROWS:
                continue
            kind = next(kind for kind in FIELDS if text.startswith(f"◆{kind}"))
            kinds.add(kind)
            codes = {f.rule for f in own}
            if "B01" in codes:  # which explains what is wrong with its sums
                codes |= {"B02", "B03", "B04"}
            assert FIELDS[kind] & codes, (project.sheet, row, text, codes)
        silent = {f.rule for f in own} & {"A01", "A03", "A04", "B01", "B02", "B03", "B04", "D05"}
        assert bool(silent) <= any(not FIRST <= row < FIRST + ROWS for row in texts)
        first = min(texts, default=0)
        at_top = f"◆第{first}行 {texts[first].removeprefix('◆')}" if texts else ""
        assert beside[project.sheet][0] == at_top
    assert kinds == set(FIELDS)


def test_what_is_drawn_is_what_is_worked_out(tmp_path: Path) -> None:
    """Also beside findings, where the hints are silent."""
    drawn = tmp_path / "重建.xlsx"
    assert run("rebuild", made_up(tmp_path, FEW), "-o", drawn).returncode == 0
    again = convert([drawn], "xlsx", tmp_path / "out")[0]
    book = openpyxl.load_workbook(drawn, data_only=True)
    found = hints_in(book)
    assert found == hints(again)
    for name, texts in found.items():
        assert all(not book[name].cell(row, 6).value for row in texts if row), name


@pytest.mark.parametrize("at", [0, 1, ROWS])
def test_row_inserted_in_excel_is_named_at_the_top(blank: Path, at: int) -> None:
    """At the table's head, in the middle and below its last row."""
    document = running().open(blank)
    try:
        sheet = document.Sheets.getByName("项目1")
        top, row = sheet.getCellRangeByName("D3"), FIRST - 1 + at
        sheet.unprotect("")
        sheet.Rows.insertByIndex(row, 1)
        assert top.String == ""
        for column, text in enumerate(("产出指标", "数量指标", "举办培训", "=5次")):
            sheet.getCellByPosition(column, row).String = text
        for name in ("B5", "D5", "B6", "D6"):  # what is missing is said before
            sheet.getCellRangeByName(name).String = "某项工作"
        document.calculateAll()
        first = top.String
        for line in range(3, 60):
            sheet.getCellByPosition(5, line).String = "【提醒】有疑问。" * (line != row)
        document.calculateAll()
        assert "未填" in first
        assert top.String == f"◆第{row + 1}行 没有提示，请从相邻的行填充"
        sheet.getCellByPosition(6, row).Formula = '=""'
        document.calculateAll()
        assert top.String == ""
    finally:
        document.close(True)


def test_a_sheet_that_nobody_has_filled_in_says_nothing(blank: Path, tmp_path: Path) -> None:
    again = convert([blank], "xlsx", tmp_path)[0]
    assert hints(blank) == hints(again) == {f"项目{n}": {0: ""} for n in range(1, FEW + 1)}


def test_the_hints_are_no_content_of_a_filing(filled: Filled) -> None:
    assert not any(project.unread for project in filled.filing.projects)


def test_only_functions_of_excel_2010_are_used(blank: Path) -> None:
    known = {
        "IF", "OR", "AND", "NOT", "LEN", "ISNUMBER", "ISTEXT", "ISERROR", "FIND", "SUBSTITUTE",
        "SUMPRODUCT", "ROUND", "N", "SUM", "MAX", "ROW", "INDEX", "MID", "COUNTA", "CHAR",
        "ISBLANK",
    }  # fmt: skip
    sheet = openpyxl.load_workbook(blank)["项目2"]
    formulas = [str(cell.value) for row in sheet for cell in row if cell.data_type == "f"]
    plain = [re.sub('"[^"]*"', "", formula) for formula in formulas]
    used = {name for formula in plain for name in re.findall(r"([A-Z.]+[A-Z0-9.]*)\(", formula)}
    assert used <= known
    assert max(map(len, formulas)) < 8_192
