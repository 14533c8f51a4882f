"""Python behind the launcher's one call into the DLL, for VBA that runs in LibreOffice.

Only that call is replaced: the two functions declared in the DLL become VBA functions that hand
out an object of ours. The object does what xlwings' COM server does with the same calls. Three
things a headless LibreOffice cannot do: hand on a workbook as an object (its name stands in), show
a message box and take a key from itself (the bridge is told instead).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.lang import IllegalArgumentException
from com.sun.star.script import ArrayWrapper, XInvocation
from pyopenvba import ExcelFile
from xlwings import conversion

from .typing_in import EPOCH

_DECLARED = re.compile(
    r"^Private Declare PtrSafe Function (Activate(?:64|32)) Lib .*? Alias \S+ (\(.*\) As Long)",
    re.MULTILINE,
)
_ON_KEY = re.compile(r"Application\.OnKey (.*?\))(, .*?)?(?=\r)")
_ENGINE = "libreoffice"  # whose conversions xlwings runs; on Windows it is "excel"
_HOLD = """Private Held As Object

Public Sub HoldBridge(ByVal Bridge As Object)
    Set Held = Bridge
End Sub

Public Sub KeySet(ByVal Key As String, ByVal Macro As String)
    Held.KeySet Key, Macro
End Sub
"""


def with_bridge(path: Path) -> None:
    """Replace the declared functions in a built workbook by ones that hand out the bridge."""

    def handing_out(found: re.Match[str]) -> str:
        return (
            f"Private Function {found[1]}{found[2]}\r\n"
            "    Held.Started Command\r\n    Set Result = Held\r\nEnd Function\r\n"
        )

    with ExcelFile(path) as book:
        text, count = _DECLARED.subn(handing_out, book.get_module("XlperfLauncher"))
        assert count == 2, "the launcher declares the DLL's function once for each bitness"
        handed_on = '"BOOK_CALLER", ActiveWorkbook'
        assert text.count(handed_on) == 1
        text = text.replace(handed_on, f"{handed_on}.Name")
        shown = "MsgBox Body, vbInformation, Title"
        assert text.count(shown) == 1
        text = text.replace(shown, "Held.Said Body")
        head, option, rest = text.partition("Option Explicit")
        hold = _HOLD.replace("\n", "\r\n")
        book.set_module("XlperfLauncher", f"{head}{option}\r\n{hold}{rest}")
        keys = book.get_module("XlperfKeys")
        given, nothing = r"KeySet \1\2", r'KeySet \1, ""'
        keys, count = _ON_KEY.subn(lambda found: found.expand(given if found[2] else nothing), keys)
        assert count == 2, "one sets a key, one gives it back"
        book.set_module("XlperfKeys", keys)
        book.save()


class Bridge(unohelper.Base, XInvocation):
    """The object that the launcher gets for a running Python.

    `commands` are the command lines that would have started it, `calls` every command run, with
    the workbook that called, `said` the messages shown, `keys` the macro that each key was given
    last; `run` answers the commands.
    """

    def __init__(self, run: Callable[[str, str], str] = lambda name, argument: "") -> None:
        self.run = run
        self.commands: list[str] = []
        self.calls: list[tuple[str, str, str | None]] = []
        self.said: list[str] = []
        self.keys: dict[str, str] = {}
        self.caller: str | None = None
        self._kept: list[Any] = []

    def Started(self, command: str) -> None:
        self.commands.append(command)

    def KeySet(self, key: str, macro: str) -> None:
        self.keys[key] = macro

    def Said(self, message: str) -> None:
        self.said.append(message)

    def Module(self, name: str) -> str:
        return name

    def Tuple(self, *values: Any) -> str:
        self._kept.append(values)
        return f"#{len(self._kept) - 1}"

    def SetAttr(self, module: str, name: str, value: Any) -> None:
        assert (module, name) == ("xlwings._xlwindows", "BOOK_CALLER")
        self.caller = value

    def Call(self, module: str, method: str, arguments: str) -> str:
        assert (module, method) == ("xlperf.excel_addin.launch", "run")
        name, argument = self._kept[int(arguments[1:])]
        self.calls.append((name, argument, self.caller))
        return self.run(name, argument)

    def Str(self, value: Any) -> str:
        return str(value)

    def CallUDF(self, module: str, name: str, arguments: Any, book: Any, caller: Any) -> Any:
        assert book is None, "a workbook passed on would be searched for sheets of Python code"
        function = getattr(import_module(module), name)
        values = [conversion.read(None, _value(entry), {"ndim": 2}, _ENGINE) for entry in arguments]
        return _result(conversion.write(function(*values), None, {}, _ENGINE))

    def invoke(self, name: str, arguments: Any, _: Any, __: Any) -> Any:
        return getattr(self, name)(*arguments), (), ()

    def getIntrospection(self) -> None:
        return None

    def setValue(self, name: str, value: Any) -> None:
        raise IllegalArgumentException(name, self, 0)

    def getValue(self, name: str) -> Any:
        raise IllegalArgumentException(name, self, 0)

    def hasMethod(self, name: str) -> bool:
        return callable(getattr(self, name, None))

    def hasProperty(self, name: str) -> bool:
        return False


def _value(argument: Any) -> Any:
    """An argument as xlwings passes it: a range's values as rows, the rest as it is."""
    if getattr(argument, "ImplementationName", "") == "ScVbaRange":
        value = argument.Value
        rows = value.Array if hasattr(value, "Array") else ((value,),)
        return [[_cell(cell) for cell in row] for row in rows]
    return _cell(argument)


def _cell(value: Any) -> Any:
    if hasattr(value, "getTypes") or value is None or isinstance(value, str | float | bool):
        return value
    if type(value).__name__.endswith("Date"):
        return EPOCH + timedelta(days=value.Value)
    return float(value) if isinstance(value, int) else value


def _result(rows: Sequence[Sequence[Any]]) -> Any:
    """Rows as the COM server hands them over: one cell as itself, more as an array."""
    cells = [
        [_number(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows
    ]
    if len(cells) == 1 and len(cells[0]) == 1:
        return cells[0][0]
    wrapped = ArrayWrapper()
    wrapped.IsZeroIndex = False
    wrapped.Array = uno.Any("[][]any", tuple(tuple(row) for row in cells))
    return wrapped


def _number(day: datetime) -> float:
    return (day - EPOCH) / timedelta(days=1)
