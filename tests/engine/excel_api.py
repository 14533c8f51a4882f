"""What the commands ask of Excel's own interface, because xlwings has no word for it.

Where Excel refuses a call, so does this.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from com.sun.star.sheet import TableFilterField2

from .com_error import com_error

if TYPE_CHECKING:
    from .app import App, Book, Sheet

_FIELD_EQUAL, _AND = 2, 0  # com.sun.star.sheet.FilterOperator2.EQUAL, FilterConnection.AND
_TYPES = {".xlsx": 51, ".xlsm": 52, ".xls": 56}


class AppApi:
    """The application's windows. `protected_views` are the files from elsewhere that it shows."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def ProtectedViewWindows(self) -> Any:
        return SimpleNamespace(Count=self._app.protected_views)

    @property
    def ActiveWindow(self) -> Window:
        return Window(self._app)

    @property
    def Windows(self) -> Any:
        return SimpleNamespace(Arrange=lambda **how: self._app.arranged.append(how))


class Window:
    """The window in front, of which only the panes are asked for."""

    def __init__(self, app: App) -> None:
        object.__setattr__(self, "_view", app.books.active.document.CurrentController)
        object.__setattr__(self, "_split", {})

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("SplitRow", "SplitColumn"):
            self._split[name] = value
        elif name == "FreezePanes":
            columns = self._split.get("SplitColumn", 0) if value else 0
            self._view.freezeAtPosition(columns, self._split.get("SplitRow", 0) if value else 0)
        else:
            assert name in ("ScrollRow", "ScrollColumn")


class BookApi:
    """A workbook's file and what it lets be done with its sheets."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def FullName(self) -> str:
        return self._book.fullname

    @property
    def ReadOnly(self) -> bool:
        self._book.app.calls["read only"] += 1
        return self._book.document.isReadonly()

    @property
    def MultiUserEditing(self) -> bool:
        self._book.app.calls["shared"] += 1
        return "shared" in self._book.states

    @property
    def FileFormat(self) -> int:
        self._book.app.calls["file format"] += 1
        return _TYPES.get(Path(self._book.fullname).suffix, 51)

    @property
    def ProtectStructure(self) -> bool:
        self._book.app.calls["structure"] += 1
        return "structure" in self._book.states

    @property
    def Windows(self) -> Any:
        return SimpleNamespace(Count=1 + self._book.app.calls["new window"])

    def NewWindow(self) -> None:
        self._book.app.calls["new window"] += 1

    def SaveCopyAs(self, path: str) -> None:
        self._book.app.calls["save copy"] += 1
        self._book.store(Path(path), self._book.filter_of(Path(path)))


class SheetApi:
    """Protection, filter, page and tab of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.Tab = Tab(sheet)
        self.PageSetup = PageSetup(sheet)

    @property
    def ProtectContents(self) -> bool:
        self._sheet.count("protected")
        return self._sheet.uno.isProtected()

    def Unprotect(self, password: str = "") -> None:
        self._sheet.count("unprotect")
        if self._sheet.book.passwords.get(self._sheet.uno.Name, password) != password:
            raise com_error("您提供的密码不正确。")
        self._sheet.uno.unprotect(password)

    def Protect(self, **allowed: bool) -> None:
        assert allowed.keys() <= {f"Allow{what}" for what in _ALLOWED}
        self._sheet.count("protect")
        self._sheet.uno.protect("")

    @property
    def AutoFilterMode(self) -> bool:
        self._sheet.count("filter")
        return self._sheet.filter is not None

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        assert value is False
        self.ShowAllData()
        del self._sheet.filter

    @property
    def FilterMode(self) -> bool:
        self._sheet.count("filter")
        return bool(self._sheet.filter and self._sheet.filter[1])

    @property
    def AutoFilter(self) -> Any:
        address, criteria = self._sheet.filter
        filters = [
            Filter(criteria.get(field))
            for field in range(1, self._sheet.range(address).shape[1] + 1)
        ]
        return SimpleNamespace(Range=SimpleNamespace(Address=address), Filters=Filters(filters))

    def ShowAllData(self) -> None:
        self._sheet.count("show all")
        if self._sheet.uno.isProtected():
            raise com_error("类 Worksheet 的 ShowAllData 方法无效")
        if self._sheet.filter:
            self._sheet.show_filtered({})

    def Range(self, address: str) -> Any:
        return SimpleNamespace(AutoFilter=lambda **one: self._filter(address, one))

    def _filter(self, address: str, one: dict[str, Any]) -> None:
        known = self._sheet.filter
        criteria = dict(known[1]) if known and known[0] == address else {}
        if one:
            criteria[one["Field"]] = one
        self._sheet.filter = (address, criteria)
        self._sheet.show_filtered(criteria)

    def ResetAllPageBreaks(self) -> None:
        self._sheet.count("page")
        self._sheet.uno.removeAllManualPageBreaks()


