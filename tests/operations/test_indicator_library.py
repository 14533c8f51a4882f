"""指标库: collected, offered by the drop-downs, read back, kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.layouts.filings import example, filing, project
from tests.libreoffice import convert
from xlperf.operations.indicator_library import Entry, collect, offered, row_of, starter, table_of
from xlperf.output.rebuild import rebuild_workbook
from xlperf.output.save import save_filing, save_library
from xlperf.reading.own_workbook.library_sheet import read_library_file
from xlperf.reading.read_filing import read_filing
from xlperf.sources.open_file import open_file

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


def test_starter_is_made_of_the_published_forms() -> None:
    forms = sorted(DATA.glob("*-20*.txt"))
    assert len(forms) >= 2
    made = collect(map(read_filing, forms))
    kept = (Path(__file__).parents[2] / "xlperf" / "operations" / "library.tsv").read_text("utf-8")
    assert table_of(made, kept.splitlines()[0].split("\t")[:5]) == kept
    assert list(starter()) == made


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


def test_library_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_library(ENTRIES, tmp_path / "lib.xlsx", ())
    assert read_library_file(open_file(tmp_path / "lib.xlsx")) == ENTRIES


def test_library_sheet_is_no_project(book: Path) -> None:
    assert len(read_filing(book).projects) == len(example().projects)
