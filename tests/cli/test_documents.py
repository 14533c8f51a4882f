"""The commands for documents and for other years, as a user runs them."""

import json
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from tests import commands
from tests.drawing import small_library
from tests.libreoffice import soffice
from tests.workbooks import leads_to

pytestmark = pytest.mark.usefixtures("small_library")
SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


def run(*words, code=0):
    done = commands.run(*words)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "2022.xlsx"
    with small_library():
        run("import", SEED, "-o", path)
    return path


def test_publish_writes_the_document_and_import_reads_it_back(book, tmp_path):
    run("publish", book, "-o", tmp_path / "公开.docx")
    run("import", tmp_path / "公开.docx", "-o", tmp_path / "回.xlsx")
    assert "没有差异" in run("compare", book, tmp_path / "回.xlsx").stdout


def test_publish_makes_a_pdf_beside_the_document(book, tmp_path):
    soffice()
    run("publish", book, "-o", tmp_path / "公开.docx", "--pdf", "--unit")
    assert (tmp_path / "公开.pdf").read_bytes().startswith(b"%PDF")
    text = "".join(p.text for p in docx.Document(tmp_path / "公开.docx").paragraphs)
    assert "本单位编报" in text


def test_publish_refuses_another_suffix_and_a_template_that_is_its_output(book, tmp_path):
    assert ".docx" in run("publish", book, "-o", tmp_path / "公开.doc", code=2).stderr
    own = tmp_path / "own.docx"
    docx.Document().save(own)
    run("publish", book, "-o", own, "--template", own, code=2)


def test_several_sources_become_one_book_and_say_where_values_came_from(book, tmp_path):
    run("publish", book, "-o", tmp_path / "公开.docx")
    out = tmp_path / "合.xlsx"
    done = run("import", tmp_path / "公开.docx", SEED, "-o", out)
    assert "5 个项目" in done.stderr
    sheet = load_workbook(out)["代表工作"]
    notes = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("【来源：公开.docx 表1行3列3" in str(note) for note in notes)


def test_last_year_is_carried_on_and_compared(book, tmp_path):
    new = tmp_path / "2023.xlsx"
    done = run("new", new, "--from", book, "--year", "2023", "--empty-amounts")
    assert "代表工作：缺少项目类别" in done.stderr
    data = json.loads(run("compare", book, new, "--json").stdout)
    assert [c["field"] for c in data["filing"]] == ["year", "edition"]
    first = data["projects"][0]
    assert (first["name"], first["state"]) == ("代表工作", "changed")
    fields = {c["field"]: (c["old"], c["new"]) for c in first["changes"]}
    assert fields["start"] == ("2022-01-01", "2023-01-01")
    assert fields["annual_fiscal"] == ("1,000,000.00", None)


def test_carrying_on_asks_for_the_year(book, tmp_path):
    assert "--year" in run("new", tmp_path / "x.xlsx", "--from", book, code=2).stderr


def test_differences_as_a_workbook_are_coloured(book, tmp_path):
    new, out = tmp_path / "2023.xlsx", tmp_path / "差异.xlsx"
    run("new", new, "--from", book, "--year", "2023")
    run("compare", book, new, "-o", out)
    sheet = load_workbook(out).active
    kinds = {row[2].value: row[3].fill.fgColor.rgb for row in sheet.iter_rows(min_row=4)}
    assert set(kinds) == {"新增", "删除", "修改"}
    assert len(set(kinds.values())) == 3
    links = [[leads_to(cell.value) for cell in row[5:7]] for row in sheet.iter_rows(min_row=4)]
    first, second = next(pair for pair in links if all(pair))
    assert first[0].endswith(book.name)
    assert second[0] == "2023.xlsx"
    assert first[1].startswith("'代表工作'!")


def test_rebuild_and_form_move_to_an_edition_and_name_what_is_missing(book, tmp_path):
    moved = tmp_path / "2026.xlsx"
    done = run("rebuild", book, "-o", moved, "--edition", "shanghai-2026")
    assert "代表工作：项目类别“经常性项目”在新版式中属于项目性质，已移到该栏。" in done.stderr
    assert "未带入新工作簿的单元格" not in done.stderr
    assert json.loads(run("dump", moved, "--json").stdout)["edition"] == "shanghai-2026"
    done = run(
        "form", book, "-o", tmp_path / "表.xlsx", "--edition", "shanghai-2026", "--override", code=1
    )
    assert "缺少项目类别" in done.stderr
    sheet = load_workbook(tmp_path / "表.xlsx")["代表工作"]
    assert sheet["A1"].value == "财政项目支出绩效目标申报表"


def test_dump_says_how_a_value_was_put_together(tmp_path):
    page = Path(__file__).parents[1] / "data" / "wanli-2023-page.txt"
    data = json.loads(run("dump", page, "--json").stdout)
    [project] = data["projects"]
    assert project["marks"][project["at"]["overall"]] == "由 3 行合并"


def test_report_of_a_check_is_no_filing_whatever_labels_it_lists(tmp_path):
    run("new", tmp_path / "空.xlsx")
    run("check", tmp_path / "空.xlsx", "--report", tmp_path / "报告.xlsx", code=1)
    done = run("import", tmp_path / "报告.xlsx", "-o", tmp_path / "填.xlsx", code=2)
    assert "报告.xlsx：这是 xlperf 生成的“校验结果”" in done.stderr


@pytest.mark.usefixtures("in_process")
def test_gathered_workbook_is_no_filing_whatever_projects_it_lists(tmp_path):
    run("import", SEED, "-o", tmp_path / "填.xlsx")
    run("gather", tmp_path / "填.xlsx", "-o", tmp_path / "全部.xlsx")
    done = run("check", tmp_path / "全部.xlsx", code=2)
    assert "全部.xlsx：这是 xlperf 生成的“汇总”" in done.stderr
