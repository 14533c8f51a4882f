"""The generated VBA wrappers say what xlwings' own importer would say, our launcher apart."""

from __future__ import annotations

import importlib
import inspect
import io
import re
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from xlperf.excel_addin.functions import functions
from xlperf.excel_addin.functions.vba_wrappers import (
    argument_descriptions,
    description,
    wrappers,
)
from xlperf.excel_addin.functions.vba_wrappers import (
    functions as worksheet_functions,
)
from xlperf.output import macros
from xlperf.output.macros import text_expression

MODULE = "xlperf.excel_addin.functions.functions"
NAMES = ["CHECK", "FORM", "STATEMENT", "STATUS", "SUMMARY", "TARGET", "TOTALS", "VERDICTS"]
WINDOWS = ("pythoncom", "pywintypes", "win32com", "win32com.client")


@pytest.fixture
def importer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """xlwings' importer of worksheet functions, with the modules of Windows stubbed."""
    for name in WINDOWS:
        module = ModuleType(name)
        module.CoInitialize = module.Dispatch = lambda *_: None  # type: ignore[attr-defined]  # made up
        module.com_error = Exception  # type: ignore[attr-defined]  # as above
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "xlwings.udfs", raising=False)
    udfs = importlib.import_module("xlwings.udfs")
    yield udfs
    monkeypatch.delitem(sys.modules, "xlwings.udfs", raising=False)


@pytest.fixture
def decorated(importer: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Our functions with the decorators that act on Windows."""
    import xlwings

    for short, long in (("func", "xlfunc"), ("arg", "xlarg"), ("ret", "xlret")):
        monkeypatch.setattr(xlwings, short, getattr(importer, long))
    module = importlib.reload(functions)
    yield module
    monkeypatch.undo()
    importlib.reload(functions)


def shape(vba: str) -> dict[str, tuple[str, str, str, str]]:
    """Per function: its parameters, the module and name it calls, and the arguments it passes."""
    found = {}
    for body in re.findall(r"^Function .*?^End Function", vba, re.DOTALL | re.MULTILINE):
        head = re.match(r"Function (\w+)\((.*?)\)\s*$", body.splitlines()[0])
        call = re.search(r'CallUDF\("([\w.]+)", "(\w+)", (.*?), (?:Empty|ActiveWorkbook), ', body)
        assert head
        assert call
        name, parameters = head.groups()
        module, called, arguments = call.groups()
        first = re.search(r"(?:Passed|argsArray) = Array\((.*?)\)", body)
        if first:
            arguments = f"Array({first[1]}) and the rest"
        found[name] = (parameters, module, called, arguments)
    return found


def test_the_module_in_the_repository_is_of_todays_functions() -> None:
    assert macros.source("XlperfFunctions.bas") == wrappers(MODULE)


def test_wrappers_are_those_of_xlwings_own_importer(importer: Any, decorated: Any) -> None:
    theirs = io.StringIO()
    book = SimpleNamespace(Name="xlperf.xlam")
    importer.generate_vba_wrapper(MODULE, decorated, theirs, book)
    assert shape(wrappers(MODULE)) == shape(theirs.getvalue())
    assert sorted(shape(theirs.getvalue())) == [f"XLPERF_{name}" for name in NAMES]


def test_xlwings_is_told_to_pass_rows(decorated: Any) -> None:
    for function in worksheet_functions(MODULE):
        info = function.__xlfunc__  # type: ignore[attr-defined]  # set by xlwings
        assert [entry["options"] for entry in info["args"]] == [{"ndim": 2}] * len(info["args"])
        assert info["category"] == "绩效目标"
        assert info["volatile"] is False


def test_every_function_and_argument_is_described_in_chinese() -> None:
    for function in worksheet_functions(MODULE):
        told = [description(function), *argument_descriptions(function)]
        assert len(told) == 1 + len(inspect.signature(function).parameters)
        for text in told:
            assert re.search(r"[\u4e00-\u9fff]{4}", text)
            assert len(text) <= 255


def test_no_workbook_is_passed_that_could_bring_code_along() -> None:
    assert "ActiveWorkbook" not in wrappers(MODULE)
    assert "ThisWorkbook" not in wrappers(MODULE)


def test_chinese_becomes_character_codes() -> None:
    assert text_expression("校验") == 'Text("68219A8C")'
    assert text_expression("") == '""'
    assert text_expression("一" * 60).count("Text(") == 2
