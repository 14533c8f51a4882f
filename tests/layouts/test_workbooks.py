"""The workbooks that are drawn: valid, complete, and read back as they were."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from tests.drawing import draw_filing, draw_forms, draw_report
from tests.layouts.filings import TABLE, example, filing, money, project
from tests.workbooks import leads_to
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Filing, Goals, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.layouts.project_sheet.sheet import blank_project
from xlperf.layouts.text_height import height
from xlperf.operations.totals import completed
from xlperf.output.save import save_report
from xlperf.reading.read_filing import read_filing
from xlperf.rules.finding import Finding, Subject

EDITION = load_edition("shanghai-2022")
FUNDING = "1200000 1000000 200000 1200000 1000000 0 200000"
ODD_TEXTS = [
    "=0%",
    "=SUM(A1)",
    "+1",
    "-1",
    "@x",
    "01",
    "1/2",
    "TRUE",
    "#N/A",
    "{=1}",
    "'撇号",
    "http://example.org/?a=1&b=<2>",
    "<r>标记</r>",
    "<r><t>标记</t></r>",
    "_x0041_",
    "a_x0041_x0042_b",
    "SORT(1)",
    '"引号"',
    "两行\n文字",
    "制表\t符",
    "𠮷野家",
    "1" * 20,
]


def findings(whole: Filing) -> list[Finding]:
    found = []
    for number, one in enumerate(whole.projects):
        total, target = Subject(number, None, "annual_total"), Subject(number, 0, "target")
        at = one.at["annual_total"]
        found.append(Finding("B03", "error", total, at, "1", f"{one.name}不符。"))
        for indicator in one.indicators[:1]:
            found.append(Finding("C09", "warning", target, indicator.at["target"], "1", "缺。"))
    return found


def book(draw: Callable[[BinaryIO], None], folder: Path) -> Path:
    path = folder / "book.xlsx"
    with path.open("wb") as out:
        draw(out)
    return path


def drawn(whole: Filing, folder: Path, found: list[Finding] | None = None) -> Path:
    return book(lambda out: draw_filing(whole, EDITION, found or [], out), folder)


ODD = filing(
    *(replace(project(text, FUNDING), goals=Goals(text, text)) for text in ODD_TEXTS),
    project("目标", FUNDING, "\n".join(f"产出指标 | 数量指标 | {t!r} | x" for t in ODD_TEXTS)),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The example with its findings, as another program sees it."""
    path = drawn(example(), tmp_path_factory.mktemp("opened"), findings(example()))
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    "draw",
    [
        lambda out: draw_filing(example(), EDITION, findings(example()), out),
        lambda out: draw_filing(filing(), EDITION, [], out),
        lambda out: draw_filing(filing(blank_project()), EDITION, [], out),
        lambda out: draw_filing(ODD, EDITION, findings(ODD), out),
        lambda out: draw_forms(example().projects, EDITION, 2022, out),
        lambda out: draw_forms(ODD.projects, EDITION, None, out),
        lambda out: draw_report({"甲.xlsx": findings(example()), "乙.xlsx": []}, out),
        lambda out: draw_report({}, out),
    ],
    ids=["example", "none", "blank", "odd texts", "forms", "odd forms", "report", "clean report"],
)
def test_workbook_is_valid_by_microsofts_schemas(
    draw: Callable[[BinaryIO], None], tmp_path: Path
) -> None:
    result = OpenXmlValidator().validate(str(book(draw, tmp_path)))
    assert result.is_valid and not result.warning_count, result.errors


def as_read(subject: Project) -> dict[str, object]:
    funding = completed(subject)
    return {
        "name": subject.name,
        "category": subject.category,
        "department": subject.department,
        "unit": subject.unit,
        "start": subject.start,
        "end": subject.end,
        "goals": subject.goals,
        "narrative": subject.narrative,
        "typed": dict(subject.typed),
        "notes": dict(subject.notes),
        "indicators": [
            (i.level1, i.level2, i.level3, i.target, i.note) for i in subject.indicators
        ],
        **{name: getattr(funding, name) for name in AMOUNTS},
    }


