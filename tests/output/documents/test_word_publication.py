"""The publication in Word: its text, its outline, its tables, its template."""

import re
import time
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import docx
import pypdfium2
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.libreoffice import convert
from xlperf.errors import XlperfError
from xlperf.filing.model import Indicator
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.output.documents.word_publication import publication
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[2] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def filing():
    return read_filing(SEED)


@pytest.fixture(scope="module")
def content(filing):
    return publication(filing, load_edition(filing.edition))


def opened(content):
    return docx.Document(BytesIO(content))


def tokens(text):
    return "".join(text.split())


def text_of(document):
    return "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_text_is_the_published_text_token_by_token(content):
    published = SEED.read_text("utf-8").replace("[bookmark: _GoBack]", "")
    assert tokens(text_of(opened(content))) == tokens(published)


def test_outline_is_the_statement_each_narrative_and_its_sections(content):
    document = opened(content)
    outline = [(p.style.name, p.text) for p in document.paragraphs if "Heading" in p.style.name]
    assert outline[0] == ("Heading 1", "绩效目标设置情况")
    assert outline[1] == ("Heading 1", "项目经费情况说明1")
    assert outline[2:9] == [
        ("Heading 2", title)
        for title in (
            "一、项目概述", "二、立项依据", "三、实施主体", "四、实施方案", "五、实施周期",
            "六、年度预算安排", "七、绩效目标",
        )
    ]  # fmt: skip
    assert len(outline) == 1 + 5 * 8


def test_form_is_a_table_of_the_official_grid(content):
    table = opened(content).tables[0]
    assert len(table.columns) == 8
    edges = load_edition("shanghai-2022").form["edges"]
    widths = [right - left for left, right in pairwise(edges)]
    assert [round(column.width / Pt(1)) for column in table.columns] == widths
    first = table.rows[0].cells
    assert len({id(cell._tc) for cell in first}) == 1
    funding = [table.cell(row, 0)._tc for row in range(5, 9)]
    assert len({id(cell) for cell in funding}) == 1


def test_every_project_starts_its_form_on_a_page_of_its_own(content, tmp_path):
    source = tmp_path / "公开.docx"
    source.write_bytes(content)
    [made] = convert([source], "pdf", tmp_path)
    import pypdfium2

    document = pypdfium2.PdfDocument(made)
    firsts = [page.get_textpage().get_text_range().split()[0] for page in document]
    # The statement stands before the first narrative; then narrative and form take turns.
    assert firsts == ["绩效目标设置情况", "财政项目支出绩效目标填报表"] + [
        text for _ in range(4) for text in ("项目经费情况说明", "财政项目支出绩效目标填报表")
    ]


def test_unit_words_the_statement_as_a_unit(filing):
    text = text_of(opened(publication(filing, load_edition(filing.edition), as_unit=True)))
    assert "2022年度，本单位编报绩效目标的项目共5个，涉及项目预算资金296.00万元。" in text
    assert "本部门" not in text


def test_template_gives_styles_header_footer_and_page(filing):
    own = docx.Document()
    own.add_paragraph("这里是模板的正文")
    own.styles["Heading 1"].font.size = Pt(22)
    own.sections[0].header.paragraphs[0].text = "某区人大办"
    own.sections[0].footer.paragraphs[0].text = "内部页脚"
    own.sections[0].left_margin = Pt(90)
    stream = BytesIO()
    own.save(stream)
    made = opened(publication(filing, load_edition(filing.edition), stream.getvalue()))
    assert made.styles["Heading 1"].font.size == Pt(22)
    assert made.sections[0].header.paragraphs[0].text == "某区人大办"
    assert made.sections[0].footer.paragraphs[0].text == "内部页脚"
    assert "这里是模板的正文" not in text_of(made)
    room = (made.sections[0].page_width - Pt(90) - made.sections[0].right_margin) / Pt(1)
    assert sum(c.width for c in made.tables[0].columns) / Pt(1) <= room + 1


def test_template_without_headings_gets_them(filing):
    own = docx.Document()
    for name in ("Heading 1", "Heading 2"):
        own.styles.element.remove(own.styles[name].element)
    own.styles.add_style("正文文字", WD_STYLE_TYPE.PARAGRAPH)
    stream = BytesIO()
    own.save(stream)
    made = opened(publication(filing, load_edition(filing.edition), stream.getvalue()))
    levels = made.styles["Heading 1"].element.findall(f".//{qn('w:outlineLvl')}")
    assert [level.get(qn("w:val")) for level in levels] == ["0"]


def test_template_that_is_no_document_is_refused(filing):
    with pytest.raises(XlperfError, match="--template"):
        publication(filing, load_edition(filing.edition), b"%PDF-1.4")


def test_long_form_repeats_its_heads_on_every_page(filing, tmp_path):
    rows = tuple(
        Indicator(
            "产出指标", "数量指标", f"第{n}项" + "很长的指标名称" * 12, read_target("≥1次"), {}
        )
        for n in range(43)
    )
    long = replace(filing, projects=(replace(filing.projects[0], indicators=rows),))
    source = tmp_path / "长表.docx"
    source.write_bytes(publication(long, load_edition(filing.edition)))
    [made] = convert([source], "pdf", tmp_path)
    import pypdfium2

    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]
    with_rows = [text for text in texts if re.search(r"第\d+项", tokens(text))]
    assert len(with_rows) > 1
    assert all("三级指标" in tokens(text) for text in with_rows)
    [read] = read_filing(made).projects
    assert [i.level3 for i in read.indicators] == [row.level3 for row in rows]
    assert {(i.level1, i.level2) for i in read.indicators} == {("产出指标", "数量指标")}
    assert [i.target.text for i in read.indicators] == ["≥1次"] * 43


def test_fifty_projects_take_no_longer_than_thirty_milliseconds_each(filing):
    many = replace(filing, projects=filing.projects * 10)
    edition = load_edition(filing.edition)
    publication(filing, edition)
    start = time.process_time()
    publication(many, edition)
    assert (time.process_time() - start) / 50 < 0.03


def test_document_is_sound_by_its_parts(content):
    with ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        assert b"<w:vMerge" in package.read("word/document.xml")


def test_the_document_names_no_program_and_is_called_by_its_heading(content):
    with ZipFile(BytesIO(content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist()).lower()
        assert not {n for n in package.namelist() if n.endswith(("app.xml", "thumbnail.jpeg"))}
    assert not [word for word in (b"python-docx", b"macintosh", b"xlperf") if word in everything]
    assert opened(content).core_properties.title == "绩效目标设置情况"


def test_pages_are_numbered_and_the_pdf_has_the_outline(content, tmp_path):
    document = tmp_path / "公开.docx"
    document.write_bytes(content)
    [made] = convert([document], "pdf", tmp_path)
    with pypdfium2.PdfDocument(made) as printed:
        outline = [entry.get_title() for entry in printed.get_toc()]
        for number, page in enumerate(printed, start=1):
            last = page.get_textpage().get_text_bounded(top=60).split()
            assert last == [str(number)]
    assert outline[:3] == ["绩效目标设置情况", "项目经费情况说明1", "一、项目概述"]
