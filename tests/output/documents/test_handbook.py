"""The printed handbook says what the workbook's sheets say."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from xlperf.form.edition import load_edition
from xlperf.layouts.guide_sheet import guide_sheet, rules_sheet
from xlperf.output.documents.handbook import handbook_document
from xlperf.rules.catalogue import catalogue


def test_handbook_holds_every_text_of_the_guide_and_every_rule() -> None:
    document = Document(BytesIO(handbook_document()))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for cell in guide_sheet().cells:
        if isinstance(cell.value, str) and cell.row and cell.value != "·":
            assert cell.value.rstrip("。") in said, cell.value
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [row[0] for row in rows] == list(catalogue())
    drawn = {cell.value for cell in rules_sheet(load_edition("shanghai-2022")).cells}
    assert {row[2] for row in rows} <= drawn


def test_pages_are_numbered_and_no_rule_runs_over_two() -> None:
    document = Document(BytesIO(handbook_document()))
    (section,) = document.sections
    assert 'w:instr="PAGE"' in section.footer._element.xml
    (table,) = document.tables
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
