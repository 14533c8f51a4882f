"""Reads the add-in's sources from macros/: VBA modules, the ribbon, the words the VBA says itself.

The sources are ASCII text a reviewer can read and a builder can put into a workbook; what
depends on the machine or on Python (versions, messages) becomes a generated module.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import xlperf
from xlperf.errors import XlperfError

LAUNCHER = "XlperfLauncher"
MODULES = ("XlperfSettings", LAUNCHER, "XlperfRibbon", "XlperfFunctions")
WORKBOOK_MODULE = "ThisWorkbook"
_PIECE = 50  # characters in one literal: a VBA line ends at 1,023


def source(name: str) -> str:
    """Reads a file of macros/, beside the package in a checkout, inside it when installed."""
    package = Path(xlperf.__file__).parent
    for folder in (package / "macros", package.parent / "macros"):
        if (folder / name).is_file():
            return (folder / name).read_text("utf-8")
    raise XlperfError(f"安装不完整：缺少加载项的源文件 {name}；请重新安装 xlperf。")


def xlwings_version() -> str:
    """Returns the version of the installed xlwings; the launcher's DLL is named after it."""
    return version("xlwings")


def modules(*, in_addin: bool) -> dict[str, str]:
    """Returns the VBA modules of the add-in, or of a workbook with macros of its own, by name."""
    texts = {name: source(f"{name}.bas") for name in MODULES}
    texts[LAUNCHER] = texts[LAUNCHER].replace("@XLWINGS@", xlwings_version())
    texts["XlperfMessages"] = _messages(in_addin=in_addin)
    texts[WORKBOOK_MODULE] = source(f"{WORKBOOK_MODULE}.cls")
    return texts


def text_expression(text: str) -> str:
    """Returns a VBA expression of a text, in ASCII: the characters' UTF-16 codes."""
    codes = text.encode("utf-16-be").hex().upper()
    step = _PIECE * 4
    pieces = [f'Text("{codes[at : at + step]}")' for at in range(0, len(codes), step)]
    return " & ".join(pieces) or '""'


def _messages(*, in_addin: bool) -> str:
    cases = "".join(
        f'        Case "{key}": Message = {text_expression(text)}\n'
        for key, text in tomllib.loads(source("messages.toml")).items()
    )
    return (
        'Attribute VB_Name = "XlperfMessages"\n'
        "' Generated from messages.toml.\n"
        "Option Explicit\n\n"
        f'Public Const XLPERF_VERSION As String = "{xlperf.__version__}"\n'
        f"Public Const IN_ADDIN As Boolean = {in_addin}\n\n"
        "Public Function Message(ByVal Key As String) As String\n"
        "    Select Case Key\n"
        f"{cases}"
        "    End Select\n"
        "End Function\n"
    )
