"""PDF in: which pages are looked at, what comes out of them, and what is refused."""

from dataclasses import replace
from functools import cache
from io import BytesIO

import openpyxl
import pdfplumber
import pypdfium2
import pytest
from openpyxl.styles import Alignment
from PIL import Image

from tests.filings import bare
from tests.libreoffice import convert
from tests.output.documents.test_word_publication import SEED
from tests.sources.pdf.cells import cells_of, long_sheet
from tests.sources.words import word_form
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.operations.compare import compare
from xlperf.output.documents.word_publication import publication
from xlperf.reading.read_filing import read_filing

read_once = cache(read_filing)
"""For the files that all tests share; each page of a PDF takes long."""


@pytest.fixture(scope="module")
def seed():
    return read_filing(SEED)


@pytest.fixture(scope="module")
def made(seed, tmp_path_factory):
    """PDFs by name: the publication, a form with wrapped cells with and without rules, prose."""
    folder = tmp_path_factory.mktemp("pdf")
    sources = []
    for name, content in (
        ("公开", publication(seed, load_edition(seed.edition))),
        ("有线", word_form(ruled=True)),
        ("无线", word_form(ruled=False)),
        ("散文", word_form(ruled=True, rows=0, prose=30)),
    ):
        sources.append(folder / f"{name}.docx")
        sources[-1].write_bytes(content)
    return {path.stem: path for path in convert(sources, "pdf", folder)}


def joined(path, *parts):
    """Pages of several PDFs in one, each part a PDF and its pages."""
    document = pypdfium2.PdfDocument.new()
    for source, pages in parts:
        document.import_pages(pypdfium2.PdfDocument(source), pages)
    document.save(path)
    return path


def test_publication_is_the_filing_it_was_made_of(seed, made):
    assert compare(seed, read_once(made["公开"])).is_same


def test_letters_are_those_that_the_page_says_its_glyphs_are(seed, tmp_path):
    """Letters with marks are several glyphs; a rare one without a font is said to be missing."""
    project = seed.projects[0]
    names = ["สวัสดี", "a\u0301\u0323b", "क्षेत्र", "甲𒀀乙"]
    rows = tuple(replace(project.indicators[0], level3=name) for name in names)
    filing = replace(seed, projects=(replace(project, indicators=rows),), statement=None)
    source = tmp_path / "公开.docx"
    source.write_bytes(publication(filing, load_edition(filing.edition)))
    [read] = read_filing(convert([source], "pdf", tmp_path)[0]).projects
    assert [row.level3 for row in read.indicators] == [*names[:3], "甲乙"]
    marks = [read.marks.get(row.at["level3"]) for row in read.indicators]
    assert marks == [None, None, None, "有的字没有读出，请核对"]


def test_address_names_page_table_row_and_column(made):
    [first, *_] = read_once(made["公开"]).projects
    assert str(first.at["name"]) == "公开.pdf!第2页表1行3列3"
    assert first.at["overview"].cell.startswith("第1页第")


def test_wrapped_labels_and_values_are_whole_and_values_are_marked(made):
    [project] = read_once(made["有线"]).projects
    assert project.name == "一个名称长得在窄格子里要分成好几行的项目"
    assert project.category == "特定目标类"
    assert str(project.funding.annual_total) == "226145100.00"
    assert [(i.level1, i.level2) for i in project.indicators][-1] == (
        "满意度指标", "服务对象满意度指标",
    )  # fmt: skip
    assert project.marks[project.at["name"]] == "由 3 行合并"
    assert not project.flaws


def test_own_empty_cell_stays_empty_while_a_merged_one_is_filled(made):
    [project] = read_once(made["有线"]).projects
    assert [i.level1 for i in project.indicators] == [
        None, "产出指标", "产出指标", "满意度指标",
    ]  # fmt: skip


def test_form_without_rules_is_refused_with_what_to_do(made):
    with pytest.raises(XlperfError, match=r"第1页第1行处的表没有框线.*请改用 Word、Excel 原件"):
        read_filing(made["无线"])


@pytest.mark.parametrize("angle", [90, 270])
def test_label_on_its_side_is_read_along_it(tmp_path, angle):
    rows = [("产出指标", "数量指标", f"道路长度{n}", "985米") for n in range(6)]
    book = openpyxl.load_workbook(BytesIO(long_sheet(cells_of(rows))))
    cell = book.active["B13"]
    rotation = {90: 90, 270: 180}[angle]  # as Excel counts: beyond 90 it is downwards
    cell.alignment = Alignment(textRotation=rotation, horizontal="center", vertical="center")
    book.save(tmp_path / "表.xlsx")
    [path] = convert([tmp_path / "表.xlsx"], "pdf", tmp_path)
    [project] = read_filing(path).projects
    assert [row.level1 for row in project.indicators] == ["产出指标"] * 6


def test_form_that_runs_over_a_page_is_one_project(tmp_path):
    source = tmp_path / "长.docx"
    source.write_bytes(word_form(ruled=True, rows=60))
    [path] = convert([source], "pdf", tmp_path)
    assert len(pypdfium2.PdfDocument(path)) > 1
    [project] = read_filing(path).projects
    names = [i.level3 for i in project.indicators]
    assert names == [f"第{number}项指标" for number in range(60)]
    assert {i.level1 for i in project.indicators} == {"产出指标"}
    assert len(set(project.indicators[0].at["level3"].cell.partition("页")[0:1])) == 1
    assert project.indicators[-1].at["target"].cell.startswith("第2页")