_ALLOWED = {
    *("FormattingCells", "FormattingColumns", "FormattingRows", "InsertingRows", "DeletingRows"),
    *("InsertingHyperlinks", "Sorting", "Filtering"),
}


class Filters(list[Any]):
    """The filters of a range, counted from 1."""

    @property
    def Count(self) -> int:
        return len(self)

    def __call__(self, number: int) -> Filter:
        return self[number - 1]


class Filter:
    """The filter of a column; what it has not raises, as in Excel."""

    def __init__(self, one: dict[str, Any] | None) -> None:
        self.On = one is not None
        self._one = one or {}
        self.Operator = self._one.get("Operator", 0)

    @property
    def Criteria1(self) -> Any:
        return self._one["Criteria1"]

    @property
    def Criteria2(self) -> Any:
        if "Criteria2" not in self._one:
            raise com_error("应用程序定义或对象定义错误")
        return self._one["Criteria2"]


class Tab:
    """The colour of a sheet's tab, with blue in the highest byte."""

    def __init__(self, sheet: Sheet) -> None:
        object.__setattr__(self, "_sheet", sheet)

    def __setattr__(self, name: str, value: int) -> None:
        assert name == "Color"
        self._sheet.count("tab")
        self._sheet.uno.TabColor = (value & 255) << 16 | value & 0xFF00 | value >> 16


class PageSetup:
    """The page of a sheet: what is set is kept, and part of it given to the sheet's page style."""

    def __init__(self, sheet: Sheet) -> None:
        object.__setattr__(self, "_sheet", sheet)

    def __setattr__(self, name: str, value: Any) -> None:
        self._sheet.count("page")
        if not self._sheet.book.app.has_printer:
            raise com_error(f"不能设置类 PageSetup 的 {name} 属性")
        assert name in _PAGE
        self._sheet.pages[name] = value
        if name == "Orientation":
            self._sheet.document_page().IsLandscape = value == 2
        elif name == "PrintTitleRows":
            self._sheet.uno.PrintTitleRows = bool(value)


_PAGE = {
    *("PrintArea", "PaperSize", "Orientation", "Zoom", "FitToPagesWide", "FitToPagesTall"),
    *("LeftMargin", "RightMargin", "TopMargin", "BottomMargin", "CenterHorizontally"),
    *("LeftFooter", "CenterFooter", "RightFooter", "LeftHeader", "CenterHeader", "RightHeader"),
    "PrintTitleRows",
}


def filter_fields(criteria: dict[int, dict[str, Any]]) -> tuple[Any, ...]:
    """LibreOffice's words for criteria that compare with one text."""
    fields = []
    for number, one in criteria.items():
        field = TableFilterField2()
        field.Field, field.Connection, field.Operator = number - 1, _AND, _FIELD_EQUAL
        field.IsNumeric, field.StringValue = False, str(one["Criteria1"]).removeprefix("=")
        fields.append(field)
    return tuple(fields)
