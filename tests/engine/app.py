"""The engine itself: application, books, sheets, and the count of calls into them.

Every property or method that a real Excel would be asked for over COM counts as one call, which
is what the commands are held to. Addressing a range costs nothing here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uno
from com.sun.star.table import CellAddress
from xlwings import base_classes

from .cells import EVERYTHING, CellError, Range, corner, english
from .com_error import com_error
from .excel_api import AppApi, BookApi, SheetApi, filter_fields
from .office import Office, prop

_ROWS, _COLUMNS = 1_048_576, 1_024
_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML"}


class Engine:
    """What `xlwings.engines` holds."""

    name, type = "libreoffice", "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value


class Apps(base_classes.Apps):
    def __init__(self, engine: Engine) -> None:
        self._app = App(engine)

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, **_: Any) -> App:
        return self._app


class App(base_classes.App):
    """One LibreOffice. `alerts` and `statuses` keep what a user would have been shown.

    `answers` are the user's to the questions to come; a question without one is a mistake.
    """

    books = None  # plain attributes in the place of the base class's properties

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.office = engine.office
        self.calls: Counter[str] = Counter()
        self.alerts: list[str] = []
        self.answers: list[str] = []
        self.statuses: list[Any] = []
        self.books = Books(self)
        self._quiet: dict[str, Any] = {}
        self.protected_views = 0
        self.arranged: list[dict[str, Any]] = []
        self.has_printer = True
        self.pages: dict[tuple[Any, str], dict[str, Any]] = {}
        self.filters: dict[tuple[Any, str], tuple[str, dict[int, dict[str, Any]]]] = {}

    @property
    def pid(self) -> int:
        return self.office.process.pid

    @property
    def visible(self) -> bool:
        return False

    @visible.setter
    def visible(self, value: bool) -> None:
        pass

    def activate(self, steal_focus: Any = None) -> None:
        pass

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def api(self) -> AppApi:
        return AppApi(self)

    @property
    def calculation(self) -> str:
        self.calls["calculation"] += 1
        is_automatic = self.books.active.document.isAutomaticCalculationEnabled()
        return "automatic" if is_automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.books.active.document.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        self.calls["calculate"] += 1
        for book in self.books:
            book.document.calculate()

    @property
    def status_bar(self) -> Any:
        return self.statuses[-1] if self.statuses else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.calls["status bar"] += 1
        self.statuses.append(value)

    @property
    def screen_updating(self) -> bool:
        return self._quiet.get("screen_updating", True)

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.calls["screen updating"] += 1
        self._quiet["screen_updating"] = value

    @property
    def display_alerts(self) -> bool:
        return self._quiet.get("display_alerts", True)

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.calls["display alerts"] += 1
        self._quiet["display_alerts"] = value

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        choices = {"ok": ["ok"], "yes_no": ["yes", "no"]}[buttons]
        if choices == ["ok"]:
            return "ok"
        assert self.answers, f"nobody is there to answer: {prompt}"
        assert self.answers[0] in choices
        return self.answers.pop(0)

    @property
    def selection(self) -> Range:
        book = self.books.active
        selected = book.document.CurrentSelection
        if hasattr(selected, "RangeAddresses"):
            areas = [self._range(book, area) for area in selected.RangeAddresses]
            return Areas(areas)
        return self._range(book, selected.RangeAddress)

    @staticmethod
    def _range(book: Book, area: Any) -> Range:
        size = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return Range(book.sheets(area.Sheet + 1), area.StartRow + 1, area.StartColumn + 1, *size)

    def run(self, macro: str, args: Any) -> Any:
        book, _, name = macro.rpartition("!")
        document = self.books(book.strip("'")).document
        url = f"vnd.sun.star.script:VBAProject.{name}?language=Basic&location=document"
        return document.getScriptProvider().getScript(url).invoke(tuple(args), (), ())[0]


class Areas(Range):
    """Several ranges that are selected at once: all but their address is that of the first."""

    def __init__(self, areas: list[Range]) -> None:
        first = areas[0]
        super().__init__(first.sheet, first.row, first.column, *first.shape)
        self._areas = areas

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        return ",".join(
            area.get_address(row_absolute, col_absolute, external) for area in self._areas
        )


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def active(self) -> Book:
        return self._open[-1]

    def __call__(self, key: str | int) -> Book:
        if isinstance(key, int):
            return self._open[key - 1]
        for book in self._open:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open))

    def __contains__(self, name: str) -> bool:
        return any(book.name.lower() == name.lower() for book in self._open)

    def add(self) -> Book:
        return self._keep(Book(self.app, self.app.office.new()))

    def open(
        self, fullname: str, update_links: Any = None, read_only: bool | None = None, *_: Any
    ) -> Book:
        self.app.calls["open book"] += 1
        document = self.app.office.open(Path(fullname), read_only=bool(read_only))
        return self._keep(Book(self.app, document))

    def _keep(self, book: Book) -> Book:
        self._open.append(book)
        book.activate()
        return book

    def forget(self, book: Book) -> None:
        self._open.remove(book)

    def bring_forward(self, book: Book) -> None:
        """The last one is the one in front, as a headless LibreOffice knows none."""
        self._open.remove(book)
        self._open.append(book)


class Book(base_classes.Book):
    app = None

    def __init__(self, app: App, document: Any) -> None:
        self.app, self.document = app, document
        self.states: set[str] = set()
        self.passwords: dict[str, str] = {}

    @staticmethod
    def filter_of(path: Path) -> str:
        """The filter that writes a file of this name."""
        return _FILTERS[path.suffix]

    def refuse(self, *states: str) -> None:
        """Raise Excel's error where the workbook is in one of these states."""
        if self.states & set(states):
            raise com_error("类 Sheets 的方法无效")

    @property
    def api(self) -> BookApi:
        return BookApi(self)

    def to_pdf(self, path: str, quality: Any = None) -> None:
        self.app.calls["to pdf"] += 1
        self.store(Path(path), "calc_pdf_Export")

    def store(self, path: Path, filter_name: str) -> None:
        """Write a copy; the book stays the file it is."""
        self.app.office.store(self.document, path, filter_name)

    @property
    def fullname(self) -> str:
        self.app.calls["book path"] += 1
        url = self.document.URL
        return uno.fileUrlToSystemPath(url) if url else self.document.Title

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.app.calls["activate"] += 1
        self.app.books.bring_forward(self)
        self.document.CurrentController.Frame.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.app.calls["save"] += 1
        target = Path(path or self.fullname).absolute()
        filter_name = prop("FilterName", _FILTERS[target.suffix])
        self.document.storeAsURL(target.as_uri(), (filter_name, prop("Overwrite", True)))

    def close(self) -> None:
        self.app.calls["close"] += 1
        self.app.books.forget(self)
        self.app.office.settle()
        self.document.close(True)

    def format_key(self, code: str) -> int:
        formats = self.document.NumberFormats
        key = formats.queryKey(code, english(), False)
        return key if key != -1 else formats.addNew(code, english())


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book = book
        self.uno = book.document.NamedRanges

    def __call__(self, name: str | int) -> Name:
        return Name(self.uno.getByIndex(name - 1) if isinstance(name, int) else self.uno[name])

    def __len__(self) -> int:
        return int(self.uno.Count)

    def contains(self, name: str) -> bool:
        return bool(self.uno.hasByName(name))

    def add(self, name: str, refers_to: str) -> Name:
        self.book.app.calls["add name"] += 1
        sheet, _, cell = refers_to.removeprefix("=").rpartition("!")
        self.uno.addNewByName(name, f"${sheet}.{cell}", CellAddress(), 0)
        return self(name)


