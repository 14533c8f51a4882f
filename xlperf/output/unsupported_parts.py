"""Names the parts of a workbook that one drawn anew would lack, by what people call them.

Whatever is not known to be redrawn, or to be of no use to anybody, counts as lost: a part that
some other program added is named rather than forgotten.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import fromstring as parse_xml
from xml.parsers.expat import ParserCreate

from xlperf.output.macros import ADDIN
from xlperf.sources.input_file import InputFile
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import printable
from xlperf.sources.xlsx.zip_directory import Part, read_directory, read_part

_REDRAWN = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/(core|app)\.xml|docprops/thumbnail\.\w+"
    r"|xl/(workbook|styles|sharedstrings|calcchain|metadata)\.xml|xl/theme/[^/]+"
    r"|xl/worksheets/[^/]+\.xml|xl/printersettings/[^/]+|xl/(\w+/)?_rels/[^/]+\.rels"
)
"""Matches the parts that every workbook has, and the printer's settings, that printer's only."""
_EITHER = "批注或控件"
_PARTS = {
    "xl/charts/": "图表",
    "xl/chartsheets/": "图表",
    "xl/media/": "图片",
    "xl/comments": "批注",
    "xl/threadedcomments/": "批注",
    "xl/persons/": "批注",
    "xl/drawings/vmldrawing": _EITHER,
    "xl/drawings/": "图形",
    "xl/diagrams/": "图形",
    "xl/vba": "宏",
    "xl/pivot": "数据透视表",
    "xl/externallinks/": "外部链接",
    "xl/embeddings/": "嵌入对象",
    "xl/activex/": "控件",
    "xl/ctrlprops/": "控件",
    "xl/tables/": "表格",
    "xl/tablesinglecells": "表格",
    "xl/querytables/": "数据连接",
    "xl/connections": "数据连接",
    "xl/slicer": "切片器",
    "xl/timeline": "日程表",
    "xl/model/": "数据模型",
    "xl/customproperty": "自定义数据",
    "xl/dialogsheets/": "对话框工作表",
    "customui/": "功能区按钮",
    "customxml/": "自定义数据",
    "docprops/custom.xml": "自定义属性",
    "_xmlsignatures/": "数字签名",
}
_CHART = re.compile(r"xl/charts/chart(ex)?\d*\.xml")
_SHAPES = ("sp", "pic", "cxnSp", "grpSp", "contentPart")
_WPS = re.compile(r"KSO\w*|ICV|WorkbookGuid")
"""Finds the custom properties that WPS adds of its own accord to every file."""
_EXTENSIONS = {
    "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}": "",  # lists of allowed values on another sheet
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}": "",  # colours by condition
    "{140A7094-0E35-4892-8432-C4D2E57EDEB5}": "",  # what Excel notes down about a workbook
    "{79F54976-1DA5-4618-B147-4CDE4B953A38}": "",
    "{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}": "",
    "{7626C862-2A13-11E5-B345-FEFF819CDC9F}": "",  # a note of LibreOffice's
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}": "迷你图",
    "{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}": "切片器",
    "{BBE1A952-AA13-448E-AADC-164F8A28A991}": "切片器",
    "{7E03D99C-DC04-49D9-9315-930204A7B6E9}": "日程表",
}
"""Names extensions of sheets and workbooks by their URI; those without a word lose nothing."""
_OWN_NAMES = re.compile(r"_xlnm\..*|xlperf\w*", re.IGNORECASE)


class _Package:
    """Holds the parts of a workbook that was checked on reading, or that was just drawn."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self.parts: dict[str, Part] = read_directory(source.path, source.data)

    def read(self, name: str) -> bytes:
        return read_part(self._source.path, self._source.data, self.parts[name])

    def root(self, name: str) -> Element:
        with parsing(self._source.path, "workbook"):
            return parse_xml(self.read(name))

    def elements(self, start: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yields every element of the parts whose names begin so, without its prefix."""
        for name in self.parts:
            if not name.startswith(start) or not name.endswith((".xml", ".rels")):
                continue
            found: list[tuple[str, dict[str, str]]] = []
            parser = ParserCreate()
            parser.StartElementHandler = lambda tag, attributes, found=found: found.append(
                (tag.rpartition(":")[2], attributes)
            )
            with parsing(self._source.path, "workbook"):
                parser.Parse(self.read(name), True)
            yield from found


def unsupported_parts(source: InputFile, content: bytes) -> list[str]:
    """Names what the workbook holds and `content`, drawn in its place, does not; each once."""
    old, new = _Package(source), _Package(InputFile(source.path, content, "workbook"))
    words = dict.fromkeys([*_parts(old, new), *_inside(old), *_names(old, new)])
    if "批注" in words or "控件" in words:
        words.pop(_EITHER, None)  # which of them it was is known
    return list(words)


def _parts(old: _Package, new: _Package) -> Iterator[str]:
    charts_kept = _charts(old) <= _charts(new)
    for name in old.parts:
        if _REDRAWN.fullmatch(name) or (name in new.parts and old.read(name) == new.read(name)):
            continue
        word = next((word for start, word in _PARTS.items() if name.startswith(start)), None)
        if (word == "图表" and name.startswith("xl/charts/") and charts_kept) or (
            word == "图形" and not _has_shapes(old, name)
        ):
            continue
        if word == "外部链接" and _leads_to_our_addin(old, name):
            continue
        if word == "自定义属性" and not _own_properties(old.root(name)):
            continue
        yield word or f"其他部件（{printable(name)}）"


def _leads_to_our_addin(package: _Package, name: str) -> bool:
    """Tells whether a link is the one that Excel makes of a function of our add-in in a cell."""
    folder, base = posixpath.split(name)
    targets = [
        re.split(r"[/\\]", unquote(attributes.get("Target", "")))[-1].lower()
        for tag, attributes in package.elements(f"{folder}/_rels/{base}.rels")
        if tag == "Relationship"
    ]
    return bool(targets) and set(targets) == {ADDIN}


def _charts(package: _Package) -> frozenset[tuple[str, ...]]:
    """Returns what each chart draws: the cells it reads, without their rows."""
    found = set()
    for name in package.parts:
        if _CHART.fullmatch(name):
            root = package.root(name)
            # LibreOffice writes a title as a formula as well, and makes it one of the first
            # sheet's A1 where sheets were inserted or removed.
            titles = {f for title in root.iter() if title.tag.endswith("}tx") for f in title.iter()}
            texts = (f.text or "" for f in root.iter() if f.tag.endswith("}f") and f not in titles)
            read = {re.sub(r"\d+|'", "", text) for text in texts}
            found.add(tuple(sorted(read)))
    return frozenset(found)


def _has_shapes(package: _Package, name: str) -> bool:
    """Tells whether a drawing holds more than the frames of charts."""
    if posixpath.dirname(name) != "xl/drawings" or not name.endswith(".xml"):
        return True
    return any(element.tag.rpartition("}")[2] in _SHAPES for element in package.root(name).iter())


def _own_properties(root: Element) -> bool:
    names = [element.get("name") for element in root if element.get("name") is not None]
    return not all(_WPS.fullmatch(name or "") for name in names)


def _inside(package: _Package) -> Iterator[str]:
    """Names the extensions and the like inside the parts that are redrawn."""
    for start in ("xl/worksheets/", "xl/workbook.xml"):
        for tag, attributes in package.elements(start):
            if tag == "ext" and (uri := attributes.get("uri", "").upper()):
                if word := _EXTENSIONS.get(uri, f"扩展内容（{printable(uri)}）"):
                    yield word
            elif tag in ("sheetProtection", "workbookProtection", "fileSharing"):
                if any(re.search("password|hash", key, re.IGNORECASE) for key in attributes):
                    yield "保护密码"
            elif tag == "Relationship" and attributes.get("TargetMode") == "External":
                yield "超链接"
            elif tag == "picture":
                yield "工作表背景"


def _names(old: _Package, new: _Package) -> Iterator[str]:
    """Finds the names that somebody gave to cells."""
    known = {attributes.get("name") for _, attributes in new.elements("xl/workbook.xml")}
    for tag, attributes in old.elements("xl/workbook.xml"):
        name = attributes.get("name", "")
        if tag == "definedName" and name not in known and not _OWN_NAMES.fullmatch(name):
            yield f"名称（{printable(name)}）"
