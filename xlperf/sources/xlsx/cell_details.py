"""Reads what calamine leaves out of a worksheet: formulas, errors, and number formats.

Asked of single sheets that raise a question. openpyxl knows it all, but opens the whole workbook
for it, twice for formulas and values both: 60 ms and more, where one sheet's own part takes one.
Among hundreds of filings that difference was half of all the time spent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple
from xml.etree.ElementTree import fromstring as parse_xml

from xlperf.filing.model import Address
from xlperf.form.values import number_as_shown
from xlperf.grid import Formula, Position, Shown, Value, a1, place_of
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.xlsx.sheet_parts import styles_part
from xlperf.sources.xlsx.strict_parser import PartCell, StrictSheet
from xlperf.sources.xlsx.xml_errors import xml_errors

_LONGEST = LIMITS.shared_formula_characters
_PERCENT = {9: "0%", 10: "0.00%"}
"""Maps the number formats that every workbook knows without saying, as far as targets go."""


class FoundCell(NamedTuple):
    """Holds what stands behind the value of one cell.

    `text` is its formula or None, `error` an error's code (`#REF!`) or None; `empty` says that
    a formula has no value, of which an empty text is one; `style` is the number of its style.
    `shared` is the formula of another cell that it repeats, that cell, and its own.
    """

    text: str | None
    error: str | None
    empty: bool
    style: int
    shared: tuple[str, str, str] | None = None

    @property
    def formula(self) -> str | None:
        """Returns the formula, as it would stand in this cell."""
        return self.text if self.shared is None else _moved(*self.shared)


class Workbook:
    """Answers for the cells of a workbook; a sheet's part is parsed at the first question on it."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self._parts = {name: part for part, name in source.sheets.items()}
        self._cells: dict[str, _Details] = {}

    def cells(self, sheet: str) -> Mapping[Position, FoundCell]:
        """Returns every cell of a sheet that holds anything, by its 0-based row and column."""
        if sheet not in self._cells:
            part, found = self._parts[sheet], _Details()
            with xml_errors(self._source.path, part):
                StrictSheet(self._source.part(part), found.add)
            self._cells[sheet] = found
        return self._cells[sheet]

    def formula(self, at: Address, value: Value) -> Formula | None:
        """Returns the formula in a cell of this value; None where there is none."""
        found = self._found(at)
        if found is None or (found.text is found.error is None):
            return None
        if found.error is not None:
            return Formula(found.formula or "", found.error)
        return Formula(found.formula or "", None if found.empty else value)  # type: ignore[arg-type]  # a cell's value

    def shown(self, at: Address, value: Value) -> Shown:
        """Returns the text that a cell shows for a number or a date."""
        found = self._found(at)
        return Shown(number_as_shown(value, self.number_format(found.style) if found else ""))

    def _found(self, at: Address) -> FoundCell | None:
        cell = place_of(at.cell)
        return None if cell is None else self.cells(at.sheet).get(cell)

    def number_format(self, style: int) -> str:
        """Returns the number format of a style; empty for the usual ones."""
        with parsing(self._source.path, "workbook"):
            return self._formats[style] if style < len(self._formats) else ""

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


class _Details(dict[Position, FoundCell]):
    """Holds the cells of a sheet, as a parser finds them."""

    def __init__(self) -> None:
        self._shared: dict[str, tuple[str, str]] = {}

    def add(self, cell: PartCell) -> None:
        text, shared = None, None
        if cell.formula is not None:
            text = f"={cell.formula_text}"
            if cell.formula.get("t") == "shared":
                shared = self._shared_with(cell, cell.formula.get("si", ""))
        self[cell.row, cell.column] = FoundCell(
            text,
            cell.value if cell.attributes.get("t") == "e" else None,
            not cell.value and cell.attributes.get("t") != "str",
            int(cell.attributes.get("s", "0")),
            shared,
        )

    def _shared_with(self, cell: PartCell, group: str) -> tuple[str, str, str] | None:
        """Returns the formula that a cell repeats; it stands in full in its first cell only."""
        text, here = cell.formula_text, a1(cell.row, cell.column)
        if text:
            self._shared[group] = (text, here)
            return None
        first, origin = self._shared.get(group, ("", ""))
        return (first, origin, here) if 0 < len(first) <= _LONGEST else None


def _moved(formula: str, origin: str, here: str) -> str:
    """Returns a formula as it stands in another cell."""
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(f"={formula}", origin).translate_formula(here))
    except TranslatorError:  # it leads off the sheet
        return "=#REF!"