class Name(base_classes.Name):
    def __init__(self, named: Any) -> None:
        self.uno = named

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @property
    def refers_to(self) -> str:
        """What it stands for as Excel says it: without apostrophes that are not needed."""
        sheet, _, cell = self.uno.Content.removeprefix("$").rpartition(".")
        return f"={sheet}!{cell}"


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book
        self.uno = book.document.Sheets

    @property
    def active(self) -> Sheet:
        self.book.app.calls["active sheet"] += 1
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, key: str | int) -> Sheet:
        if isinstance(key, int):
            return Sheet(self.book, self.uno.getByIndex(key - 1))
        for name in self.uno.ElementNames:
            if name.lower() == key.lower():
                return Sheet(self.book, self.uno.getByName(name))
        raise KeyError(key)

    def __len__(self) -> int:
        return self.uno.Count

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, self.uno.getByIndex(n)) for n in range(self.uno.Count)])

    def __contains__(self, name: str) -> bool:
        return name.lower() in map(str.lower, self.uno.ElementNames)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        self.book.app.calls["add sheet"] += 1
        self.book.refuse("structure", "shared")
        place = before.uno.RangeAddress.Sheet if before else self.uno.Count
        if after:
            place = after.uno.RangeAddress.Sheet + 1
        self.uno.insertNewByName(name or f"Sheet{self.uno.Count + 1}", place)
        return self(place + 1)


