"""Reads the add-in's sources from macros/: VBA modules, the ribbon, the words the VBA says itself.

The sources are ASCII text a reviewer can read and a builder can put into a workbook; what
depends on the machine or on Python (versions, messages) becomes a generated module.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import xlperf
from xlperf.errors import XlperfError
from xlperf.form.edition import edition_ids, load_edition
from xlperf.form.template import template

ADDIN = "xlperf.xlam"
"""Names the add-in's file, by which a workbook's macros find that it is loaded."""
LAUNCHER = "XlperfLauncher"
RIBBON = "XlperfRibbon"
MODULES = ("XlperfSettings", LAUNCHER, RIBBON, "XlperfKeys", "XlperfRows", "XlperfFunctions")
WORKBOOK_MODULE = "ThisWorkbook"
_CALLBACK = re.compile(r'\b(?:onLoad|onAction|get[A-Z]\w+)="(\w+)"')
_OTHER_NAME = "{}InBook"
_TOLD_BY = ("name", "level1")
"""Names the fields by whose labels the ribbon tells that a sheet holds a project."""
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
    texts[RIBBON] = _own_names(texts[RIBBON], in_addin=in_addin)
    texts["XlperfMessages"] = _messages(in_addin=in_addin)
    texts[WORKBOOK_MODULE] = source(f"{WORKBOOK_MODULE}.cls")
    return texts


def ribbon(*, in_addin: bool) -> str:
    """Returns the ribbon of the add-in, or of a workbook with macros of its own."""
    return _own_names(source("ribbon.xml"), in_addin=in_addin)


def _own_names(text: str, *, in_addin: bool) -> str:
    """Gives the ribbon's callbacks names that the two packages do not share.

    Excel looks a callback up by its name in all open workbooks: of two, either may answer.
    """
    if in_addin:
        return text
    names = "|".join(sorted(set(_CALLBACK.findall(source("ribbon.xml")))))
    return re.sub(rf"\b({names})\b", lambda found: _OTHER_NAME.format(found[0]), text)


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
    own = "".join(
        f'        Case {text_expression(name)}: OwnSheet = "{key}"\n'
        for key, name in template()["sheets"].items()
    )
    editions = [load_edition(edition) for edition in edition_ids()]
    labels = dict.fromkeys(
        label for field in _TOLD_BY for edition in editions for label in edition.labels[field]
    )
    listed = ", _\n        ".join(map(text_expression, labels))
    return (
        'Attribute VB_Name = "XlperfMessages"\n'
        "' Generated from messages.toml.\n"
        "Option Explicit\n\n"
        f'Public Const XLPERF_VERSION As String = "{xlperf.__version__}"\n'
        f'Public Const ADDIN_FILE As String = "{ADDIN}"\n'
        f"Public Const IN_ADDIN As Boolean = {in_addin}\n\n"
        "Public Function Message(ByVal Key As String) As String\n"
        "    Select Case Key\n"
        f"{cases}"
        "    End Select\n"
        "End Function\n\n"
        "Public Function OwnSheet(ByVal SheetName As String) As String\n"
        "    Select Case SheetName\n"
        f"{own}"
        "    End Select\n"
        "End Function\n\n"
        "Public Function ProjectLabels() As Variant\n"
        f"    ProjectLabels = Array({listed})\n"
        "End Function\n"
    )
