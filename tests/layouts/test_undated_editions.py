"""Editions that no year tells: read, drawn, printed, read again, and moved there and back."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.commands import run
from tests.drawing import FEW, draw_forms
from tests.filings import bare
from tests.reading.made_forms import as_grid
from xlperf.filing.fields import NAMES, value_of
from xlperf.form.edition import dated_ids, edition_ids, load_edition
from xlperf.layouts.placed_filing import placed_filing
from xlperf.layouts.workbooks import filing_workbook
from xlperf.operations.change_edition import move
from xlperf.output.excel_writer import draw_workbook
from xlperf.output.save import save_filing, save_forms
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.rules.run import check_filings

TESTS = Path(__file__).parents[1]
SEED = TESTS / "data" / "songjiang-npc-2022.txt"
LAYOUTS = tomllib.loads((TESTS / "reading" / "layouts.toml").read_text("utf-8"))
LISTS = tomllib.loads((TESTS / "reading" / "lists.toml").read_text("utf-8"))
UNDATED = [e for e in edition_ids() if e not in dated_ids()]
TOLD = {
    "central-2015": LAYOUTS["beijing"],
    "central-2022": LAYOUTS["central-2022"],
    "chongqing-2023": LAYOUTS["chongqing"],
    "generic": LAYOUTS["three-years"],
    "hubei-2022": LAYOUTS["hubei"],
    "integrated": LISTS["merged"],
    "transfer": LAYOUTS["transfer"],
}


def filing_in(edition):
    return read_publication([as_grid(TOLD[edition]["table"])])


def printed_fields(edition):
    rows = load_edition(edition).form["rows"]
    return {cell["value"] for row in rows for cell in row["cells"] if "value" in cell}


def rows_of(project):
    return [(row.level1, row.level2, row.level3, row.target) for row in project.indicators]


def test_every_undated_edition_has_a_form_that_it_is_told_by():
    assert set(TOLD) == set(UNDATED)
    assert {filing_in(edition).edition for edition in UNDATED} == set(UNDATED)


@pytest.mark.parametrize("edition", UNDATED)
def test_workbook_keeps_every_value(edition, tmp_path):
    filing = filing_in(edition)
    placed = placed_filing(filing)
    findings = check_filings([placed])[0]
    book = filing_workbook(placed, load_edition(edition), findings, library=FEW)
    path = tmp_path / "a.xlsx"
    path.write_bytes(draw_workbook(book))
    read = read_filing(path)
    assert read.edition == edition
    assert [bare(replace(p, reason_at=None)) for p in read.projects] == [
        bare(replace(p, reason_at=None)) for p in placed.projects
    ]


@pytest.mark.usefixtures("in_process")
def test_total_of_nothing_stays_empty_through_a_workbook_on_paper_and_gathered(tmp_path):
    """A list of 一体化 gives the year's amount alone: 实施期资金总额 is not 0.00."""
    filing = filing_in("integrated")
    assert {p.funding.total for p in filing.projects} == {None}
    book, printed = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    save_filing(filing, None, book, (), FEW)
    read = read_filing(book)
    assert [p.funding for p in read.projects] == [p.funding for p in filing.projects]
    assert run("gather", book, "-o", tmp_path / "c.xlsx").returncode == 0
    heads, *rows = openpyxl.load_workbook(tmp_path / "c.xlsx")["项目"].values
    at = [heads.index(head) for head in ("项目资金总额", "年度资金申请总额")]
    assert [tuple(row[n] for n in at) for row in rows] == [
        (None, p.funding.annual_total) for p in read.projects
    ]
    save_forms(read, (), printed, ())
    assert [p.funding for p in read_filing(printed).projects] == [
        p.funding for p in filing.projects
    ]


@pytest.mark.parametrize("edition", UNDATED)
def test_printed_form_is_read_as_its_edition_with_every_value_on_it(edition, tmp_path):
    filing = filing_in(edition)
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(edition), filing.year, stream)
    read = read_filing(path)
    assert (read.edition, read.year) == (edition, filing.year)
    names = [name for name in NAMES if name in printed_fields(edition)]
    for old, new in zip(filing.projects, read.projects, strict=True):
        assert {n: value_of(new, n) for n in names} == {n: value_of(old, n) for n in names}
        kept = [row for row in rows_of(old) if row[2:] != (None, None)]
        assert [row for row in rows_of(new) if row[2:] != (None, None)] == kept
        columns = {c.get("field") for c in load_edition(edition).form["table"]["columns"]}
        if "weight" in columns:
            assert [r.weight for r in new.indicators] == [r.weight for r in old.indicators]
        if "direction" in columns:
            assert [r.direction for r in new.indicators] == [r.direction for r in old.indicators]


@pytest.mark.parametrize("edition", ["generic", "integrated"])
def test_directions_come_back_from_the_printed_form(edition, tmp_path):
    filing = filing_in("integrated")
    first, *rest = filing.projects
    rows = [replace(first.indicators[0], direction="反向指标"), *first.indicators[1:]]
    filing = replace(filing, projects=(replace(first, indicators=tuple(rows)), *rest))
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(edition), filing.year, stream)
    printed = read_filing(path)
    for old, new in zip(filing.projects, printed.projects, strict=True):
        assert [r.direction for r in new.indicators] == [r.direction for r in old.indicators]


@pytest.mark.parametrize("edition", UNDATED)
def test_filing_moves_there_and_back_the_same(edition):
    filing = read_filing(SEED)
    there = move(filing, load_edition(edition))
    back = move(there.filing, load_edition(filing.edition))
    assert [bare(p) for p in back.filing.projects] == [bare(p) for p in filing.projects]


def test_what_the_new_form_has_no_place_for_is_named_once():
    lines = move(read_filing(SEED), load_edition("transfer")).lines
    [line] = [line for line in lines if "没有这些栏目的位置" in line]
    assert "计划开始日期、计划完成日期、项目总目标" in line.replace("项目资金总额、", "").replace(
        "其中：财政资金、", ""
    ).replace("其他资金、", "").replace("上年结转资金、", "")


@pytest.mark.parametrize("edition", UNDATED)
def test_form_of_another_place_meets_no_error_of_rules_that_it_never_had(edition):
    [findings] = check_filings([filing_in(edition)])
    assert not [f for f in findings if f.severity == "error" and f.rule in ("A01", "A02", "D05")]
