"""Finds which part holds which sheet, and whether every program finds the same.

Excel goes by relationships and content types, calamine partly by the parts' usual names. Where the
two ways lead to different parts, one of them would show what the other does not.
"""

from __future__ import annotations

import posixpath

from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.strict_parser import attributes_of, listed_sheets
from xlperf.sources.xlsx.xml_errors import check_xml, xml_errors
from xlperf.sources.xlsx.zip_directory import Package

WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
)
"""Lists the content types of the part that lists the sheets, in lower case."""
_SHEETS = ("worksheet+xml", "chartsheet+xml", "dialogsheet+xml", "macrosheet+xml")
_LINKS = "_rels/.rels"
TYPES = "[content_types].xml"
_NAMED = {"sharedstrings": "sharedstrings.xml", "styles": "styles.xml"}
"""Maps the parts beside the workbook's that calamine knows by their names alone."""


def sheet_parts(source: Package) -> dict[str, str]:
    """Returns the sheets' names by their parts; raises `XlperfError` where a part is listed twice.

    Listed ten thousand times, one large sheet is read ten thousand times.
    """
    path, book = source.path, _book(source)
    folder, name = posixpath.split(book)
    links = _elements(source, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    targets = {link.get("Id"): _target(source, folder, link) for link in links}
    if len(targets) < len(links):
        raise refusal("ambiguous", path, why="两个关系的编号相同")
    for named, target in zip(links, targets.values(), strict=True):
        usual = _NAMED.get(named.get("Type", "").rpartition("/")[2].lower())
        if usual is not None and target != posixpath.join(folder, usual):
            raise refusal("ambiguous", path, why=f"{target} 不在惯用之处")
    types = _types(source, book)
    sheets: dict[str, str] = {}
    with xml_errors(path, book):
        listed = listed_sheets(_read(source, book))
    for sheet, link in listed:
        part = targets.get(link, "")
        if not link or "/macrosheets/" in part:  # a module of Excel 95 has an empty one
            raise refusal("macro_sheet", path, sheet=sheet)
        if not part:
            raise refusal("damaged", path, why="工作表的关系缺失")
        if part in sheets:
            raise refusal("damaged", path, why="同一张工作表列出两次")
        if not types.get(part, _SHEETS[0]).endswith(_SHEETS):
            raise refusal("ambiguous", path, why=f"工作表“{sheet}”的内容标为另一种")
        sheets[part] = sheet
    return sheets


def styles_part(source: Package) -> str:
    """Returns the name of the part with a workbook's styles, which there need not be."""
    return posixpath.join(posixpath.dirname(_book(source)), _NAMED["styles"])


def _book(source: Package) -> str:
    """Finds the part that lists the sheets."""
    found = {
        _target(source, "", link)
        for link in _elements(source, _LINKS, "Relationship")
        if link.get("Type", "").endswith("/officeDocument")
    }
    if len(found) != 1:
        raise refusal("damaged", source.path, why="工作簿的关系缺失")
    return found.pop()


def _types(source: Package, book: str) -> dict[str, str]:
    """Returns the content types of single parts; raises where one has two, or two list sheets."""
    listed = _elements(source, TYPES, "Override")
    types = {
        said.get("PartName", "").replace("\\", "/").lower()[1:]: said.get("ContentType", "").lower()
        for said in listed
    }
    if len(types) < len(listed):
        raise refusal("ambiguous", source.path, why="有部件标了两种内容")
    for part, kind in types.items():
        if kind in WORKBOOKS and part != book and part in source.parts:
            raise refusal("ambiguous", source.path, why="有两份工作表清单")
    return types


def _target(source: Package, folder: str, link: dict[str, str]) -> str:
    """Returns the name of the part that a relationship leads to, in lower case."""
    target = link.get("Target", "").replace("\\", "/").lower()
    if folder and target and target[0] != "/" and "/." not in target and "./" not in target:
        plain = f"{folder}/{target}"
    else:
        plain = posixpath.normpath(posixpath.join("/", folder, target))[1:]
    # A target without a slash that repeats the folder is a mistake that calamine forgives.
    if folder and target.startswith(f"{folder}/"):
        if plain in source.parts:
            raise refusal("ambiguous", source.path, why=f"{target} 指向两个部件")
        return target
    return plain


def _elements(source: Package, name: str, tag: str) -> list[dict[str, str]]:
    """Returns the attributes of a part's elements with this name."""
    content = _read(source, name)
    with xml_errors(source.path, name):
        return attributes_of(content, tag)


def _read(source: Package, name: str) -> bytes:
    if name not in source.parts:
        raise refusal("damaged", source.path, why=f"缺少 {name}")
    content = source.part(name)
    check_xml(source.path, name, content)
    return content
