"""What a paragraph of a Word document says: what shows on the page, and nothing else."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from xlperf.grid import Grid, Line
from xlperf.sources.word.paragraph_text import text_in, text_of_paragraphs
from xlperf.sources.word.read_document import word_blocks

W = nsdecls("w")


def paragraph(inside):
    return parse_xml(f"<w:p {W}>{inside}</w:p>")


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "00A3", "≤"),
        ("Symbol", "F03D", "="),
        ("Wingdings", "F0FC", "√"),
        ("Wingdings 2", "F052", "☑"),
        ("Symbol", "none", ""),
    ],
)
def test_symbols_of_a_font_are_the_characters_that_it_shows(font, code, shown):
    inside = f'<w:r><w:sym w:font="{font}" w:char="{code}"/><w:t>90%</w:t></w:r>'
    assert text_in(paragraph(inside)) == f"{shown}90%"


@pytest.mark.parametrize(("value", "shown"), [("", ""), ('w:val="0"', "隐"), ('w:val="1"', "")])
def test_text_set_hidden_is_left_out(value, shown):
    inside = f"<w:r><w:rPr><w:vanish {value}/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r>"
    assert text_in(paragraph(inside)) == f"{shown}显"


def test_paragraphs_whose_end_was_deleted_are_one():
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    texts = [f"{deleted}<w:r><w:t>社区</w:t></w:r>", "<w:r><w:t>服务</w:t></w:r>", "<w:r/>"]
    assert text_of_paragraphs(map(paragraph, texts)) == "社区服务\n"


def test_deleted_end_before_a_table_loses_no_text(tmp_path):
    document = docx.Document()
    for text in ("甲", "乙"):
        ended = document.add_paragraph(text)._p
        ended.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del/></w:rPr>"))
    document.add_table(1, 1).cell(0, 0).text = "丙"
    document.save(tmp_path / "文.docx")
    found = word_blocks((tmp_path / "文.docx").read_bytes(), tmp_path / "文.docx")
    assert [b.text if isinstance(b, Line) else b.rows for b in found] == ["甲乙", [["丙"]]]


def test_table_in_a_text_box_is_read_once(tmp_path):
    document = docx.Document()
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "表"
    box = "<w:pict><w:txbxContent/></w:pict>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run = parse_xml(
        f"<w:r {W} {mc}><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    first, second = run.xpath(".//w:txbxContent")
    second.append(parse_xml(f"<w:tbl {W}><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"))
    first.append(table._tbl)
    document.add_paragraph()._p.append(run)
    document.save(tmp_path / "文.docx")
    found = word_blocks((tmp_path / "文.docx").read_bytes(), tmp_path / "文.docx")
    assert [block.rows for block in found if isinstance(block, Grid)] == [[["表"]]]
