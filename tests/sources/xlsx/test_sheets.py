"""A filled workbook after what people and programs do to it: the same values, each at its cell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.drawing import draw_filing, draw_forms
from tests.sources.xlsx import packages
from tests.workbooks import opened
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output.as_json import filing_json
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings
from xlperf.sources.limits import LIMITS
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

SEED = Path(__file__).parents[2] / "data" / "songjiang-npc-2022.txt"
NAMES = ["代表工作", "人大会议", "网络信息系统运行与维护", "业务培训", "专题调研"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("filled") / "filled.xlsx"
    filing = read_filing(SEED)
    with path.open("wb") as stream:
        draw_filing(filing, load_edition(filing.edition), (), stream)
    return path


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The same with its first project alone."""
    path = tmp_path_factory.mktemp("one") / "one.xlsx"
    filing = read_filing(SEED)
    filing = replace(filing, projects=filing.projects[:1], statement=None)
    with path.open("wb") as stream:
        draw_filing(filing, load_edition(filing.edition), (), stream)
    return path


@pytest.fixture
def changed(filled, tmp_path):
    """Change the filled workbook with openpyxl, which keeps formulas but no calculated values."""

    def change(edit):
        book = opened(filled)
        edit(book)
        path = tmp_path / "changed.xlsx"
        book.save(path)
        return path

    return change


def merged(path, *ranges):
    """Merge ranges of the sheet 代表工作, whatever they hold."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = f"xl/worksheets/sheet{opened(path).sheetnames.index('代表工作') + 1}.xml"
    cells = "".join(f'<mergeCell ref="{area}" />' for area in ranges).encode()
    assert b"</mergeCells>" in parts[name]
    parts[name] = parts[name].replace(b"</mergeCells>", cells + b"</mergeCells>")
    path.write_bytes(packages.packed(parts))
    return path


def values(path):
    """What `dump --json` says, addresses apart, the projects by name."""
    data = filing_json(read_filing(path))
    for project in data["projects"]:
        project.pop("at")
        for indicator in project["indicators"]:
            indicator.pop("at")
    data["projects"].sort(key=lambda project: NAMES.index(project["name"]))
    return data


def findings(path):
    return listed(check_filings([read_filing(path)], only=RULES)[0])


def listed(found):
    """Rule, sheet and cell of each finding; the seed's own (=2 has no unit) apart."""
    return [
        (finding.rule, finding.at.sheet, finding.at.cell)
        for finding in found
        if (finding.rule, finding.value) != ("C08", "=2")
    ]


RULES = [
    *(f"A0{n}" for n in range(1, 10)), *(f"B0{n}" for n in range(1, 8)),
    *(f"C0{n}" for n in range(1, 7)), "C08", "C09", "C12",
]  # fmt: skip


def find(sheet, text):
    """The A1 cell whose text is exactly that, the required mark aside."""
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value or "").strip("* ") == text:
                return cell
    raise AssertionError(text)


def test_the_publication_comes_back_whole_from_the_drawn_workbook(filled):
    assert values(filled) == values(SEED)
    assert findings(filled) == []


def test_a_workbook_saved_without_calculating_reads_the_same(filled, changed):
    path = changed(lambda book: None)
    assert values(path) == values(filled)
    assert findings(path) == []


def test_renamed_and_reordered_sheets_and_sheets_of_ones_own_do_no_harm(filled, changed):
    def edit(book):
        book["代表工作"].title = "it's 代表"
        book.move_sheet("专题调研", -4)
        own = book.create_sheet("我的草稿", 0)
        own["B2"], own["C2"], own["B9"] = "项目名称", "草稿", "一级指标"

    path = changed(edit)
    assert values(path) == values(filled)
    assert findings(path) == []


@pytest.mark.parametrize("at", [19, 21, 22])
def test_rows_inserted_among_the_indicators_do_no_harm(filled, changed, at):
    path = changed(lambda book: book["代表工作"].insert_rows(at, 2))
    assert values(path) == values(filled)
    assert findings(path) == []


def test_a_printed_form_in_a_worksheet_is_read_with_its_merges(filled, tmp_path):
    filing = read_filing(filled)
    path = tmp_path / "forms.xlsx"
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(filing.edition), filing.year, stream)
    read = values(path)
    expected = values(filled)
    for project in expected["projects"]:
        project["narrative"] = dict.fromkeys(project["narrative"])  # forms print none
    assert read["projects"] == expected["projects"]
    assert (read["year"], read["department"]) == (expected["year"], expected["department"])


# The value typed into the cell beside a label (or of an indicator's column), and the finding.
TYPED = [
    ("项目名称", None, "A01"),
    ("项目类别", "经常项目", "A02"),
    ("计划开始日期", "2022-13-01", "A03"),
    ("计划开始日期", date(2023, 1, 1), "A04"),
    ("计划完成日期", date(2021, 1, 1), "A04"),
    ("其中：财政资金", "约100万", "B01"),
    ("其中：财政资金", -5, "B01"),
    ("其中：财政资金", None, "A01"),
    ("其中：财政资金", 1000000.004, "B05"),
    ("其中：财政资金", "=1/0", "A09"),
    ("其中：财政资金", "=VLOOKUP(1,A1:B2,2)", "A09"),
    ("项目资金总额", 5, "B02"),
    ("年度资金申请总额", 1100000, "B03"),
]