def test_filing_is_read_back_as_it_was_drawn(tmp_path: Path) -> None:
    whole = example()
    first = whole.projects[0]
    noted = replace(
        first,
        notes={"overall": "分年度另报"},
        indicators=(replace(first.indicators[0], note="见批复"), *first.indicators[1:]),
        narrative=Narrative(*(f"第{n}段。\n次行" for n in range(7))),
    )
    whole = replace(whole, projects=(noted, *whole.projects[1:]))
    again = read_filing(drawn(whole, tmp_path))
    assert (again.year, again.edition) == (2022, whole.edition)
    assert [as_read(p) for p in again.projects] == [as_read(p) for p in whole.projects]
    assert [flaw for p in again.projects for flaw in p.flaws] == []


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_text_stays_the_text_it_is(text: str, tmp_path: Path) -> None:
    one = project("文字", FUNDING)
    one = replace(one, indicators=(replace(one.indicators[0], target=read_target(text)),))
    again = read_filing(drawn(filing(replace(one, goals=Goals(text, text))), tmp_path)).projects[0]
    assert again.indicators[0].target == read_target(text)
    assert again.indicators[0].swallowed is None
    assert (again.goals.overall, again.goals.annual) == (text, text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("响铃\x07之后\x1f", "响铃之后"),
        ("一\r\n二\r三\x0c四", "一\n二\n三\n四"),
        ("\x01\x02", None),
        ("\u200b\u3000", None),
    ],
)
def test_what_shows_nothing_is_not_read(text: str, shown: str | None, tmp_path: Path) -> None:
    one = project("文字", FUNDING)
    one = replace(one, indicators=(replace(one.indicators[0], target=read_target(text)),))
    again = read_filing(drawn(filing(replace(one, goals=Goals(text, text))), tmp_path)).projects[0]
    assert again.indicators[0].target == (None if shown is None else read_target(shown))
    assert (again.goals.overall, again.goals.annual) == (shown, shown)


def test_new_project_has_nothing_but_its_zeros(tmp_path: Path) -> None:
    path = drawn(replace(filing(), spare=(blank_project("主管部门", "单位"),)), tmp_path)
    read = read_filing(path)
    (again,) = read.spare
    assert read.projects == ()
    assert again.name is None and again.start is None and again.indicators == ()
    assert again.funding == money("0 - 0 0 - 0 0")
    assert (again.department, again.unit) == ("主管部门", "单位")


def test_typed_total_that_differs_stays_a_number(tmp_path: Path) -> None:
    wrong = project("不符", "11419043 11419043 0 10903043 11419043 0 0")
    sheet = openpyxl.load_workbook(drawn(filing(wrong), tmp_path))["不符"]
    assert sheet["B9"].value == "=SUM(B10,B12)"
    assert sheet["D9"].value == 10903043
    assert sheet["B9"].protection.locked and not sheet["D9"].protection.locked


def test_number_that_excel_cannot_hold_is_kept_as_text(tmp_path: Path) -> None:
    long = project("长数", "- 12345678901234567.89 - - - - -", start=date(1899, 12, 31))
    sheet = openpyxl.load_workbook(drawn(filing(long), tmp_path))["长数"]
    assert sheet["B10"].value == "12345678901234567.89"
    assert sheet["B7"].value == "1899-12-31"


def test_text_too_long_for_a_cell_is_refused_by_its_cell(tmp_path: Path) -> None:
    long = project("过长", FUNDING, goals=Goals("字" * 32_768, None))
    with pytest.raises(XlperfError, match=r"工作表“过长”的 B14 .* 32768 字"):
        drawn(filing(long), tmp_path)
    fits = project("正好", FUNDING, goals=Goals("字" * 32_767, None))
    assert read_filing(drawn(filing(fits), tmp_path)).projects[0].goals.overall == "字" * 32_767


def test_labels_are_locked_and_entries_and_whole_table_rows_open(
    opened: openpyxl.Workbook,
) -> None:
    sheet = opened["代表工作"]
    protection = sheet.protection
    assert protection.sheet and protection.password is None
    # openpyxl says True for what is forbidden.
    allowed = ("insertRows", "deleteRows", "formatCells", "formatRows", "sort", "autoFilter")
    assert not any(getattr(protection, name) for name in allowed)
    locked = {name: sheet[name].protection.locked for name in ("A5", "B5", "D5", "E5", "A17")}
    assert locked == {"A5": True, "B5": False, "D5": False, "E5": False, "A17": True}
    for row in range(18, 38):
        # Excel deletes a row of a protected sheet only where every cell to its end is open.
        ends = range(1, sheet.max_column + 1)
        assert not any(sheet.cell(row, column).protection.locked for column in ends)
        assert not sheet.row_dimensions[row].protection.locked
        assert sheet.cell(row, 4).number_format == "@"
    assert not sheet.merged_cells.ranges & {
        found for found in sheet.merged_cells.ranges if 18 <= found.min_row <= 37
    }


