"""The engine's ranges: values, formulas and formats of cells, read and written in bulk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from com.sun.star.beans.PropertyState import AMBIGUOUS_VALUE
from com.sun.star.lang import Locale
from xlwings import base_classes

from .com_error import com_error
from .typing_in import EPOCH, Typed, stored

if TYPE_CHECKING:
    from .app import Sheet
    from .within import Within

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_CURRENCY = 8  # com.sun.star.util.NumberFormat
_DATETIME, _ANY_ERROR = 2, 4  # com.sun.star.sheet.CellFlags, FormulaResult
_CONTENTS, EVERYTHING = 1023 & ~(32 | 128), 1023 & ~128  # without formats and with; no drawings
_ERRORS = {
    32767: "#N/A",
    503: "#NUM!",
    519: "#VALUE!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
_EXCEL = 3  # com.sun.star.sheet.AddressConvention.XL_OOX, commas between arguments
_ENGLISH = Locale("en", "US", "")


class Range(base_classes.Range):
    """A rectangle of one sheet; addressing it costs nothing, reading or writing it one call."""

    row = column = shape = None  # plain attributes in the place of the base class's properties

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1):
        self.sheet = sheet
        self.row, self.column, self.shape = row, column, (rows, columns)
        self.options: dict[str, Any] = {}

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self.row, self.column, *self.shape

    @property
    def api(self) -> Any:
        return self.uno

    @property
    def uno(self) -> Any:
        rows, columns = self.shape
        return self.sheet.uno.getCellRangeByPosition(
            self.column - 1, self.row - 1, self.column + columns - 2, self.row + rows - 2
        )

    @property
    def _within(self) -> Within:
        return self.sheet.book.app.office.within

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        return Range(self.sheet, self.row + row - 1, self.column + column - 1)

    @property
    def rows(self) -> list[Range]:
        rows, columns = self.shape
        return [Range(self.sheet, self.row + n, self.column, 1, columns) for n in range(rows)]

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        row, column = "$" * row_absolute, "$" * col_absolute
        ends = [(self.row, self.column)]
        if len(self) > 1:
            ends.append((self.row + self.shape[0] - 1, self.column + self.shape[1] - 1))
        local = ":".join(f"{column}{letters(c)}{row}{r}" for r, c in ends)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{local}" if external else local

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def raw_value(self) -> list[list[Any]]:
        self.sheet.count("read values")
        area = self.uno
        data = area.getDataArray()
        kinds = {type(cell) for row in data for cell in row}
        rows = [[None if cell == "" else cell for cell in row] for row in data]
        if float in kinds:  # a date is one
            for row, column in self._marked(area.queryContentCells(_DATETIME)):
                rows[row][column] = EPOCH + timedelta(days=rows[row][column])
        if type(None) in kinds:  # which an error is, and no empty cell
            for row, column in self._marked(area.queryFormulaCells(_ANY_ERROR)):
                code = area.getCellByPosition(column, row).getError()
                rows[row][column] = CellError(_ERRORS.get(code, "#VALUE!"))
        if "currency" in self.sheet.book.states:
            for row, column in self._formatted(area, lambda kind: kind.Type & _CURRENCY):
                if isinstance(rows[row][column], float):
                    rows[row][column] = Decimal(str(round(rows[row][column], 4)))
        return rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet.count("write values")
        self._refuse_locked()
        area = self.uno
        rows = self._shown_alone(self._spread(value))
        texts = set(self._formatted(area, lambda kind: kind.FormatString == "@"))
        whole = [[stored(cell, as_text=(r, c) in texts) for c, cell in enumerate(row)]
                 for r, row in enumerate(rows)]  # fmt: skip
        plain = all(cell.formula is None and cell.number_format is None
                    for row in whole for cell in row)  # fmt: skip
        if plain:
            area.setDataArray(tuple(tuple(map(_data, row)) for row in whole))
            return
        for r, row in enumerate(whole):
            for c, cell in enumerate(row):
                self._store(area.getCellByPosition(c, r), cell)

    def _spread(self, value: Any) -> list[list[Any]]:
        rows, columns = self.shape
        if not isinstance(value, (list, tuple)):
            return [[value] * columns for _ in range(rows)]
        nested = isinstance(value[0], (list, tuple))
        return [list(row) for row in value] if nested else [list(value)]

    def _store(self, cell: Any, typed: Typed) -> None:
        if typed.formula is not None:
            cell.setFormula(typed.formula)
        elif typed.number is not None:
            cell.setValue(typed.number)
        else:
            cell.setString(typed.text or "")
        if typed.number_format is not None:
            cell.NumberFormat = self.sheet.book.format_key(typed.number_format)

    def _marked(self, found: Any) -> Iterable[tuple[int, int]]:
        for area in found.getRangeAddresses():
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    yield row - self.row + 1, column - self.column + 1

    def _refuse_locked(self) -> None:
        """Raise Excel's error for a cell that the sheet's protection locks."""
        if not self.sheet.uno.isProtected():
            return
        if any(group.CellProtection.IsLocked for group in self._groups(self.uno, "CellProtection")):
            raise com_error("您试图更改的单元格或图表位于受保护的工作表中。")

    def _shown_alone(self, rows: list[list[Any]]) -> list[list[Any]]:
        """An array goes into the rows that a filter shows, one after the other, as in Excel."""
        if not self.sheet.filter:
            return rows
        hidden = [row.uno.Rows.getByIndex(0).IsFiltered for row in self.rows]
        if len(rows) == 1 or not any(hidden):
            return rows
        now, values = [list(row) for row in self.uno.getDataArray()], iter(rows)
        return [old if hides else next(values) for hides, old in zip(hidden, now, strict=True)]

    def _formatted(self, area: Any, fits: Callable[[Any], Any]) -> Iterable[tuple[int, int]]:
        """The cells whose number format fits."""
        formats, known = self.sheet.book.document.NumberFormats, {}
        for group in self._groups(area, "NumberFormat"):
            key = group.NumberFormat
            if key not in known:
                known[key] = fits(formats.getByKey(key))
            if known[key]:
                yield from self._marked(group.queryIntersection(area.RangeAddress))

    @staticmethod
    def _groups(area: Any, attribute: str) -> Iterable[Any]:
        """The area in parts that have the attribute alike; it alone where it is alike in all.

        Each object that LibreOffice hands over takes a millisecond or two.
        """
        if area.getPropertyState(attribute) != AMBIGUOUS_VALUE:
            return (area,)
        groups = area.getUniqueCellFormatRanges()
        return (groups.getByIndex(n) for n in range(groups.Count))

    @property
    def row_height(self) -> float:
        row = self.uno.Rows.getByIndex(0)
        return 0.0 if row.IsFiltered or not row.IsVisible else row.Height * 72 / 2540

    @property
    def formula(self) -> Any:
        self.sheet.count("read formulas")
        rows = self.uno.getFormulaArray()
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        """Formulas are written as Excel spells them: Sheet!A1, commas between arguments."""
        self.sheet.count("write formulas")
        self._refuse_locked()
        parser = self.sheet.book.document.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = _EXCEL
        rows = tuple(
            tuple("" if text is None else str(text) for text in row) for row in self._spread(value)
        )
        self._within.run("WriteFormulas", parser, self.uno, rows)

    formula2 = formula

    @property
    def number_format(self) -> str:
        self.sheet.count("read format")
        key = self.uno.NumberFormat
        return self.sheet.book.document.NumberFormats.getByKey(key).FormatString

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.count("write format")
        if "¥" in value:
            self.sheet.book.states.add("currency")  # asked of each cell, it would slow all reading
        with self.sheet.formats_allowed():
            self.uno.NumberFormat = self.sheet.book.format_key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        self.sheet.count("read colour")
        colour = self.uno.CellBackColor
        return None if colour == -1 else (colour >> 16 & 255, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.sheet.count("write colour")
        red, green, blue = value or (0, 0, 0)
        self.uno.CellBackColor = -1 if value is None else red << 16 | green << 8 | blue

    @property
    def hyperlink(self) -> str:
        self.sheet.count("read link")
        fields = self.uno.getCellByPosition(0, 0).getTextFields()
        return fields.getByIndex(0).URL if fields.Count else ""

    @property
    def note(self) -> Any:
        self.sheet.count("read note")
        text = self.uno.getCellByPosition(0, 0).Annotation.String
        return type("Note", (), {"text": text})() if text else None

    @property
    def merge_cells(self) -> bool:
        self.sheet.count("read merge")
        cursor = self.sheet.uno.createCursorByRange(self.uno)
        cursor.collapseToMergedArea()
        grown = cursor.RangeAddress != self.uno.RangeAddress
        return bool(grown or self.uno.getIsMerged())

    def add_note(self, text: str) -> None:
        self.sheet.count("add note")
        self.sheet.refuse_if_protected()
        self.sheet.uno.Annotations.insertNew(self.uno.getCellByPosition(0, 0).CellAddress, text)

    def clear_contents(self) -> None:
        self.sheet.count("clear contents")
        self.uno.clearContents(_CONTENTS)

    def clear(self) -> None:
        self.sheet.count("clear")
        self.uno.clearContents(EVERYTHING)

    def copy(self, destination: Any) -> None:
        """Also from another book, by way of a copy of the sheet; whole rows take heights along."""
        self.sheet.count("copy range")
        destination = getattr(destination, "impl", destination)
        if self.shape == self.sheet.cells.shape:  # all cells: what is used, and all widths
            last = self.sheet.used_range
            used = self.sheet.range((1, 1), (last.row + last.shape[0] - 1, self.shape[1]))
            used.copy(destination.sheet.range(used))
            widths, given = destination.sheet.uno.Columns, self.sheet.uno.Columns
            self._within.run("CopyWidths", given, widths, last.column + last.shape[1])
            return
        sheets = destination.sheet.book.document.Sheets
        guest = None
        source = self.uno
        if destination.sheet.book is not self.sheet.book:
            self.sheet.book.app.office.settle()
            last = sheets.Count
            place = sheets.importSheet(self.sheet.book.document, self.sheet.uno.Name, last)
            guest = sheets.getByIndex(place)
            address = source.RangeAddress
            source = guest.getCellRangeByPosition(
                address.StartColumn, address.StartRow, address.EndColumn, address.EndRow
            )
        target = destination.uno.getCellByPosition(0, 0).CellAddress
        destination.sheet.uno.copyRange(target, source.RangeAddress)
        self._within.run("CopyHeights", source.Rows, destination.uno.Rows, self.shape[0])
        if guest is not None:
            self.sheet.book.app.office.settle()
            sheets.removeByName(guest.Name)

    def select(self) -> None:
        self.sheet.count("select")
        self.sheet.book.document.CurrentController.select(self.uno)


class CellError(str):
    """An error value of a cell; xlwings turns it into None or, when asked, into its text."""


def letters(column: int) -> str:
    """The letters of a 1-based column."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def corner(address: str) -> tuple[int, int]:
    """The 1-based row and column of an A1 address."""
    found = _CELL.fullmatch(address)
    if found is None:
        raise ValueError(f"not a cell address: {address}")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def english() -> Locale:
    """The locale in which number formats are written, as in a workbook's file."""
    return _ENGLISH


def _data(typed: Typed) -> Any:
    return typed.text or "" if typed.number is None else typed.number
