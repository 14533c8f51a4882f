"""Writes 使用手册, the words of 使用说明 and 规则说明 as a Word document to print.

The same source as the two sheets, so that paper and workbook never disagree.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from xlperf.form.template import template
from xlperf.output.documents.word_publication import number_pages, timeless
from xlperf.rules.catalogue import catalogue
from xlperf.rules.finding import SEVERITIES

_WIDTHS = (1.4, 1.4, 7.4, 6.8)


def handbook_document() -> bytes:
    """Returns the handbook as a .docx."""
    words = template()
    guide, rules = words["guide"], words["rules"]
    document = _blank()
    document.add_heading(guide["handbook"], 0)
    document.add_paragraph(guide["intro"])
    document.add_heading(guide["steps_title"], 1)
    for title, text in guide["steps"]:
        paragraph = document.add_paragraph(style="List Number")
        paragraph.add_run(f"{title}。").bold = True
        paragraph.add_run(text)
    for heading, texts in (
        (guide["colours_title"], [f"{name}：{text}" for name, text in guide["colours"]]),
        (guide["notes_title"], guide["notes"]),
    ):
        document.add_heading(heading, 1)
        for text in texts:
            document.add_paragraph(text, style="List Bullet")
    document.add_heading(rules["title"], 1)
    document.add_paragraph(guide["rules_intro"])
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, guide["rules_heads"], strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for rule in catalogue().values():
        texts = (rule.code, SEVERITIES[rule.severity], rule.title, rule.good)
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    table.autofit = False
    for column, width in enumerate(_WIDTHS):
        table.columns[column].width = Cm(width)
        for cell in table.columns[column].cells:
            cell.width = Cm(width)
    for row in table.rows:  # whole on one page
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # The heads again on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return timeless(document)


def _blank() -> DocumentObject:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    number_pages(section)
    for name, size, font in (
        ("Title", 20, "黑体"),
        ("Heading 1", 14, "黑体"),
        ("Normal", 10.5, "宋体"),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("eastAsia", "ascii", "hAnsi"):
            fonts.set(qn(f"w:{script}"), font)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    return document
