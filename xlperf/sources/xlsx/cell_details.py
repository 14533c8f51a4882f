"""Reads what calamine leaves out of a worksheet: formulas, errors, and number formats.

Asked of single sheets that raise a question. openpyxl knows it all, but opens the whole workbook
for it, twice for formulas and values both: 60 ms and more, where one sheet's own part takes one.
Among hundreds of filings that difference was half of all the time spent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree.ElementTree import fromstring as parse_xml
from xml.parsers.expat import ParserCreate

from xlperf.grid import a1, place_of
from xlperf.sources.input_file import InputFile
from xlperf.sources.parser_errors import parsing
from xlperf.sources.xlsx.sheet_parts import styles_part

_PERCENT = {9: "0%", 10: "0.00%"}
"""Maps the number formats that every workbook knows without saying, as far as targets go."""


class FoundCell(NamedTuple):
    """Holds what stands behind the value of one cell.

    `formula` is its text or None, `error` an error's code (`#REF!`) or None; `empty` says that
    a formula has no value, of which an empty text is one; `style` is the number of its style.
    """

    formula: str | None
    error: str | None
    empty: bool
    style: int


class Workbook:
    """Opens a workbook's package for looking behind single cells."""

    def __init__(self, source: InputFile) -> None:
        self._source = source

    def cells(self, sheet: str) -> dict[tuple[int, int], FoundCell]:
        """Returns every cell of a sheet that holds anything, by its 0-based row and column."""
        with parsing(self._source.path, "workbook"):
            content = self._source.part(self._sheets[sheet])
            return _Scan().cells(content)

    def number_format(self, style: int) -> str:
        """Returns the number format of a style; empty for the usual ones."""
        with parsing(self._source.path, "workbook"):
            return self._formats[style] if style < len(self._formats) else ""

    @cached_property
    def _sheets(self) -> dict[str, str]:
        return {name: part for part, name in self._source.sheets.items()}

    @cached_property
    def _formats(self) -> list[str]:
        name = styles_part(self._source)
        if name not in self._source.parts:
            return []
        root = parse_xml(self._source.part(name))
        codes = dict(_PERCENT)
        for element in root.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        styles = root.iterfind("{*}cellXfs/{*}xf")
        return [codes.get(int(style.get("numFmtId", "0")), "") for style in styles]


class _Scan:
    """Scans a worksheet's part once."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._found: dict[tuple[int, int], FoundCell] = {}
        self._shared: dict[str, tuple[str, str]] = {}
        self._row = self._column = -1
        self._cell: Mapping[str, str] = {}
        self._formula: Mapping[str, str] | None = None
        self._text: list[str] | None = None
        self._texts: dict[str, str] = {}

    def cells(self, content: bytes) -> dict[tuple[int, int], FoundCell]:
        self._parser.buffer_text = True
        self._listen(self._begin, self._end, self._take)
        self._parser.Parse(content, True)
        return self._found

    def _listen(self, begin: Any, end: Any, take: Any) -> None:
        self._parser.StartElementHandler = begin
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = take

    def _begin(self, tag: str, attributes: dict[str, Any]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif tag == "c":
            self._cell, self._formula = attributes, None
            self._texts.clear()
            place = place_of(attributes.get("r", "").upper())
            self._row, self._column = place or (self._row, self._column + 1)
        elif tag in ("f", "v"):
            self._text = []
            if tag == "f":
                self._formula = attributes

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in ("f", "v"):
            self._texts[tag] = "".join(self._text or ())
            self._text = None
        elif tag == "sheetData":  # prompts and formats are half of a template's sheet
            self._listen(None, None, None)
        elif tag == "c" and self._texts:
            value = self._texts.get("v", "")
            self._found[self._row, self._column] = FoundCell(
                None if self._formula is None else self._formula_text(self._formula),
                value if self._cell.get("t") == "e" else None,
                not value and self._cell.get("t") != "str",
                int(self._cell.get("s", "0")),
            )

    def _formula_text(self, formula: Mapping[str, str]) -> str:
        """Returns the formula with its `=`; a shared one stands in full in its first cell only."""
        text, group = self._texts.get("f", ""), formula.get("si", "")
        if formula.get("t") != "shared":
            return f"={text}"
        here = a1(self._row, self._column)
        if text:
            self._shared[group] = (text, here)
            return f"={text}"
        if group not in self._shared:
            return "="
        from openpyxl.formula.translate import Translator, TranslatorError

        first, origin = self._shared[group]
        try:
            return str(Translator(f"={first}", origin).translate_formula(here))
        except TranslatorError:  # it leads off the sheet
            return "=#REF!"