def test_merged_cells_that_a_page_break_leaves_open_are_whole_again(tmp_path):
    rows = [
        (None, "生态环境成本指标", "文明施工情况", "可控"),
        *(("产出指标", "质量指标", f"违法建筑销项正确率{n}", "=100.00(%)") for n in range(20)),
        ("效益指标", "可持续影响指标", "长效管理制度健全性", "健全"),
        ("满意度指标", "服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
    ]
    source = tmp_path / "长表.xlsx"
    source.write_bytes(long_sheet(cells_of(rows)))
    [path] = convert([source], "pdf", tmp_path)
    assert len(pypdfium2.PdfDocument(path)) == 2
    [project] = read_filing(path).projects
    assert [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators] == rows
    assert project.name == "某某路下立交工程"
    assert project.goals.annual == "1.积极推进项目前期征收工作。\n2.年内开展施工。"
    assert project.goals.years == (2026, 2027)
    assert not project.flaws


@pytest.mark.parametrize("is_said", [True, False], ids=["said", "content-alone"])
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_are_read_where_the_document_says_how_they_are_held(
    seed, made, tmp_path, angle, is_said
):
    document = pypdfium2.PdfDocument(made["公开"])
    for index in reversed(range(4, len(document))):
        del document[index]
    for page in document:
        width, height = page.get_size()
        matrix, size = {
            90: ((0, 1, -1, 0, height, 0), (height, width)),
            180: ((-1, 0, 0, -1, width, height), (width, height)),
            270: ((0, -1, 1, 0, 0, width), (height, width)),
        }[angle]
        for thing in page.get_objects(max_depth=1):
            thing.transform(pypdfium2.PdfMatrix(*matrix))
        page.set_mediabox(0, 0, *size)
        page.set_rotation(angle if is_said else 0)
        page.gen_content()
    document.save(tmp_path / "转.pdf")
    if is_said:
        two = replace(seed, projects=seed.projects[:2])
        assert compare(two, read_filing(tmp_path / "转.pdf")).is_same
    else:
        with pytest.raises(XlperfError, match="第2页、第4页处的文字是横着或倒着的"):
            read_filing(tmp_path / "转.pdf")


def test_only_pages_with_forms_are_looked_at_closely(made, tmp_path, monkeypatch):
    looked = []
    find = pdfplumber.page.Page.find_tables
    monkeypatch.setattr(
        pdfplumber.page.Page,
        "find_tables",
        lambda page, *rest: looked.append(page.page_number) or find(page, *rest),
    )
    path = joined(
        tmp_path / "五百页.pdf",
        *[(made["散文"], [0])] * 496,
        (made["有线"], [0]),
        *[(made["散文"], [0])] * 3,
    )
    [project] = read_filing(path).projects
    assert project.at["name"].cell.startswith("第497页")
    assert set(looked) <= {497, 498}


def test_form_cut_in_the_middle_is_read_as_far_as_it_goes_and_says_what_is_missing(tmp_path):
    source = tmp_path / "半张.docx"
    source.write_bytes(word_form(ruled=True, rows=0))
    [path] = convert([source], "pdf", tmp_path)
    [project] = read_filing(path).projects
    assert project.unit == "某中心"
    assert [flaw.rule for flaw in project.flaws] == ["A08"]


def test_rest_of_a_form_alone_is_named_with_its_page(tmp_path, made):
    source = tmp_path / "长.docx"
    source.write_bytes(word_form(ruled=True, rows=60, level3="第{}项群众满意度"))
    [long] = convert([source], "pdf", tmp_path)
    rest = joined(tmp_path / "后半.pdf", (made["公开"], [0, 1]), (long, [1]))
    filing = read_filing(rest)
    assert len(filing.projects) == 1
    assert [flaw.at.cell for flaw in filing.flaws] == ["第3页"]


def test_scan_without_text_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "扫描.pdf"
    Image.new("RGB", (595, 842), "white").save(path)
    with pytest.raises(XlperfError, match="没有文字"):
        read_filing(path)


def test_truncated_file_is_refused(tmp_path, made):
    path = tmp_path / "不全.pdf"
    path.write_bytes(made["公开"].read_bytes()[:20_000])
    with pytest.raises(XlperfError, match="已损坏"):
        read_filing(path)


def test_pages_of_two_units_are_both_read(made, tmp_path):
    path = joined(tmp_path / "两家.pdf", (made["公开"], [0, 1]), (made["有线"], [0]))
    filing = read_filing(path)
    assert [p.name for p in filing.projects] == [
        "代表工作", "一个名称长得在窄格子里要分成好几行的项目",
    ]  # fmt: skip
    assert bare(filing.projects[0]).narrative.overview is not None


def test_pages_that_two_readers_count_differently_are_refused(tmp_path, made):
    """One byte is lost, so that every place is off: one reader mends it, the other does not."""
    content = made["公开"].read_bytes()
    at = content.index(b"endstream")
    path = tmp_path / "错位.pdf"
    path.write_bytes(content[: at - 1] + content[at:])
    with pypdfium2.PdfDocument(path) as mended, pdfplumber.open(path) as pdf:
        assert len(mended) > len(pdf.pages)
    with pytest.raises(XlperfError, match="已损坏"):
        read_filing(path)


def test_texts_that_a_pdf_carries_along_are_not_looked_at(made, tmp_path):
    """PDFs of earlier versions did: what the pages show is read, whatever a file within says."""
    document = pypdfium2.PdfDocument(made["有线"])
    carried = '["代表工作改", "代 表\\t工作"]'.encode()
    document.new_attachment("xlperf-texts.json").set_data(carried)
    path = tmp_path / made["有线"].name
    document.save(path)
    assert read_filing(path) == read_once(made["有线"])
