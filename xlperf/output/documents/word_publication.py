"""Writes the publication as a Word document: statement, narratives, each form as a real table.

The forms are drawn from the same description as the sheets, cell by cell as XML: python-docx's
own tables cost half a second a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Pt

from xlperf.filing.fields import NARRATIVE, value_of
from xlperf.filing.model import Filing, Project
from xlperf.form.edition import Edition
from xlperf.operations.totals import statement_sentence, totals, unit_sentence
from xlperf.output.documents.word_form import form_tables
from xlperf.output.documents.word_template import emptied
from xlperf.output.documents.word_text import runs
from xlperf.output.zipped import unzipped, zipped

_HEADINGS = (("Heading 1", 16, "黑体"), ("Heading 2", 12, "黑体"))
_BODY = ("宋体", 12)
_WRITTEN = datetime(2000, 1, 1)
"""Dates the document, so that the same filing gives the same bytes."""
_OF_OTHERS = ("extended-properties", "thumbnail")
"""Names the parts in which a document says which program drew it, and shows its first page."""
_PAGE_NUMBER = (
    '<w:p {}><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr="PAGE"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r>'
    "</w:fldSimple></w:p>"
).format(nsdecls("w"))
_PLAIN = re.compile(r"(?<=[^\s])\n(?=[^\s])")


def publication(
    filing: Filing, edition: Edition, own: bytes | None = None, as_unit: bool = False
) -> bytes:
    """Makes the .docx of a filing; `own` is a document whose styles, header and footer it takes.

    `as_unit` words the statement as a unit's instead of a department's. Raises `XlperfError`
    where `own` is no Word document.
    """
    document = _blank(edition.form) if own is None else emptied(own)
    body = document.element.body
    heading, below = _styles(document)
    whole = totals(filing.projects)
    sentence = unit_sentence if as_unit else statement_sentence
    parts = [_paragraph(edition.statement["heading"], heading)]
    parts.append(_paragraph(sentence(edition, whole, filing.year), None))
    width, height = _room(document)
    for number, project in enumerate(filing.projects, start=1):
        title = edition.narrative_heading.format(number=number)
        parts.append(_paragraph(title, heading, new_page=number > 1))
        parts += _narrative(project, edition, below)
        parts += form_tables(project, edition, filing.year, width, height)
    # One parse for the whole document: the cost of a parse is mostly its beginning.
    parsed = parse_xml(f"<w:body {nsdecls('w')}>{''.join(parts)}</w:body>")
    last = body.find(qn("w:sectPr"))
    for element in list(parsed):
        if last is None:
            body.append(element)
        else:
            last.addprevious(element)
    return timeless(document, edition.statement["heading"])


def timeless(document: DocumentObject, title: str = "") -> bytes:
    """Returns the document's package without the time of writing: the same words, the same file.

    Nor does it name the library that made it, or the program that made the library's template.
    """
    properties = document.core_properties
    properties.created = properties.modified = _WRITTEN
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = title
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.rpartition("/")[2] in _OF_OTHERS:
            del package.rels[key]
    saved = BytesIO()
    document.save(saved)
    return zipped(unzipped(saved.getvalue()))


def number_pages(section: Section) -> None:
    """Give a section a footer that holds the page's number and nothing else."""
    footer = section.footer._element
    for paragraph in section.footer.paragraphs:
        footer.remove(paragraph._p)
    footer.append(parse_xml(_PAGE_NUMBER))


def _blank(form: Mapping[str, Any]) -> DocumentObject:
    document = Document()
    for section in document.sections:
        section.page_width, section.page_height = Pt(595.3), Pt(841.9)
        section.left_margin = section.right_margin = Pt(form["side"])
        section.top_margin = section.bottom_margin = Pt(form["margin"])
        section.header_distance = section.footer_distance = Pt(form["margin"] / 2)
        number_pages(section)
    name, size = _BODY
    # Chinese has two sets of glyphs: without the language, programs may take Taiwan's.
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
    normal = document.styles["Normal"]
    _set_font(normal, name, size)
    normal.paragraph_format.space_after = Pt(0)
    for heading, points, font in _HEADINGS:
        style = document.styles[heading]
        _set_font(style, font, points)
        style.font.bold = True
        style.font.color.rgb = None
        style.paragraph_format.space_before = Pt(12)
        style.paragraph_format.space_after = Pt(6)
    return document


def _set_font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def _styles(document: DocumentObject) -> tuple[str, str]:
    """Returns the ids of the styles of both headings; a template without them gets plain ones."""
    ids = []
    for level, (name, size, font) in enumerate(_HEADINGS):
        if name not in document.styles:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            _set_font(style, font, size)
            properties = style.element.get_or_add_pPr()
            properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level}"/>'))
        ids.append(str(document.styles[name].style_id))
    return ids[0], ids[1]


def _room(document: DocumentObject) -> tuple[float, float]:
    """Returns the width and height of the text area in points."""
    section = document.sections[-1]
    sizes = (
        (section.page_width, section.left_margin, section.right_margin),
        (section.page_height, section.top_margin, section.bottom_margin),
    )
    width, height = (
        ((whole or Pt(595)) - (first or 0) - (last or 0)) / Pt(1) for whole, first, last in sizes
    )
    return width, height


def _narrative(project: Project, edition: Edition, style: str) -> Iterator[str]:
    for field in NARRATIVE:
        yield _paragraph(edition.label(field), style)
        text = value_of(project, field)
        if text is not None:
            # A blank line is a line break: an empty paragraph would be read as nothing.
            for paragraph in _PLAIN.split(text):
                yield _paragraph(paragraph, None)


def _paragraph(text: str, style: str | None, new_page: bool = False) -> str:
    """Returns a heading in its style, or a paragraph of text with its first line indented."""
    page = "<w:pageBreakBefore/>" if new_page else ""
    if style is not None:
        properties = f'<w:pStyle w:val="{style}"/><w:keepNext/>{page}'
    else:
        properties = '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs(text)}</w:p>"
