"""Generates the VBA wrappers of the worksheet functions from the Python functions.

xlwings' own importer writes the same text into an open workbook on Windows, which needs Excel
and a trust setting; this one needs neither. A wrapper passes no workbook: given one, xlwings
would look into it for sheets of Python code and run them. macros/XlperfFunctions.bas holds the
text, for whoever reviews it; after a change of the functions

    python -m xlperf.excel_addin.functions.vba_wrappers > macros/XlperfFunctions.bas

makes it again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module

from xlperf.output.macros import text_expression

CATEGORY = "绩效目标"
PREFIX = "XLPERF_"
_LONGEST_DESCRIPTION = 255  # MacroOptions refuses more


def functions(module_name: str) -> list[Callable[..., object]]:
    """Returns the worksheet functions of a module, in alphabetical order."""
    found = vars(import_module(module_name))
    return [found[name] for name in sorted(found) if name.startswith(PREFIX)]


def wrappers(module_name: str) -> str:
    """Returns the VBA module of all wrappers, with the procedure that describes them to Excel."""
    known = functions(module_name)
    return "\n".join(
        [
            'Attribute VB_Name = "XlperfFunctions"',
            f"' Generated from {module_name}.",
            "Option Explicit",
            "",
            *(wrapper(function) for function in known),
            _describe(known),
        ]
    )


def wrapper(function: Callable[..., object]) -> str:
    """Returns the VBA function of one Python function."""
    name, fixed, rest = function.__name__, *_parameters(function)
    signature = ", ".join([*fixed, *([f"ParamArray {rest}()"] if rest else [])])
    lines = [f"Function {name}({signature})", "    On Error GoTo Failure"]
    arguments = f"Array({', '.join(fixed)})"
    if rest:
        lines += [
            "    Dim Passed() As Variant, Index As Long",
            f"    Passed = {arguments}",
            f"    ReDim Preserve Passed(0 To UBound({rest}) - LBound({rest}) + {len(fixed)})",
            f"    For Index = LBound({rest}) To UBound({rest})",
            f"        If IsObject({rest}(Index)) Then",
            f"            Set Passed({len(fixed)} + Index - LBound({rest})) = {rest}(Index)",
            "        Else",
            f"            Passed({len(fixed)} + Index - LBound({rest})) = {rest}(Index)",
            "        End If",
            "    Next Index",
        ]
        arguments = "Passed"
    return "\n".join(
        [
            *lines,
            f'    {name} = Python().CallUDF("{function.__module__}", "{name}", '
            f"{arguments}, Empty, Application.Caller)",
            "    Exit Function",
            "Failure:",
            f"    {name} = FailureText(Err.Description)",
            "End Function",
            "",
        ]
    )


def description(function: Callable[..., object]) -> str:
    """Returns the first paragraph of a function's docstring, as the function wizard shows it."""
    return _paragraphs(function)[0][:_LONGEST_DESCRIPTION]


def argument_descriptions(function: Callable[..., object]) -> list[str]:
    """Returns what the docstring says of each argument, in lines `name：…`."""
    lines = [line for paragraph in _paragraphs(function)[1:] for line in paragraph.splitlines()]
    said = dict(line.split("：", 1) for line in lines if "：" in line)
    fixed, rest = _parameters(function)
    return [said[name][:_LONGEST_DESCRIPTION] for name in [*fixed, *([rest] if rest else [])]]


def _parameters(function: Callable[..., object]) -> tuple[list[str], str | None]:
    parameters = inspect.signature(function).parameters.values()
    fixed = [entry.name for entry in parameters if entry.kind is entry.POSITIONAL_OR_KEYWORD]
    rest = [entry.name for entry in parameters if entry.kind is entry.VAR_POSITIONAL]
    return fixed, rest[0] if rest else None


def _paragraphs(function: Callable[..., object]) -> list[str]:
    return inspect.cleandoc(function.__doc__ or "").split("\n\n")


def _describe(known: list[Callable[..., object]]) -> str:
    # `Book` begins the macros' names: the add-in and a macro workbook have functions of one name.
    lines = [
        "Public Sub DescribeFunctions(ByVal Book As String)",
        "    Dim Category As String",
        f"    Category = {text_expression(CATEGORY)}",
    ]
    for function in known:
        told = [text_expression(entry) for entry in argument_descriptions(function)]
        texts = ", _\n            ".join(told)
        lines.append(
            f'    Application.MacroOptions Macro:=Book & "{function.__name__}", _\n'
            f"        Category:=Category, _\n"
            f"        Description:={text_expression(description(function))}, _\n"
            f"        ArgumentDescriptions:=Array({texts})"
        )
    return "\n".join([*lines, "End Sub", ""])


if __name__ == "__main__":
    print(wrappers("xlperf.excel_addin.functions.functions"), end="")
