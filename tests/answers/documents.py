"""The facts of a Word document, read from its XML: paragraphs, tables, sections, styles in use.

A paragraph is counted from the last heading, so that one more does not move all that follow.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from tests.answers.elements import compact, flat, tag
from tests.answers.facts import Fact

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELDS = ("instrText", "fldSimple", "hyperlink")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n"}


def document_facts(data: bytes) -> Iterator[Fact]:
    """Every fact as place, what it is, value."""
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    styles = fromstring(parts["word/styles.xml"])
    names = {
        style.get(f"{_WORD}styleId", ""): _value(style, "name")
        for style in styles
        if tag(style) == "style"
    }
    used = set()
    for name in parts:
        yield "package", f"part {name}", "there"
        if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", name):
            root = fromstring(parts[name])
            used |= {e.get(f"{_WORD}val", "") for e in root.iter() if tag(e).endswith("Style")}
            body = root[0] if name == "word/document.xml" else root
            place = posixpath.basename(name).removesuffix(".xml")
            yield from _blocks(body, "" if place == "document" else place, names)
    for style in styles:
        identity = style.get(f"{_WORD}styleId", "")
        if tag(style) == "docDefaults":
            yield "styles", "defaults", compact(style)
        elif identity in used or style.get(f"{_WORD}default") == "1":
            yield "styles", names[identity], compact(style, ("name", "styleId"))
    for child in fromstring(parts["word/settings.xml"]):
        if tag(child) != "rsids":
            yield "settings", tag(child), compact(child)
    yield from (("properties", *fact) for fact in flat(fromstring(parts["docProps/core.xml"])))


def _blocks(parent: Element, place: str, names: dict[str, str]) -> Iterator[Fact]:
    count = Counter[str]()
    headings: list[str] = []
    for block in parent:
        style = names.get(_style(block), "").lower()
        if style.startswith("heading"):
            headings[int(style[-1:]) - 1 :] = [_text(block)[:30]]
        kind = {"p": "paragraph", "tbl": "table", "sectPr": "section"}.get(tag(block), tag(block))
        within = " / ".join([place, *headings] if place else headings)
        count[within + kind] += 1
        at = f"{within}, {kind} {count[within + kind]}".removeprefix(", ")
        if kind == "paragraph":
            yield from ((at, *fact) for fact in _paragraph(block, names))
        elif kind == "table":
            yield from _table(block, at, names)
        else:
            yield from ((at, *fact) for fact in flat(block))


def _paragraph(paragraph: Element, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "text", _text(paragraph)
    if style := _style(paragraph):
        yield "style", names.get(style, style)
    own, runs = paragraph.find(f"{_WORD}pPr"), paragraph.iter(f"{_WORD}r")
    looks = [own, *(run.find(f"{_WORD}rPr") for run in runs)]
    told = [compact(look, ("pStyle",)) for look in looks if look is not None]
    told += [compact(field) for field in paragraph.iter() if tag(field) in _FIELDS]
    if told := [look for look in dict.fromkeys(told) if look not in ("pPr", "rPr")]:
        yield "format", "; ".join(told)


def _table(table: Element, at: str, names: dict[str, str]) -> Iterator[Fact]:
    row = 0
    for child in table:
        if tag(child) != "tr":
            yield at, tag(child), compact(child)
            continue
        row, column = row + 1, 0
        for part in child:
            if tag(part) != "tc":
                yield f"{at} row {row}", tag(part), compact(part)
                continue
            place = f"{at} row {row} cell {(column := column + 1)}"
            facts = [dict(_paragraph(p, names)) for p in part if tag(p) == "p"]
            for what in ("text", "style", "format"):
                told = [fact[what] for fact in facts if what in fact]
                if any(told):
                    yield place, what, "\n".join(told if what == "text" else dict.fromkeys(told))
            yield from ((place, "cell", compact(own)) for own in part if tag(own) == "tcPr")
            for inner in (own for own in part if tag(own) == "tbl"):
                yield from _table(inner, f"{place} table", names)


def _text(paragraph: Element) -> str:
    return "".join(
        "\f" if e.get(f"{_WORD}type") == "page" else e.text or _SIGNS.get(tag(e), "")
        for e in paragraph.iter()
        if tag(e) == "t" or tag(e) in _SIGNS
    )


def _style(paragraph: Element) -> str:
    properties = paragraph.find(f"{_WORD}pPr")
    return "" if properties is None else _value(properties, "pStyle")


def _value(element: Element, name: str) -> str:
    found = element.find(f"{_WORD}{name}")
    return "" if found is None else found.get(f"{_WORD}val", "")
