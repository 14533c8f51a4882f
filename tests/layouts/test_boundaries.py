"""What a workbook of Excel holds at most: drawn whole up to there, and beyond it said so."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from tests import commands
from tests.drawing import FEW, draw_forms
from tests.layouts.filings import filing, project
from tests.libreoffice import convert
from tests.sizes import sizes
from xlperf.errors import XlperfError
from xlperf.filing.model import Address, Goals
from xlperf.form.edition import load_edition
from xlperf.gather.consolidated_workbook import draw_gathered
from xlperf.gather.find_workbooks import Book, Found
from xlperf.gather.read_batch import read_tables
from xlperf.layouts.findings_sheet import FIRST, Line, findings_sheet
from xlperf.layouts.sheet import Cell, Link, Listing, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.output.excel_writer import draw
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing
from xlperf.rules.finding import Finding, Subject
from xlperf.rules.run import check_filings
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.cell_details import Workbook

EDITION = load_edition("shanghai-2022")
FUNDING = "1200000 1000000 200000 1200000 1000000 0 200000"
FULL = {"plain": "字" * 32_767, "pairs": "𠮷" * 16_383 + "字", "one pair": "字" * 32_765 + "😀"}
"""As many units of UTF-16 as a cell holds; a character beyond the first plane is two."""
MOST_LINKS = 65_530


def drawn(*sheets: Sheet) -> BytesIO:
    return BytesIO(draw(sheets))


def sheet(**more: object) -> Sheet:
    return Sheet("表", [Cell(0, 0, "头", "head")], STYLES, (80.0,), {}, **more)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize("kind", FULL)
def test_text_that_just_fits_its_cell_is_drawn_whole(kind: str, tmp_path: Path) -> None:
    full = FULL[kind]
    assert len(full.encode("utf-16-le")) == 2 * 32_767
    whole = filing(project("正好", FUNDING, goals=Goals(full, None)))
    path = tmp_path / "填报.xlsx"
    save_filing(whole, None, path, (), FEW)
    assert read_filing(path).projects[0].goals.overall == full
    assert openpyxl.load_workbook(path)["正好"]["B14"].value == full
    with BytesIO() as forms:
        draw_forms(whole.projects, EDITION, 2022, forms)
        texts = {c.value for row in openpyxl.load_workbook(forms)["正好"] for c in row}
    assert full in texts
    listing = Listing(1, ("list",), pl.DataFrame({"头": [full]}))
    assert openpyxl.load_workbook(drawn(sheet(listing=listing)))["表"]["A2"].value == full


@pytest.mark.parametrize("kind", FULL)
def test_text_of_one_unit_more_is_refused_with_its_cell_and_length(
    kind: str, tmp_path: Path
) -> None:
    long = f"{FULL[kind]}多"
    path = tmp_path / "填报.xlsx"
    whole = filing(project("过长", FUNDING, goals=Goals(long, None)))
    with pytest.raises(XlperfError, match=r"工作表“过长”的 B14 .*有 32768 字，.* 32767 字.*。$"):
        save_filing(whole, None, path, ())
    assert not list(tmp_path.iterdir())
    with pytest.raises(XlperfError, match=r"工作表“表”的 A2 .*有 32768 字"):
        drawn(sheet(listing=Listing(1, ("list",), pl.DataFrame({"头": [long]}))))


def test_command_that_would_cut_a_text_writes_nothing_and_says_so(tmp_path: Path) -> None:
    seed = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
    text = seed.read_text("utf-8")
    goal = "保障"
    assert goal in text
    source = tmp_path / "长.txt"
    source.write_text(text.replace(goal, goal + "字" * 32_768, 1), "utf-8")
    done = commands.run("import", source, "-o", tmp_path / "填报.xlsx")
    assert done.returncode == 2
    assert "超过 Excel 一个单元格 32767 字的上限" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["长.txt"]


def linked(count: int) -> Sheet:
    """A sheet with so many links to a sheet, and some to a file, which are none of the sheet's."""
    links = tuple(Link(row, 1, "一.xlsx", "'表'!A1") for row in range(1, 9))
    whole = sheet(links=links)
    whole.cells.extend(Cell(link.row, 1, "去", "list-link") for link in links)
    rows = range(1, count + 1)
    whole.cells.extend(Cell(row, 0, "去", "list-link", link="'表'!A1") for row in rows)
    return whole


def test_as_many_links_as_a_sheet_holds_are_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(drawn(linked(MOST_LINKS)).getvalue())
    with ZipFile(path) as package:
        assert package.read("xl/worksheets/sheet1.xml").count(b"<hyperlink ") == MOST_LINKS


def test_one_link_more_is_refused_in_a_sentence() -> None:
    with pytest.raises(XlperfError, match=r"工作表“表”要写入 65531 个链接，.* 65530 个.*。$"):
        drawn(linked(MOST_LINKS + 1))


