"""Grids with several forms, and prose around them."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.drawing import draw_forms
from tests.filings import bare
from xlperf.form.edition import load_edition
from xlperf.grid import Grid, Line
from xlperf.reading.published_forms.split_forms import unstack
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[2] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """The seed's filing, and a workbook with a form on each sheet."""
    filing = read_filing(SEED)
    path = tmp_path_factory.mktemp("forms") / "forms.xlsx"
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(filing.edition), filing.year, stream)
    return filing, path


def copied(source, target, row, column):
    """A sheet's cells and merges copied so far down and right."""
    for cells in source.iter_rows():
        for cell in cells:
            if cell.value is not None:
                place = target.cell(cell.row + row, cell.column + column)
                place.value = cell.value
                place.data_type = cell.data_type
    for merge in list(source.merged_cells.ranges):
        target.merge_cells(
            start_row=merge.min_row + row, end_row=merge.max_row + row,
            start_column=merge.min_col + column, end_column=merge.max_col + column,
        )  # fmt: skip


def without_prose(filing):
    from dataclasses import replace

    from xlperf.filing.model import Narrative

    return [replace(bare(p), narrative=Narrative()) for p in filing.projects]


def test_forms_stacked_on_one_sheet_at_any_place_are_all_read(forms, tmp_path):
    filing, path = forms
    book, out = load_workbook(path), Workbook()
    row = 3
    for sheet in book.worksheets:
        copied(sheet, out.active, row, 2)
        row += sheet.max_row + 2
    out.save(tmp_path / "叠.xlsx")
    read = read_filing(tmp_path / "叠.xlsx")
    assert [bare(p) for p in read.projects] == without_prose(filing)
    assert str(read.projects[0].at["name"]) == "Sheet!E6"
    assert read.projects[1].at["name"].cell != read.projects[0].at["name"].cell


@pytest.mark.parametrize("gap", [0, 1])
def test_forms_side_by_side_on_one_sheet_are_all_read(forms, tmp_path, gap):
    filing, path = forms
    book, out = load_workbook(path), Workbook()
    column = 0
    for sheet in book.worksheets:
        copied(sheet, out.active, 1, column)
        column += sheet.max_column + gap
    out.save(tmp_path / "并排.xlsx")
    read = read_filing(tmp_path / "并排.xlsx")
    assert [bare(p) for p in read.projects] == without_prose(filing)
    assert not any(project.flaws for project in read.projects)
    assert read.projects[1].at["name"].cell != read.projects[0].at["name"].cell


def test_index_sheet_before_the_forms_is_no_project(forms, tmp_path):
    filing, path = forms
    book = load_workbook(path)
    index = book.create_sheet("目录", 0)
    index.append(["序号", "项目名称", "项目资金总额", "年度资金申请总额", "主管部门"])
    for number, project in enumerate(filing.projects, start=1):
        index.append([number, project.name, 1, 1, project.department])
    book.save(tmp_path / "带目录.xlsx")
    read = read_filing(tmp_path / "带目录.xlsx")
    assert [bare(p) for p in read.projects] == without_prose(filing)
    assert read.flaws == ()


def test_single_form_is_left_as_it_is():
    grid = Grid("表", [["财政项目支出绩效目标填报表"], ["项目名称", "代表工作"]])
    assert list(unstack(grid)) == [grid]


def test_framed_prose_before_a_form_becomes_lines():
    rows = [["项目经费情况说明1"], ["一、项目概述"], ["概述。"], ["财政项目支出绩效目标填报表"]]
    *lines, form = unstack(Grid("表", rows))
    assert [line.text for line in lines if isinstance(line, Line)] == [
        "项目经费情况说明1", "一、项目概述", "概述。",
    ]  # fmt: skip
    assert form.address(0, 0).cell == "A4"


def test_title_below_a_list_of_projects_belongs_to_the_form_that_it_is_above():
    form = [
        ["财政项目支出绩效目标填报表"], ["（2023年度）"], ["项目名称", "甲"],
        ["主管部门", "乙", "实施单位", "丙"], ["计划开始日期", "", "计划完成日期", ""],
    ]  # fmt: skip
    rows = [["序号", "项目名称", "备注"], [1, "甲", ""], [2, "乙", ""], [3, "丙", ""], *form, *form]
    parts = [part.rows for part in unstack(Grid("表", rows))]
    assert parts[-2:] == [form, form]
