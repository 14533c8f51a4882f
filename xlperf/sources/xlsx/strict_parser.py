"""Parses a workbook's parts and minds what Excel minds: namespaces, places, order.

calamine takes any element by its local name, wherever it stands: a cell of an unknown namespace,
which Excel passes over, or one half of an alternative. It reads a number only as far as the first
comment or entity in it, and takes an index that is no number for the first of the shared strings.
What can be read in two ways is refused here; only parts that are written oddly come this way, and
sheets of whose cells more than the values is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.parsers.expat import ParserCreate, XMLParserType

from xlperf.grid import column_number

_MAIN = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/spreadsheetml/2006|purl\.oclc\.org/ooxml/spreadsheetml)"
    "/main"
)
_MACROS = "http://schemas.microsoft.com/office/excel/2006/main macrosheet"
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_CELLS = {"row": ("sheetData",), "c": ("row",), "f": ("c",), "v": ("c",), "is": ("c",)}
_TEXTS = {"r": ("is", "si"), "rPh": ("is", "si"), "t": ("is", "si", "r", "rPh")}
_MERGED = {"mergeCells": ("worksheet",), "mergeCell": ("mergeCells",)}
_STRINGS = {"si": ("sst",), **_TEXTS}
_BOOK = {"sheets": ("workbook",), "sheet": ("sheets",)}
_MISPLACED = "“{name}”出现在 Excel 不看的地方"


class Ambiguous(ValueError):
    """Tells why a part can be read in two ways, in Chinese."""


class PartCell(NamedTuple):
    """Holds a cell as its part has it: its 0-based place, attributes, formula and value.

    `formula` are the attributes of its formula, None where it has none; the texts are those of
    the formula and the value, empty where there are none.
    """

    row: int
    column: int
    attributes: Mapping[str, str]
    formula: Mapping[str, str] | None
    formula_text: str
    value: str


Places = Callable[[str, dict[str, str]], tuple[str, ...] | None]
"""Gives, for an element that calamine reads and its attributes, those in which it must stand."""


class StrictSheet:
    """Parses a worksheet's part: how far its cells with something in them reach, and its cells.

    `rows` and `columns` count from A1 to the last cell; one with a style alone is none. `hidden`
    are the 0-based numbers of the hidden rows. `found`, where given, gets every cell, and what is
    behind the cells is not looked at.
    Raises `Ambiguous`, `ValueError` for an address that is none, `ExpatError` for no XML.
    """

    def __init__(self, content: bytes, found: Callable[[PartCell], None] | None = None) -> None:
        self.rows = self.columns = 0
        self.hidden: set[int] = set()
        self._content, self._found = content, found
        self._seen = self._inside = False
        self._row = self._column = 0
        self._numbered = False
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._values: list[str] = []
        self._texts = {"f": "", "v": ""}
        self._at = 0
        self._parser = _parser(self._places, self._begin, self._end)
        if found is not None:
            self._parser.buffer_text = True
            self._parser.CharacterDataHandler = self._take
        self._element = ""
        self._parser.Parse(content, True)

    def _places(self, name: str, _: dict[str, str]) -> tuple[str, ...] | None:
        if name == "sheetData":
            return ("worksheet", "macrosheet")
        return _CELLS.get(name) or _TEXTS.get(name) if self._inside else _MERGED.get(name)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._element = name
        if name == "sheetData":
            if self._seen:
                raise Ambiguous("同一张工作表的单元格列了两遍")
            self._seen = self._inside = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._formula = attributes
        elif name in ("v", "is"):
            self._values.append(name)
            self._at = self._content.find(b">", self._parser.CurrentByteIndex) + 1
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        before, self._column = self._row, 0
        self._numbered = "r" in attributes
        self._row = int(attributes["r"]) if self._numbered else before + 1
        if self._row <= before:
            raise Ambiguous(f"第 {self._row} 行重复，或行不按次序")
        if attributes.get("hidden") in ("1", "true"):
            self.hidden.add(self._row - 1)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._formula, self._values = attributes, None, []
        self._texts = {"f": "", "v": ""}
        row, column = self._row, self._column + 1
        if "r" in attributes:
            address = _ADDRESS.fullmatch(attributes["r"])
            if address is None:
                raise ValueError(attributes["r"])
            row, column = int(address[2]), column_number(address[1].upper()) + 1
            # A row without a number has that of its first cell.
            in_row = row == self._row or (
                not self._numbered and not self._column and row > self._row
            )
            if not in_row or column <= self._column:
                raise Ambiguous(f"单元格 {attributes['r']} 重复，或不按次序")
        self._row, self._column = row, column
        at = self._parser.CurrentByteIndex
        if b"&" in self._content[at : self._content.find(b">", at)]:
            raise Ambiguous(f"第 {row} 行单元格的属性写成了实体")

    def _take(self, text: str) -> None:
        if self._element in self._texts:
            self._texts[self._element] += text

    def _end(self, name: str) -> None:
        self._element = ""
        if name == "sheetData":
            self._inside = False
            if self._found is not None:  # prompts and formats are half of a template's sheet
                self._parser.StartElementHandler = self._parser.EndElementHandler = None
        elif name == "c":
            self._end_cell()
        elif name == "v":
            value = self._content[self._at : self._parser.CurrentByteIndex]
            kind = self._cell.get("t")
            if b"<" in value or (b"&" in value and kind != "str"):
                raise Ambiguous(f"第 {self._row} 行有单元格的值夹有注释或实体")
            if kind == "s" and not re.fullmatch(rb"\d*", value):
                raise Ambiguous(f"第 {self._row} 行有单元格的文字编号不是数")

    def _end_cell(self) -> None:
        # Some write the value of an inline text a second time before it; nobody reads that.
        is_inline = self._cell.get("t") == "inlineStr"
        known = (["is"], ["v", "is"], []) if is_inline else (["v"], [])
        if self._values not in known:
            raise Ambiguous(f"第 {self._row} 行有单元格的类型与内容不符")
        if self._found is not None and (self._values or self._formula is not None):
            place = (self._row - 1, self._column - 1)
            self._found(PartCell(*place, self._cell, self._formula, *self._texts.values()))


def check_strings(content: bytes) -> None:
    """Raises `Ambiguous` where the shared strings are not the same ones to every program."""
    _parser(lambda name, _: _STRINGS.get(name)).Parse(content, True)


def string_lengths(content: bytes) -> list[int]:
    """Returns the bytes of every shared string; raises `ExpatError` where the part is no XML."""
    lengths: list[int] = []

    def begin(tag: str, _: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data.encode("utf-8", "replace"))

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    parser.Parse(content, True)
    return lengths


def listed_sheets(content: bytes) -> list[tuple[str, str]]:
    """Returns the names of a workbook's sheets with their relationships, in order.

    Raises `Ambiguous` where the list, or how days are counted, is another to some programs.
    """
    found: list[tuple[str, str]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            links = [value for key, value in attributes.items() if key.endswith(" id")]
            if len(links) > 1:
                raise Ambiguous("一张工作表有两个关系")
            found.append((attributes.get("name", ""), links[0] if links else ""))

    def places(name: str, attributes: dict[str, str]) -> tuple[str, ...] | None:
        if name == "workbookPr":  # Excel has one more, of which nobody reads anything
            return ("workbook",) if "date1904" in attributes else None
        return _BOOK.get(name)

    _parser(places, begin).Parse(content, True)
    return found


def attributes_of(content: bytes, tag: str) -> list[dict[str, str]]:
    """Returns the attributes of a part's elements with a name, whatever their namespace."""
    found: list[dict[str, str]] = []

    def begin(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == tag:
            found.append(attributes)

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(content, True)
    return found


def _parser(
    places: Places,
    begin: Callable[[str, dict[str, str]], None] = lambda name, attributes: None,
    end: Callable[[str], None] = lambda name: None,
) -> XMLParserType:
    """Returns a parser that raises for an element of `places` which stands elsewhere."""
    path = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        ours = _MAIN.fullmatch(space) is not None or tag == _MACROS
        parents = places(name, attributes)
        if parents is not None:
            if not ours or path[-1] not in parents:
                raise Ambiguous(_MISPLACED.format(name=name))
            begin(name, attributes)
        # What stands in an element that Excel passes over is in no place of ours.
        path.append(name if ours else "")

    def close(tag: str) -> None:
        end(path.pop())

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = close
    return parser