def test_every_entry_has_a_chinese_prompt(opened: openpyxl.Workbook) -> None:
    sheet = opened["代表工作"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert all(rule.prompt and rule.promptTitle for rule in rules.values())
    assert rules["B7"].type == "date" and rules["B7"].error
    assert (rules["B10"].type, rules["B10"].formula1) == ("decimal", "0")
    assert rules["D5"].type == rules["A18:A37"].type == rules["B18:B37"].type == "list"
    covered = {"B2", "B5", "D5", "B6", "D6", "B7", "D7", "B9", "D9", "B10", "D10", "D11", "B12"}
    assert covered < rules.keys()


def test_findings_stand_at_their_rows_and_are_linked(opened: openpyxl.Workbook) -> None:
    listing = opened["校验结果"]
    assert listing["A2"].value == "不能报送：有 6 处错误须改正。"
    assert [listing.cell(5, column).value for column in (2, 3, 4, 5, 6)] == [
        "B03", "错误", "代表工作", "D9", "年度资金申请总额",
    ]  # fmt: skip
    assert listing["E5"].hyperlink.location == "'代表工作'!D9"
    levels = [cell.value for cell in listing["C"][4:]]
    assert levels == sorted(levels, key=["错误", "提醒", "建议"].index)
    places = {cell.hyperlink.location for cell in listing["E"][4:]}
    assert "'代表工作'!D18" in places
    assert opened["代表工作"]["F9"].value == "【错误】代表工作不符。"
    assert opened["代表工作"]["F18"].value == "【提醒】缺。"
    assert opened["代表工作"].sheet_properties.tabColor.rgb == "FFFF0000"
    assert opened["汇总"]["B17"].hyperlink.location == "xlperf项目表1"


def test_list_of_findings_leads_to_the_rules_and_back(opened: openpyxl.Workbook) -> None:
    listing = opened["校验结果"]
    place = listing["B5"].hyperlink.location
    assert place.startswith("'规则说明'!A")
    assert opened["规则说明"][place.partition("!")[2]].value == listing["B5"].value == "B03"
    ways = {cell.hyperlink.location for cell in listing[1] if cell.hyperlink}
    assert ways == {"'汇总'!A1", "'规则说明'!A1"}
    back = {cell.value: cell.hyperlink.location for cell in opened["规则说明"][1] if cell.hyperlink}
    assert back == {"汇总": "'汇总'!A1", "校验结果": "'校验结果'!A1"}
    assert opened["使用说明"]["C1"].hyperlink.location == "'汇总'!A1"
    # Within the first 1366 pixels of the sheet, whatever the fonts.
    assert [listing[at].value for at in ("E1", "F1")] == ["汇总", "规则说明"]


def test_sheets_of_several_pages_repeat_their_heads_and_number_the_pages(
    opened: openpyxl.Workbook,
) -> None:
    repeated = [sheet for sheet in opened if sheet.print_title_rows]
    names = {sheet.title for sheet in repeated}
    assert names >= {"汇总", "校验结果", "代表工作", "指标库", "规则说明"}
    assert {sheet.oddFooter.right.text for sheet in repeated} == {"第 &P 页"}
    assert opened["指标库"].oddFooter.left.text == "指标库"


def test_filter_buttons_stand_below_the_words_of_their_heads(opened: openpyxl.Workbook) -> None:
    filtered = {}
    for name in ("汇总", "校验结果", "指标库"):
        sheet = opened[name]
        (row,) = sheet[sheet.auto_filter.ref][:1]
        for cell in row:
            width = sheet.column_dimensions[cell.column_letter].width * 5.25 + 3.75
            needed = height(str(cell.value), width, cell.font.size) + 13  # LibreOffice's button
            assert sheet.row_dimensions[cell.row].height >= needed, (name, cell.value)
            assert cell.alignment.vertical == "top", (name, cell.value)
        filtered[name] = row[0].coordinate
    assert filtered == {"汇总": "A16", "校验结果": "A4", "指标库": "A3"}


def test_report_leads_into_the_workbooks_it_is_about(tmp_path: Path) -> None:
    book = drawn(example(), tmp_path)
    (tmp_path / "报告").mkdir()
    report = tmp_path / "报告" / "问题.xlsx"
    text = tmp_path / "文本.txt"
    save_report([(book, findings(example())[:1]), (text, findings(example())[:1])], report, ())
    listing = openpyxl.load_workbook(report)["校验结果"]
    assert leads_to(listing["A5"].value) == ("../book.xlsx", "'代表工作'!Z5", "book.xlsx")
    assert listing["A6"].value == "文本.txt"


def test_finding_outside_the_projects_is_listed_and_linked(tmp_path: Path) -> None:
    at = Address("汇总", "H11")
    found = Finding("B07", "error", Subject(None, None, ""), at, "1", "合计不符。")
    listing = openpyxl.load_workbook(drawn(example(), tmp_path, [found]))["校验结果"]
    assert (listing["D5"].value, listing["E5"].value) == ("汇总", "H11")
    assert listing["E5"].hyperlink.location == "'汇总'!H11"


def test_waived_finding_is_listed_with_its_reason_and_marked_nowhere(tmp_path: Path) -> None:
    whole = example()
    at = whole.projects[0].indicators[0].at["target"]
    found = Finding("C09", "warning", Subject(0, 0, "target"), at, "1", "缺。", waived="批复如此")
    opened = openpyxl.load_workbook(drawn(whole, tmp_path, [found]))
    assert opened["校验结果"]["A2"].value == "可以报送：没有必须改正的错误，也没有提醒。"
    assert opened["校验结果"]["K5"].value == "已说明：批复如此"
    assert opened["代表工作"]["F18"].value is None


def test_a_project_sheet_stands_at_its_first_entry(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(drawn(filing(blank_project()), tmp_path)).worksheets[3]
    [selection] = sheet.sheet_view.selection
    assert (sheet["A5"].value, selection.activeCell) == ("* 项目名称", "B5")


AWKWARD = ("会议/培训", "会议?培训", "项目" * 30, "History", "", "汇总")


@pytest.mark.parametrize(
    "names",
    [
        AWKWARD * 2 + AWKWARD[2:] * 2 + AWKWARD[2:3] * 8,
        pytest.param(AWKWARD * 42, marks=pytest.mark.long),
    ],
    ids=len,
)
def test_many_projects_of_awkward_names_make_one_workbook(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    """A number of two digits stands behind the longest name, and in long runs behind each."""
    count = len(names)
    whole = filing(*(project(name or None, FUNDING, TABLE) for name in names))
    path = drawn(whole, tmp_path)
    again = read_filing(path)
    assert [p.name for p in again.projects] == [p.name for p in whole.projects]
    summary = openpyxl.load_workbook(path, read_only=True, data_only=True)["汇总"]
    rows = list(summary.iter_rows(min_row=17, values_only=True))
    assert [row[0] for row in rows[:count]] == list(range(1, count + 1))
    assert rows[count][6] == 1_200_000 * count
    assert rows[count + 1][6] == 120 * count


def test_drawing_leaves_no_trace_of_who_and_when() -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    draw_forms(example().projects, EDITION, 2022, streams[0])
    time.sleep(1.1)  # longer than the second that a date in the file would show
    draw_forms(example().projects, EDITION, 2022, streams[1])
    assert streams[0].getvalue() == streams[1].getvalue()
    properties = openpyxl.load_workbook(streams[0]).properties
    assert not properties.creator and not properties.lastModifiedBy


def test_amounts_are_exact_to_the_cent(tmp_path: Path) -> None:
    amounts = money("0.30 0.10 0.20 999999999999.99 999999999999.98 0.01 0")
    (again,) = read_filing(
        drawn(filing(project("分", FUNDING, funding=amounts)), tmp_path)
    ).projects
    assert again.funding == amounts
    assert again.funding.annual_total == Decimal("999999999999.99")
