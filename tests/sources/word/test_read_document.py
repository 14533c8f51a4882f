"""Word in: merged cells, content controls, tracked changes, numbered headings, what is refused."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.sources.words import word_form
from xlperf.errors import XlperfError
from xlperf.grid import Grid, Line
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.word.read_document import word_blocks


def blocks(edit):
    document = docx.Document()
    edit(document)
    stream = BytesIO()
    document.save(stream)
    return word_blocks(stream.getvalue(), Path("文.docx"))


def grid(edit):
    return next(block for block in blocks(edit) if isinstance(block, Grid))


def test_merged_cells_become_spans_with_the_value_in_the_first():
    def edit(document):
        table = document.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(1, 1)).text = "甲"
        table.cell(2, 0).merge(table.cell(2, 2)).text = "乙"

    found = grid(edit)
    assert found.rows == [["甲", None, None], [None, None, None], ["乙", None, None]]
    assert set(found.spans) == {(0, 0, 1, 1), (2, 0, 2, 2)}


def test_paragraphs_in_a_cell_are_lines_of_its_value():
    def edit(document):
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "第一行"
        cell.add_paragraph("第二行").add_run("\n第三行")

    assert grid(edit).rows == [["第一行\n第二行\n第三行"]]


def test_address_counts_paragraphs_tables_rows_and_columns():
    def edit(document):
        document.add_paragraph("")
        document.add_paragraph("文字")
        document.add_table(1, 1)
        document.add_table(2, 2).cell(1, 1).text = "值"

    line, _, table = blocks(edit)
    assert str(line.at) == "文.docx!第2段"
    assert str(table.address(1, 1)) == "文.docx!表2行2列2"


def test_deleted_text_is_gone_and_inserted_text_is_there():
    def edit(document):
        paragraph = document.add_paragraph("旧")._p
        paragraph.append(
            parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删</w:delText></w:r></w:del>")
        )
        paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>新</w:t></w:r></w:ins>"))

    assert [block.text for block in blocks(edit)] == ["旧新"]


def test_content_controls_around_rows_and_cells_are_looked_into():
    def edit(document):
        table = document.add_table(2, 2)
        table.cell(1, 1).text = "值"
        row = table.rows[1]._tr
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        row.addprevious(control)
        control.find(qn("w:sdtContent")).append(row)

    assert grid(edit).rows[1] == [None, "值"]


def test_form_in_a_layout_table_is_found():
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = docx.Document(BytesIO(word_form(ruled=True))).tables[0]._tbl
    outer.cell(0, 0)._tc.insert(0, inner)
    stream = BytesIO()
    document.save(stream)
    [project] = read_publication(word_blocks(stream.getvalue(), Path("文.docx"))).projects
    assert project.unit == "某中心"


def test_section_that_word_numbers_is_known_without_its_number():
    def edit(document):
        document.add_paragraph("项目经费情况说明1")
        document.add_paragraph("项目概述", style="List Number")
        paragraph = document.add_paragraph("立项依据")._p
        paragraph.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>')
        )

    assert [block.text for block in blocks(edit) if isinstance(block, Line)][-1] == "二、立项依据"


def test_document_without_any_form_is_refused(tmp_path):
    path = tmp_path / "纪要.docx"
    document = docx.Document()
    document.add_paragraph("会议纪要")
    document.save(path)
    with pytest.raises(XlperfError, match="没有找到绩效目标表"):
        read_filing(path)


def test_form_cut_short_is_named_with_its_place(tmp_path):
    path = tmp_path / "半张.docx"
    document = docx.Document(BytesIO(word_form(ruled=True)))
    table = document.tables[0]
    for row in table.rows[4:]:
        table._tbl.remove(row._tr)
    document.save(path)
    with pytest.raises(XlperfError, match="表1行1列1处像是绩效目标表"):
        read_filing(path)


def test_damaged_document_is_refused():
    with pytest.raises(XlperfError, match="另存为"):
        word_blocks(b"PK\x03\x04 broken", Path("坏.docx"))


def test_tables_of_as_many_rows_as_the_limit_and_of_one_more(limited):
    def rows(document):
        for count in (3, 2):
            document.add_table(count, 1)

    limited(document_rows=5)
    assert blocks(rows)
    limited(document_rows=4)
    with pytest.raises(XlperfError) as error:
        blocks(rows)
    assert error.value.code == "document_rows"
