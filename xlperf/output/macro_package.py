"""Puts macros and the ribbon into a workbook's package, without Excel.

XlsxWriter draws workbooks without code; an add-in is a workbook with code. pyOpenVBA writes the
VBA project; the ribbon is one more part and the relationship that Excel finds it by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.output import macros
from xlperf.output.excel_writer import draw
from xlperf.output.temporary_files import scratch
from xlperf.output.zipped import unzipped, zipped

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
PROJECT_PART = "xl/vbaProject.bin"
_COOKIE = re.compile(rb"(\x13\x00\x02\x00\x00\x00|\x2c\x00\x02\x00\x00\x00)..", re.DOTALL)
"""Finds the records of the project's and the modules' cookies in the list of modules."""
_NO_CACHE = bytes.fromhex("CC61 FFFF 00 0000")
SETTINGS_SHEET = "xlperf"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_WIDTHS = (180.0, 480.0)


def with_macros(workbook: bytes) -> bytes:
    """Turns a drawn `.xlsx` into an `.xlsm` with the ribbon, the wrappers and the launcher."""
    return _with_project(workbook, in_addin=False)


def addin(settings: Mapping[str, str]) -> bytes:
    """Makes the `.xlam`: the same modules, and the settings on its own sheet."""
    cells = [
        Cell(row, column, text, "cell")
        for row, pair in enumerate(settings.items())
        for column, text in enumerate(pair)
    ]
    drawn = draw([Sheet(SETTINGS_SHEET, cells, STYLES, _WIDTHS, {})])
    return _edited(_with_project(drawn, in_addin=True), {_TYPES: (_MACROS, _ADDIN)})


def _with_project(workbook: bytes, *, in_addin: bool) -> bytes:
    plain = _edited(workbook, {_TYPES: (_PLAIN, _MACROS)})
    with scratch() as folder:
        path = folder / "book.xlsm"
        path.write_bytes(plain)
        with ExcelFile(path) as book:
            book.add_vba_project()
            for name, text in macros.modules(in_addin=in_addin).items():
                lines = text.replace("\n", "\r\n")
                if name == macros.WORKBOOK_MODULE:
                    book.set_module(name, lines)
                else:
                    book.vba_project().add_module(name, lines)
            for module in book.vba_project().modules:
                module.dirty = True  # written anew, without the compiled code before its text
            book.save()
        return with_ribbon(_without_cache(path.read_bytes()), in_addin=in_addin)


def _without_cache(workbook: bytes) -> bytes:
    """Writes the VBA project as Microsoft's specification asks of whoever is not VBA itself.

    A version and cookies of 0xFFFF are no VBA's, so that none takes compiled code of another one's
    for its own; no performance cache is there that could differ from the sources (MS-OVBA 2.3.4).
    """
    parts = unzipped(workbook)
    project = CFB.from_bytes(parts[PROJECT_PART])
    project.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    listed = decompress(project.get_stream_in_storage("VBA", "dir"))
    listed = _COOKIE.sub(lambda found: found[1] + b"\xff\xff", listed)
    project.write_stream_in_storage("VBA", "dir", compress(listed))
    return zipped({**parts, PROJECT_PART: project.to_bytes()})


def with_ribbon(workbook: bytes, *, in_addin: bool) -> bytes:
    """Gives the package the ribbon's part and its relationship, once, whatever it had before."""
    relation = f'<Relationship Id="rIdXlperf" Type="{RIBBON_RELATION}" Target="{RIBBON_PART}"/>'
    end = "</Relationships>"
    has_one = RIBBON_RELATION.encode() in unzipped(workbook)[_RELATIONS]
    edits = {} if has_one else {_RELATIONS: (end, relation + end)}
    return _edited(workbook, edits, {RIBBON_PART: macros.ribbon(in_addin=in_addin)})


def _edited(
    workbook: bytes,
    edits: Mapping[str, tuple[str, str]],
    added: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Copy a package, in the named parts one text replaced by another, with parts added."""
    parts = unzipped(workbook)
    for name, (before, after) in edits.items():
        if parts[name].count(before.encode()) != 1:
            raise ValueError(f"{name} does not hold {before!r} exactly once")
        parts[name] = parts[name].replace(before.encode(), after.encode())
    return zipped({**parts, **{name: text.encode() for name, text in added.items()}})
