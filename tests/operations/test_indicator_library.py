"""指标库: collected, offered by the drop-downs, read back, kept."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.layouts.filings import example, filing, project
from tests.libreoffice import convert
from tests.rules.measure import judged_rows
from xlperf.filing.target import read_target
from xlperf.form.edition import DEFAULT, load_edition
from xlperf.form.template import template
from xlperf.grid import a1
from xlperf.layouts.typed_by_hand import typed_onto
from xlperf.operations.indicator_library import (
    MOST_TARGETS,
    Entry,
    collect,
    offered,
    ordered,
    read_table,
    row_of,
    starter,
)
from xlperf.output.rebuild import rebuild_workbook
from xlperf.output.save import save_filing, save_library
from xlperf.reading.own_workbook.library_sheet import read_library_file
from xlperf.reading.read_filing import read_filing
from xlperf.rules.name_variants import plain_name
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

DATA = Path(__file__).parents[1] / "data"
FUNDING = "1 1 0 1 1 0 0"
MANY = """
效益指标 | 社会效益指标 | 居民知晓率   | ≥80%
产出指标 | 质量指标     | 完工验收率   | =100%
产出指标 | 数量指标     | 会议次数     | ≥5次
产出指标 | 数量指标     | 培训  人次   | ≥100人次
产出指标 | .            | 缺二级       | ≥1次
产出指标 | 数量指标     | 无指标值     | .
"""
FEW = """
产出指标 | 数量指标 | 培训 人次 | ≥200人次
产出指标 | 数量指标 | 培训 人次 | ≥200人次
产出指标 | 质量指标 | 完工验收率 | 合格
"""
ENTRIES = collect([filing(project("甲", FUNDING, MANY)), filing(project("乙", FUNDING, FEW))])


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "book.xlsx"
    save_filing(example(), (), path, (), ENTRIES)
    yield path


def test_indicators_are_counted_by_project_with_their_usual_targets() -> None:
    assert [
        Entry("产出指标", "数量指标", "培训 人次", ("≥200人次", "≥100人次"), "人次", 2),
        Entry("产出指标", "数量指标", "会议次数", ("≥5次",), "次", 1),
        Entry("产出指标", "数量指标", "无指标值", (), "", 1),
        Entry("产出指标", "质量指标", "完工验收率", ("=100%", "合格"), "%", 2),
        Entry("效益指标", "社会效益指标", "居民知晓率", ("≥80%",), "%", 1),
    ] == ENTRIES


def test_only_what_a_project_lacks_is_offered_for_a_row() -> None:
    subject = project("丙", FUNDING, "产出指标 | 数量指标 | 会议次数 | ≥9次")
    found = offered(ENTRIES, subject, "产出指标", "数量指标")
    assert [entry.level3 for entry in found] == ["培训 人次", "无指标值"]
    assert len(offered(ENTRIES, subject, None, None)) == 4
    assert row_of(found[0]) == ("产出指标", "数量指标", "培训 人次", "≥200人次")
    assert row_of(found[1])[3] is None


def test_no_rule_finds_anything_in_what_comes_with_the_program() -> None:
    rows = [
        {"project": f"{year} {number} {target}", "projectname": "某项目", "year": year}
        | dict(zip(("l1", "l2", "l3", "target"), (*entry.levels, target), strict=True))
        for number, entry in enumerate(starter())
        for year in ("2022", "2026")
        for target in entry.targets
    ]
    assert [(row, found) for row, found in judged_rows(rows) if found] == []


def test_what_comes_with_the_program_is_whole_and_has_nothing_twice() -> None:
    library = starter()
    assert 350 <= len(library) <= 500
    assert len({plain_name(entry.level3) for entry in library}) == len(library)
    assert list(library) == ordered(library)
    pairs = load_edition(DEFAULT).pairs
    sources = set()
    for entry in library:
        assert entry.level2 in pairs[entry.level1]
        assert entry.targets and len(set(entry.targets)) == len(entry.targets) <= MOST_TARGETS
        assert entry.unit == (read_target(entry.targets[0]).unit or "")
        sources.add(entry.source)
    assert sources == {"公开填报", "通用写法"}
    sectors = Counter(entry.sector for entry in library)
    assert sectors.keys() == set(template()["library"]["sectors"])
    assert min(sectors.values()) >= 15


def test_published_ones_are_published() -> None:
    """What is said to stand in published filings does, in those that the tests hold."""
    published = {entry.level3 for entry in collect(map(read_filing, DATA.glob("*-20*.txt")))}
    with (DATA / "rules" / "published-indicators.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        published |= {row["l3"] for row in rows if row["region"] != "-"}
    said = {entry.level3 for entry in starter() if entry.source == "公开填报"}
    assert len(said) >= 20
    assert said <= published


def test_collected_indicators_have_the_sector_that_the_program_knows() -> None:
    known = next(entry for entry in starter() if entry.sector == "教育")
    line = " | ".join((*known.levels, "≥1个"))
    (made,) = collect([filing(project("甲", FUNDING, line))])
    assert (made.sector, made.source) == ("教育", "")


def test_rows_are_offered_the_third_levels_and_targets_of_their_levels(
    book: Path, tmp_path: Path
) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened["代表工作"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    third, usual = rules["C18:C37"], rules["D18:D37"]
    assert not third.showErrorMessage and not usual.showErrorMessage
    rows = {18: ("产出指标", "数量指标", "培训 人次"), 19: ("效益指标", "社会效益指标", "没有的")}
    for row, levels in rows.items():
        for column, level in enumerate(levels, start=1):
            sheet.cell(row, column).value = level
        for place, rule in (("H", third), ("I", usual)):
            moved = rule.formula1.replace("$A18", f"$A{row}").replace("$B18", f"$B{row}")
            moved = moved.replace("$C18", f"$C{row}")
            sheet[f"{place}{row}"] = f'=IFERROR(INDEX({moved},1)&"|"&COUNTA({moved}),"")'
    opened.save(tmp_path / "asked.xlsx")
    again = convert([tmp_path / "asked.xlsx"], "xlsx", tmp_path / "out")[0]
    answers = openpyxl.load_workbook(again, data_only=True)["代表工作"]
    assert (answers["H18"].value, answers["I18"].value) == ("培训 人次|3", "≥200人次|2")
    assert answers["H19"].value == "居民知晓率|1"
    assert not answers["I19"].value


def test_library_is_read_back_with_what_was_added(book: Path, tmp_path: Path) -> None:
    assert read_library_file(open_file(book)) == ENTRIES
    opened = openpyxl.load_workbook(book)
    sheet = opened["指标库"]
    row = 4 + len(ENTRIES)
    for column, text in enumerate(("产出指标", "质量指标", "新增指标", "≥1个"), start=1):
        sheet.cell(row, column).value = text
    opened.save(book)
    added = Entry("产出指标", "质量指标", "新增指标", ("≥1个",), "", 0)
    assert added in read_library_file(open_file(book))
    rebuild_workbook(book, tmp_path / "again.xlsx")
    assert read_library_file(open_file(tmp_path / "again.xlsx")) == read_library_file(
        open_file(book)
    )


@pytest.mark.parametrize("entries", [ENTRIES, list(starter())], ids=["collected", "starter"])
def test_library_file_is_read_as_it_was_written(entries: list[Entry], tmp_path: Path) -> None:
    save_library(entries, tmp_path / "lib.xlsx", ())
    assert read_library_file(open_file(tmp_path / "lib.xlsx")) == entries
    save_library(entries, tmp_path / "lib.tsv", ())
    assert read_table((tmp_path / "lib.tsv").read_text("utf-8").splitlines()[1:]) == entries


def test_library_is_filtered_by_its_heads(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["指标库"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[:10] == [
        "一级指标", "二级指标", "三级指标", "常用指标值1", "常用指标值2", "常用指标值3",
        "计量单位", "项目数", "领域", "来源",
    ]  # fmt: skip
    assert sheet.auto_filter.ref == f"A3:J{3 + len(ENTRIES) + 10}"


def test_library_of_an_older_version_is_read(book: Path) -> None:
    """Its keys stood where the sectors stand now."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["指标库"]
    sheet.delete_cols(9, 2)
    for row in range(4, 4 + len(ENTRIES) + 10):
        levels = [sheet.cell(row, column).value or "" for column in (1, 2, 3)]
        sheet.cell(row, 9).value = "/".join(levels[:2])
        sheet.cell(row, 10).value = "/".join(levels)
    opened.save(book)
    source = open_file(book)
    assert read_library_file(source) == ENTRIES
    grid = next(grid for grid in read_grids(source) if grid.name == "指标库")
    assert typed_onto(grid, read_filing(book), ()) == []


@pytest.mark.parametrize("cell", ["K4", "L4", "L30"])
def test_remark_in_a_column_of_keys_is_typed(book: Path, cell: str) -> None:
    opened = openpyxl.load_workbook(book)
    opened["指标库"][cell] = "下年不用"
    opened.save(book)
    grid = next(grid for grid in read_grids(open_file(book)) if grid.name == "指标库")
    assert [a1(*at) for at in typed_onto(grid, read_filing(book), ())] == [cell]


def test_library_sheet_is_no_project(book: Path) -> None:
    assert len(read_filing(book).projects) == len(example().projects)