class Sheet(base_classes.Sheet):
    book = None

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.uno = book, sheet

    def count(self, what: str) -> None:
        """One more call into the application."""
        self.book.app.calls[what] += 1

    @property
    def api(self) -> SheetApi:
        return SheetApi(self)

    @property
    def filter(self) -> tuple[str, dict[int, dict[str, Any]]] | None:
        """The range of the sheet's own filter, and its criteria by column."""
        return self.book.app.filters.get((self.book.document.RuntimeUID, self.uno.Name))

    @filter.setter
    def filter(self, value: tuple[str, dict[int, dict[str, Any]]]) -> None:
        self.book.app.filters[self.book.document.RuntimeUID, self.uno.Name] = value

    @filter.deleter
    def filter(self) -> None:
        del self.book.app.filters[self.book.document.RuntimeUID, self.uno.Name]

    def show_filtered(self, criteria: dict[int, dict[str, Any]]) -> None:
        """Hide the rows of the filter's range that do not fit; all of them show without any."""
        assert self.filter is not None
        address, _ = self.filter
        self.filter = address, criteria
        area = self.range(address).uno
        area.Rows.IsVisible = True
        if criteria:
            wanted = area.createFilterDescriptor(True)
            wanted.ContainsHeader = True
            wanted.setFilterFields2(filter_fields(criteria))
            area.filter(wanted)

    @property
    def pages(self) -> dict[str, Any]:
        """What the page was set to."""
        return self.book.app.pages.setdefault((self.book.document.RuntimeUID, self.uno.Name), {})

    def document_page(self) -> Any:
        """The page style of the sheet."""
        styles = self.book.document.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self.uno.PageStyle)

    @property
    def charts(self) -> list[Chart]:
        self.count("charts")
        charts = self.uno.Charts
        return [Chart(self, charts.getByIndex(number)) for number in range(charts.Count)]

    @property
    def notes(self) -> list[Note]:
        self.count("notes")
        notes = self.uno.Annotations
        return [Note(self, notes.getByIndex(number)) for number in range(notes.Count)]

    @contextmanager
    def formats_allowed(self) -> Iterator[None]:
        """Formats may be changed where the drawer protects; LibreOffice knows no such leave."""
        is_protected = self.uno.isProtected()
        if is_protected and self.uno.Name in self.book.passwords:
            raise com_error("工作表受保护")
        if is_protected:
            self.uno.unprotect("")
        yield
        if is_protected:
            self.uno.protect("")

    def refuse_if_protected(self) -> None:
        """Raise Excel's error for what no protected sheet allows."""
        if self.uno.isProtected():
            raise com_error("工作表受保护")

    def clear(self) -> None:
        """Charts stay, as in Excel."""
        self.count("clear sheet")
        self.refuse_if_protected()
        Range(self, 1, 1, _ROWS, _COLUMNS).uno.clearContents(EVERYTHING)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, _ROWS, _COLUMNS)

    @property
    def name(self) -> str:
        self.count("sheet name")
        return self.uno.Name

    @name.setter
    def name(self, value: str) -> None:
        self.count("rename sheet")
        self.uno.Name = value

    @property
    def index(self) -> int:
        return self.uno.RangeAddress.Sheet + 1

    @property
    def visible(self) -> bool:
        self.count("sheet visible")
        return self.uno.IsVisible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.count("sheet visible")
        self.uno.IsVisible = bool(value)

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, tuple) and len(first) == 4:
            return Range(self, *first)
        top, left = self._corner(first, False)
        bottom, right = self._corner(first if last is None else last, True)
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    def _corner(self, place: Any, last: bool) -> tuple[int, int]:
        if isinstance(place, Range):
            rows, columns = place.shape if last else (1, 1)
            return place.row + rows - 1, place.column + columns - 1
        if isinstance(place, tuple):
            return place
        if re.fullmatch(r"\d+:\d+", place):
            row = int(place.split(":")[1 if last else 0])
            return row, _COLUMNS if last else 1
        return corner(place.split(":")[-1 if last else 0])

    @property
    def used_range(self) -> Range:
        self.count("used range")
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        size = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return Range(self, area.StartRow + 1, area.StartColumn + 1, *size)

    def activate(self) -> None:
        self.count("activate sheet")
        self.book.app.office.settle()
        self.book.document.CurrentController.setActiveSheet(self.uno)

    select = activate

    def delete(self) -> None:
        self.count("delete sheet")
        self.book.refuse("structure", "shared")
        self.book.app.office.settle()
        self.book.document.Sheets.removeByName(self.uno.Name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy as Excel does, also into another book; a taken name gets ` (2)`."""
        self.count("copy sheet")
        self.book.app.office.settle()
        beside = before or after
        assert beside is not None
        target = beside.book
        target.refuse("structure", "shared")
        place = beside.uno.RangeAddress.Sheet + (0 if before else 1)
        wanted, taken = self.uno.Name, {sheet.uno.Name for sheet in target.sheets}
        number = 2
        while wanted in taken:
            wanted, number = f"{self.uno.Name} ({number})", number + 1
        sheets = target.document.Sheets
        if target.document == self.book.document:
            sheets.copyByName(self.uno.Name, wanted, place)
        else:
            sheets.importSheet(self.book.document, self.uno.Name, place)
            sheets.getByIndex(place).Name = wanted


class Chart:
    """A chart on a sheet; xlwings asks for no more of it here."""

    def __init__(self, sheet: Sheet, chart: Any) -> None:
        self._sheet, self._chart = sheet, chart
        self.name = chart.Name

    def set_source_data(self, area: Range, plot_by: Any = None) -> None:
        self._sheet.count("chart cells")
        self._chart.setRanges((area.uno.RangeAddress,))


class Note:
    """A note on a cell."""

    def __init__(self, sheet: Sheet, note: Any) -> None:
        place = note.Position
        self.location = Range(sheet, place.Row + 1, place.Column + 1)
        self.text = note.String