def each_is_found_once(one, folder, faults):
    """Each fault, a label with a way from it, a value and a rule, is in a workbook of its own."""
    filings, expected = [], []
    for number, (label, way, value, rule) in enumerate(faults):
        book = opened(one)
        cell = find(book["代表工作"], label).offset(*way)
        cell.value = value
        if value == ">=3":
            cell.data_type = "s"
        book.save(path := folder / f"{number}.xlsx")
        filings.append(read_filing(path))
        expected.append((label, value, [(rule, "代表工作", cell.coordinate)]))
    found = map(listed, check_filings(filings, only=RULES))
    assert [(*told[:2], here) for told, here in zip(expected, found, strict=True)] == expected


def test_a_fault_in_a_field_is_found_once_at_its_cell(one, tmp_path):
    each_is_found_once(one, tmp_path, [(label, (0, 1), *fault) for label, *fault in TYPED])


INDICATORS = [
    (0, "产生指标", "C01"),
    (0, None, "C01"),
    (1, "社会效益指标", "C02"),
    (1, None, "C02"),
    (2, None, "C03"),
    (3, None, "C03"),
    (3, 2, "C12"),
    (3, "=100%", "C12"),
    (3, date(2022, 1, 2), "C12"),
    (3, "90%", "C09"),
    (3, ">=3", "C08"),
]


def test_a_fault_in_an_indicator_is_found_once_at_its_cell(one, tmp_path):
    faults = [("一级指标", (1, column), *fault) for column, *fault in INDICATORS]
    each_is_found_once(one, tmp_path, faults)


def test_a_label_pasted_over_is_found_once_at_its_cell(changed):
    def edit(book):
        find(book["代表工作"], "项目名称").value = "粘贴"

    [(rule, sheet, cell)] = findings(changed(edit))
    assert (rule, sheet) == ("A08", "代表工作")
    assert cell.startswith("A")


def test_a_second_project_of_one_name_is_found_and_both_are_named(changed):
    def edit(book):
        find(book["人大会议"], "项目名称").offset(0, 1).value = "代表工作"

    path = changed(edit)
    [finding] = [f for f in check_filings([read_filing(path)])[0] if f.rule == "A06"]
    assert finding.at.sheet == "人大会议"
    assert "代表工作!" in finding.message


def test_json_of_a_filing_is_plain_data(filled):
    data = filing_json(read_filing(filled))
    assert json.loads(json.dumps(data)) == data
    first = data["projects"][0]
    assert first["funding"]["annual_total"] == "1200000.00"
    assert first["start"] == "2022-01-01"
    assert first["at"]["name"].startswith("代表工作!")


def test_sheets_that_together_hold_too_much_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "<c r='A3' t='inlineStr'><is><t>项目</t></is></c>"
    cells = (packages.cell("A1"), packages.cell("C2"), text)
    row = "".join(f"<row>{cell}</row>" for cell in cells)
    (tmp_path / "a.xlsx").write_bytes(packages.workbook(*[packages.sheet(row)] * 2))
    source = open_file(tmp_path / "a.xlsx")
    # Both sheets together: 18 cells and 4 characters.
    for limits, code in (
        ({"book_cells": 18, "book_characters": 4}, None),
        ({"book_cells": 17}, "book_cells"),
        ({"book_characters": 3}, "book_text"),
    ):
        monkeypatch.setattr("xlperf.sources.xlsx.sheets.LIMITS", replace(LIMITS, **limits))
        if code is None:
            assert [grid.name for grid in read_grids(source)] == ["表1", "表2"]
            continue
        with pytest.raises(XlperfError) as error:
            list(read_grids(source))
        assert error.value.code == code


def test_sheet_that_lost_its_marks_is_read_and_named(changed) -> None:
    """With no calculated 汇总 nothing else would miss it."""

    def edit(book):
        sheet = book["人大会议"]
        for row in sheet.iter_rows():
            if row[0].value == "版式":
                for cell in row:
                    cell.value = None

    filing = read_filing(changed(edit))
    assert [project.name for project in filing.projects] == NAMES
    found = {(f.rule, f.at.sheet) for f in check_filings([filing])[0] if f.severity == "error"}
    assert found == {("A08", "人大会议")}


@pytest.mark.parametrize(("hidden", "told"), [("1000000", True), (None, False)])
def test_content_under_merged_cells_is_named(changed, hidden, told) -> None:
    """Excel shows nothing of it, and its sums count it."""

    def edit(book):
        sheet = book["代表工作"]
        sheet["F40"], sheet["G40"] = "甲", hidden

    path = merged(changed(edit), "F40:G40")
    (findings,) = check_filings([read_filing(path)])
    found = [(f.rule, f.at.cell) for f in findings if "遮住" in f.message]
    assert found == ([("A08", "G40")] if told else [])


def test_merged_ranges_reach_as_far_as_the_cells_in_use(filled, changed) -> None:
    last = opened(filled)["代表工作"].max_row
    path = merged(changed(lambda book: None), f"A{last}:A1048576", "XA1:XFD1")
    grid = next(grid for grid in read_grids(open_file(path)) if grid.name == "代表工作")
    assert all(bottom < len(grid.rows) or top == bottom for top, _, bottom, _ in grid.spans)
    assert len(grid.spans) > 2
    assert values(path) == values(filled)
