"""The facts of a workbook, read from its XML and not by the program: cells, sheets' set-up.

What has no word of its own here is told by its path, so that nothing in a sheet is passed over.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter

from tests.answers.elements import attributes, compact, flat, plain, tag
from tests.answers.facts import Fact

_NAMES = {
    "sheetPr": "sheet", "sheetViews": "view", "sheetFormatPr": "default size",
    "sheetProtection": "protection", "printOptions": "print", "pageMargins": "page margin",
    "pageSetup": "page set-up", "headerFooter": "header and footer", "rowBreaks": "page breaks",
    "colBreaks": "page breaks between columns", "autoFilter": "filter",
    "ignoredErrors": "ignored errors",
}  # fmt: skip
_ROW = ("r", "spans", "dyDescent", "customFormat")
_COLUMN = ("min", "max", "customWidth")
_FORMAL = ("dimension", "sheetData", "drawing", "legacyDrawing")
_TOLD_WHOLE = re.compile(r"(xl/(charts|drawings|tables|comments)[^/]*/|customUI/|docProps/core)")


def workbook_facts(data: bytes) -> Iterator[Fact]:
    """Every fact as place, what it is, value: `汇总!B2`, `formula`, `SUM(B3:B9)`."""
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in parts:
        yield "package", f"part {name}", "there"
        if _TOLD_WHOLE.match(name) and name.endswith(".xml"):
            place = posixpath.basename(name).removesuffix(".xml")
            yield from ((place, *fact) for fact in flat(fromstring(parts[name])))
    book = fromstring(parts["xl/workbook.xml"])
    targets = _targets(parts, "xl/workbook.xml")
    sheets = [sheet for child in book if tag(child) == "sheets" for sheet in child]
    names = [sheet.get("name", "") for sheet in sheets]
    yield "workbook", "sheets", "、".join(names)
    for child in book:
        if tag(child) == "definedNames":
            for name in child:
                sheet = name.get("localSheetId")
                place = "workbook" if sheet is None else names[int(sheet)]
                hidden = " (hidden)" if name.get("hidden") == "1" else ""
                yield place, f"name {name.get('name')}", f"{name.text}{hidden}"
        elif tag(child) != "sheets":
            yield from (("workbook", f"{tag(child)} {what}", v) for what, v in flat(child))
    strings = [_text(item) for item in fromstring(parts.get("xl/sharedStrings.xml", b"<sst/>"))]
    looks, marks = _styles(fromstring(parts["xl/styles.xml"]))
    for sheet in sheets:
        yield sheet.get("name", ""), "state", sheet.get("state", "visible")
        part = targets[next(value for key, value in sheet.items() if key.endswith("}id"))]
        root, links = fromstring(parts[part]), _targets(parts, part)
        for place, what, value in _sheet(root, strings, looks, marks, links):
            yield f"{sheet.get('name')}!{place}" if place else sheet.get("name", ""), what, value


def _sheet(
    root: Element,
    strings: list[str],
    looks: list[dict[str, str]],
    marks: list[str],
    links: dict[str, str],
) -> Iterator[Fact]:
    order = []
    for child in root:
        kind = tag(child)
        if kind == "sheetData":
            for row in child:
                place = f"row {row.get('r')}"
                yield from ((place, *fact) for fact in _set_up(row, _ROW, looks))
                for cell in row:
                    yield from _cell(cell, strings, looks)
        elif kind == "cols":
            for column in child:
                first, last = int(column.get("min", 1)), int(column.get("max", 1))
                # Of what goes to the end of the sheet, the first hundred say enough.
                for number in range(first, min(last, first + 99) + 1):
                    place = f"column {get_column_letter(number)}"
                    yield from ((place, *fact) for fact in _set_up(column, _COLUMN, looks))
        elif kind == "mergeCells":
            yield from ((merge.get("ref", ""), "merged", "yes") for merge in child)
        elif kind == "dataValidations":
            for item in child:
                yield item.get("sqref", ""), "validation", compact(item, ("sqref",))
        elif kind == "hyperlinks":
            for link in child:
                own = attributes(link, ("ref", "id"))
                target = next((links[v] for k, v in link.items() if k.endswith("}id")), "")
                said = [f"{key}={value}" for key, value in own.items()]
                yield link.get("ref", ""), "link", " ".join([*[target] * bool(target), *said])
        elif kind == "conditionalFormatting":
            for number, rule in enumerate(child, start=1):
                mark = f"; {marks[int(rule.get('dxfId', 0))]}" if rule.get("dxfId") else ""
                value = compact(rule, ("dxfId", "priority")) + mark
                yield child.get("sqref", ""), f"conditional format {number}", value
                order.append((int(rule.get("priority", 0)), child.get("sqref", "")))
        elif kind not in _FORMAL:
            yield from (("", f"{_NAMES.get(kind, kind)} {what}", v) for what, v in flat(child))
    if order:
        yield "", "order of conditional formats", " ".join(ref for _, ref in sorted(order))


def _set_up(
    element: Element, leave: tuple[str, ...], looks: list[dict[str, str]]
) -> Iterator[tuple[str, str]]:
    """What a row or a column says of itself."""
    for what, value in attributes(element, leave).items():
        if what in ("s", "style"):
            yield "style", "; ".join(looks[int(value)].values())
        else:
            yield "height" if what == "ht" else what, value


def _cell(cell: Element, strings: list[str], looks: list[dict[str, str]]) -> Iterator[Fact]:
    at, kind = cell.get("r", ""), cell.get("t", "n")
    found = {tag(child): child for child in cell}
    value = plain(found["v"].text or "") if "v" in found else None
    if kind == "s" and value is not None:
        value = strings[int(value)]
    elif kind == "inlineStr":
        value = _text(found["is"])
    told = {"b": " (logical)", "e": " (error)", "str": " (text)"}.get(kind, "")
    if "f" in found:
        own = compact(found["f"]) if found["f"].attrib else found["f"].text or ""
        yield at, "formula", own
        yield at, "cached value", "none" if value is None else f"{value}{told}"
    elif value is not None:
        numeric = kind in ("s", "inlineStr") and re.fullmatch(r"[-\d.]+", value)
        yield at, "value", f"{value}{' (text)' if numeric else told}"
    yield from ((at, what, look) for what, look in looks[int(cell.get("s", 0))].items())


def _styles(root: Element) -> tuple[list[dict[str, str]], list[str]]:
    """How each style looks, by property, and each format that a condition gives."""
    lists = {tag(child): list(child) for child in root}
    formats = dict(BUILTIN_FORMATS)
    for number in lists.get("numFmts", []):
        formats[int(number.get("numFmtId", 0))] = number.get("formatCode", "")
    parts = {
        "fontId": [compact(e, ("family", "scheme", "charset")) for e in lists["fonts"]],
        "fillId": [compact(e) for e in lists["fills"]],
        "borderId": [compact(e) for e in lists["borders"]],
    }
    looks = []
    for style in lists["cellXfs"]:
        told = [parts[key][int(style.get(key, 0))] for key in parts]
        told += [compact(child) for child in style]
        told += ["quotePrefix"] * (style.get("quotePrefix") == "1")
        look = {"style": "; ".join(told)}
        if style.get("numFmtId", "0") != "0":
            look["number format"] = formats[int(style.get("numFmtId", 0))]
        looks.append(look)
    return looks, [compact(e) for e in lists.get("dxfs", [])]


def _text(item: Element) -> str:
    """The text of a shared string, without what is only its reading."""
    pieces = [e for e in item if tag(e) in ("t", "r")]
    texts = [t.text or "" for piece in pieces for t in piece.iter() if tag(t) == "t"]
    return "".join(texts)


def _targets(parts: dict[str, bytes], part: str) -> dict[str, str]:
    """Where the relationships of a part lead, by their ids."""
    folder, name = posixpath.split(part)
    rels = parts.get(f"{folder}/_rels/{name}.rels", b"<none/>")
    return {
        rel.get("Id", ""): rel.get("Target", "")
        if rel.get("TargetMode") == "External"
        else posixpath.normpath(posixpath.join(folder, rel.get("Target", ""))).lstrip("/")
        for rel in fromstring(rels)
    }