def test_findings_beyond_the_links_are_listed_and_said(caplog: pytest.LogCaptureFixture) -> None:
    at = Address("甲", "A1")
    found = Finding("B01", "error", Subject(0, None, "fiscal"), at, "五万", "无法识别。")
    line = Line(found, "甲", "A1", True)
    findings_sheet([line] * 9, EDITION)
    assert not caplog.text
    made = findings_sheet([line] * 20_001, EDITION)
    said = "“校验结果”有 20001 条，前 20000 条带链接，其余请按所列的工作表和单元格查找。"
    assert said in caplog.text
    assert 40_000 < sum(bool(cell.link) for cell in made.cells) <= MOST_LINKS
    last = {cell.column: cell for cell in made.cells if cell.row == FIRST + 20_000}
    assert [last[column].value for column in (0, 1, 3, 4)] == [20_001, "B01", "甲", "A1"]
    assert not any(cell.link for cell in last.values())


def test_long_value_in_the_list_of_findings_shows_that_it_goes_on() -> None:
    at = Address("甲", "A1")
    name = Subject(0, None, "name")
    found = [Finding("D04", "warning", name, at, "字" * n, "有空格。") for n in (16_000, 16_001)]
    made = findings_sheet([Line(one, "甲", "A1") for one in found], EDITION)
    shown = [c.value for c in made.cells if c.row >= FIRST and str(c.value).startswith("字字")]
    assert shown == ["字" * 16_000, "字" * 16_000 + "…"]


@pytest.mark.parametrize("count", sizes(300, MOST_LINKS + 1))
def test_every_gathered_finding_leads_to_its_workbook(
    count: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """None takes one of the sheet's links, which is why a sheet has them for all."""
    book = tmp_path / "甲.xlsx"
    save_filing(filing(project("甲", "1 1 1 1 1 1 1")), None, book, (), FEW)
    found = Found((Book("甲.xlsx", book),), ())
    tables = read_tables(found.books)
    findings = tables.findings.filter(pl.col("cell").is_not_null()).head(1)
    tables = tables._replace(findings=pl.concat([findings] * count))
    drawn = draw_gathered(tables, found, tmp_path)
    assert not caplog.text
    with ZipFile(BytesIO(drawn)) as package:
        part = package.read("xl/worksheets/sheet5.xml")
    assert part.count(b"<f>HYPERLINK(") == count
    assert part.count(b"<row ") == 1 + count
    assert b"<hyperlink " not in part


@pytest.mark.parametrize("count", sizes(25, 250))
def test_many_forms_make_one_workbook(count: int, tmp_path: Path) -> None:
    projects = [project(f"第{n}号项目", FUNDING) for n in range(count)]
    path = tmp_path / "forms.xlsx"
    with path.open("wb") as out:
        draw_forms(projects, EDITION, 2022, out)
    again = read_filing(path).projects
    assert [p.name for p in again] == [p.name for p in projects]
    assert {p.funding for p in again} == {p.funding for p in projects}


@pytest.mark.parametrize("result", ["", None])
def test_empty_result_of_a_formula_is_a_text_that_was_worked_out(
    result: str | None, tmp_path: Path
) -> None:
    formula = '=IF(A1="头","","有")'
    whole = sheet()
    whole.cells.append(Cell(1, 0, result, "list", formula=formula))
    path = tmp_path / "a.xlsx"
    path.write_bytes(drawn(whole).getvalue())
    cell = Workbook(open_file(path)).cells("表")[1, 0]
    assert (cell.formula, cell.empty) == (formula, False)
    again = convert([path], "xlsx", tmp_path / "out")[0]
    for book in (path, again):
        assert openpyxl.load_workbook(book, data_only=True)["表"]["A2"].value in (None, "")
        assert Workbook(open_file(book)).cells("表")[1, 0].empty is False


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ('<c r="{at}" s="{style}" t="str"><f>""</f><v></v></c>', "A01"),
        ('<c r="{at}" s="{style}" t="str"><f>""</f></c>', "A01"),
        ('<c r="{at}" s="{style}"><f>""</f><v></v></c>', "A09"),
        ('<c r="{at}" s="{style}"><f>""</f></c>', "A09"),
    ],
)
def test_field_with_an_empty_result_is_empty_and_one_without_a_result_is_not_worked_out(
    written: str, rule: str, tmp_path: Path
) -> None:
    example = Path(__file__).parents[2] / "workbooks" / "example-songjiang-2022.xlsx"
    at = read_filing(example).projects[0].at["unit"]
    path = tmp_path / "a.xlsx"
    with ZipFile(example) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8") if name.endswith(".xml") else old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                found = re.search(rf'<c r="{at.cell}" s="(\d+)".*?</c>', content)
                assert found
                changed = written.format(at=at.cell, style=found[1])
                content = content.replace(found[0], changed)
            new.writestr(name, content)
    found = [f for f in check_filings([read_filing(path)])[0] if f.severity == "error"]
    assert [(f.rule, f.at) for f in found] == [(rule, at)]
