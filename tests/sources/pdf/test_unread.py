"""What a document holds and nobody could read is named with its place; what can be mended is."""

import copy
from dataclasses import replace
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.shared import Cm
from PIL import Image

from tests.libreoffice import convert
from tests.sources.offices import project, publication_of
from tests.sources.words import word_form
from xlperf.errors import XlperfError
from xlperf.filing.model import Indicator
from xlperf.filing.target import read_target
from xlperf.reading.read_filing import read_filing, read_filings
from xlperf.reading.read_publication import read_publication
from xlperf.sources.pdf.pages_with_forms import Page
from xlperf.sources.text.read_text import text_blocks


def picture():
    stream = BytesIO()
    Image.new("RGB", (600, 800), "grey").save(stream, "PNG")
    stream.seek(0)
    return stream


def broken(*cuts, between=""):
    """The form's rows in several tables, a new one before each row of `cuts`."""
    document = docx.Document(BytesIO(word_form(ruled=True)))
    table = document.tables[0]._tbl
    for cut in reversed(cuts):
        rest = copy.deepcopy(table)
        for row in rest.tr_lst[:cut]:
            rest.remove(row)
        for row in table.tr_lst[cut:]:
            table.remove(row)
        table.addnext(rest)
        table.addnext(document.add_paragraph(between)._p)
    return document


def read(document, folder, name="文.docx"):
    path = folder / name
    document.save(path)
    return read_filing(path)


def test_page_that_is_only_a_picture_is_named_once_for_all_pages(tmp_path):
    form, scan = tmp_path / "表.docx", tmp_path / "扫描.docx"
    form.write_bytes(word_form(ruled=True))
    document = docx.Document()
    document.add_picture(picture(), width=Cm(14))
    document.save(scan)
    parts = [pypdfium2.PdfDocument(path) for path in convert([form, scan], "pdf", tmp_path)]
    mixed = pypdfium2.PdfDocument.new()
    for index in (0, 1, 1):
        mixed.import_pages(parts[index], [0])
    mixed.save(tmp_path / "混.pdf")
    filing, lines = read_filings([tmp_path / "混.pdf"])
    assert len(filing.projects) == 1
    [line] = lines
    assert line.startswith("混.pdf：第2页、第3页处只有图片")


@pytest.mark.parametrize("place", ["段", "表"])
def test_picture_of_a_form_in_a_word_document_is_named(tmp_path, place):
    document = docx.Document(BytesIO(word_form(ruled=True)))
    holder = document if place == "段" else document.add_table(1, 1).cell(0, 0).paragraphs[0]
    (holder if place == "段" else holder.add_run()).add_picture(picture(), width=Cm(14))
    [flaw] = read(document, tmp_path).flaws
    assert flaw.at.cell == {"段": "第1段", "表": "表2"}[place]
    assert "图片" in flaw.text


def test_small_picture_is_no_form(tmp_path):
    document = docx.Document(BytesIO(word_form(ruled=True)))
    document.add_picture(picture(), width=Cm(3))
    assert read(document, tmp_path).flaws == ()


@pytest.mark.parametrize("cuts", [(5,), (9,), (11,), (14,), (5, 9, 11)])
def test_form_broken_into_tables_is_one_project_again(tmp_path, cuts):
    [whole] = read(broken(), tmp_path).projects
    filing = read(broken(*cuts, between="（续表）"), tmp_path)
    [project] = filing.projects
    assert not filing.flaws
    assert not project.flaws
    assert project.name == whole.name
    assert project.funding == whole.funding
    assert project.goals == whole.goals
    assert [i.target.text for i in project.indicators] == [i.target.text for i in whole.indicators]


@pytest.mark.parametrize("heads", [False, True])
def test_rest_whose_indicator_is_named_like_a_label_belongs_to_the_form(tmp_path, heads):
    document = broken(14)
    [first, rest] = document.tables
    named = rest._tbl.xpath(".//w:t[.='项目验收达标率']")
    named[0].text = "项目完成时间"
    if heads:
        rest._tbl.tr_lst[0].addprevious(copy.deepcopy(first._tbl.tr_lst[11]))
    filing = read(document, tmp_path)
    [project] = filing.projects
    assert not filing.flaws
    assert [(i.level1, i.level3) for i in project.indicators] == [
        (None, "文明施工情况"), ("产出指标", "道路建设长度"), ("产出指标", "项目完成时间"),
        ("满意度指标", "居民群众满意度"),
    ]  # fmt: skip


def test_head_without_its_body_is_named_with_its_table(tmp_path):
    document = broken(5)
    document.tables[1]._tbl.getparent().remove(document.tables[1]._tbl)
    document.add_paragraph("财政项目支出绩效目标申报表")
    document.element.body.append(docx.Document(BytesIO(word_form(ruled=True))).tables[0]._tbl)
    filing = read(document, tmp_path)
    assert len(filing.projects) == 1
    assert [(flaw.rule, flaw.at.cell) for flaw in filing.flaws] == [("A08", "表1行1列1")]


def test_title_without_a_table_is_named_with_its_line():
    text = "一、概况\n财政项目支出绩效目标申报表\n详见附件。"
    [flaw] = read_publication(text_blocks(text, "文.txt")).flaws
    assert flaw.at.cell == "第2行"
    assert "没有读到表的内容" in flaw.text


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A form of which the second page holds rows alone, as a PDF, and a page of words."""
    folder = tmp_path_factory.mktemp("rest")
    rows = tuple(
        Indicator("产出指标", "数量指标", f"活动场次第{n}类", read_target(f"≥{n}(次)"), {})
        for n in range(10, 50)
    )
    long, rest = replace(project(1), indicators=rows), folder / "名词.docx"
    (folder / "表.docx").write_bytes(
        publication_of([long], narrative=False, title=True, running=False)
    )
    words = docx.Document()
    words.add_paragraph("第四部分 名词解释")
    words.save(rest)
    return {path.stem: path for path in convert([folder / "表.docx", rest], "pdf", folder)}


def sewn(path, *parts):
    document = pypdfium2.PdfDocument.new()
    for source, number in parts:
        document.import_pages(pypdfium2.PdfDocument(source), [number])
    document.save(path)
    return path


def test_page_of_rows_alone_goes_on_with_the_form_before(pages):
    filing = read_filing(pages["表"])
    assert [len(p.indicators) for p in filing.projects] == [40]
    assert not filing.flaws


def test_page_of_rows_that_no_form_is_before_is_named(pages, tmp_path):
    parted = sewn(tmp_path / "断.pdf", (pages["表"], 0), (pages["名词"], 0), (pages["表"], 1))
    filing, [line] = read_filings([parted])
    assert 0 < len(filing.projects[0].indicators) < 40
    assert line.startswith("断.pdf：第3页处像是绩效目标表的续页")
    with pytest.raises(XlperfError, match="第1页处像是绩效目标表的续页"):
        read_filing(sewn(tmp_path / "后.pdf", (pages["表"], 1)))


def test_page_of_words_after_a_form_is_no_rest_of_it(pages, tmp_path):
    path = sewn(tmp_path / "后文.pdf", (pages["表"], 0), (pages["表"], 1), (pages["名词"], 0))
    assert read_filing(path).flaws == ()


@pytest.mark.parametrize(
    ("words", "is_garbled"),
    [("推进重点工作落实见效", False), ("罨釞鑪屧夛麡", True), ("Ab12", False)],
)
def test_page_without_any_usual_character_is_garbled(words, is_garbled):
    assert Page(1, words * 30, []).is_garbled is is_garbled
