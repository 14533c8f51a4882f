"""Put macros and the ribbon into a workbook's package, without Excel.

XlsxWriter draws workbooks without code; an add-in is a workbook with code. pyOpenVBA writes the
VBA project; the ribbon is one more part and the relationship that Excel finds it by.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile

from xlperf.excel import macros

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
SETTINGS_SHEET = "xlperf"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_TYPES, _RELATIONS, _SHEET = "[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet1.xml"
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the same sources give the same bytes


def with_macros(workbook: bytes) -> bytes:
    """A drawn `.xlsx` as an `.xlsm` with the ribbon, the wrappers and the launcher."""
    plain = _edited(workbook, {_TYPES: (_PLAIN, _MACROS)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"
        path.write_bytes(plain)
        with ExcelFile(path) as book:
            book.add_vba_project()
            _put_modules(book, in_addin=False)
            book.save()
        return with_ribbon(path.read_bytes())


def addin(settings: Mapping[str, str]) -> bytes:
    """The `.xlam`: the same modules, and the settings on its own sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "xlperf.xlam"
        with ExcelFile.create_new(path) as book:
            book.vba_project().delete_module("Module1")
            _put_modules(book, in_addin=True)
            book.save()
        edits = {
            "xl/workbook.xml": ('name="Sheet1"', f'name="{SETTINGS_SHEET}"'),
            "docProps/app.xml": (">Sheet1<", f">{SETTINGS_SHEET}<"),
            _SHEET: ("<sheetData/>", _cells(settings)),
        }
        return with_ribbon(_edited(path.read_bytes(), edits))


def read_settings(addin_bytes: bytes) -> dict[str, str]:
    """The settings on an add-in's own sheet, as `addin` wrote them."""
    with zipfile.ZipFile(BytesIO(addin_bytes)) as package:
        text = package.read(_SHEET).decode()
    values = [_unescaped(found) for found in re.findall(r"<t[^>]*>([^<]*)</t>", text)]
    return dict(zip(values[::2], values[1::2], strict=True))


def with_ribbon(workbook: bytes) -> bytes:
    """The package with the ribbon's part and its relationship, once, whatever it had before."""
    relation = f'<Relationship Id="rIdXlperf" Type="{RIBBON_RELATION}" Target="{RIBBON_PART}"/>'
    end = "</Relationships>"
    edits = {_RELATIONS: (end, relation + end)}
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        if RIBBON_RELATION in package.read(_RELATIONS).decode():
            edits = {}
    return _edited(workbook, edits, {RIBBON_PART: macros.source("ribbon.xml")})


def _put_modules(book: ExcelFile, *, in_addin: bool) -> None:
    for name, text in macros.modules(in_addin=in_addin).items():
        lines = text.replace("\n", "\r\n")
        if name == macros.WORKBOOK_MODULE:
            book.set_module(name, lines)
        else:
            book.vba_project().add_module(name, lines)


def _cells(settings: Mapping[str, str]) -> str:
    def cell(at: str, text: str) -> str:
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    rows = (
        f'<row r="{row}">{cell(f"A{row}", key)}{cell(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(settings.items(), start=1)
    )
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _edited(
    workbook: bytes,
    edits: Mapping[str, tuple[str, str]],
    added: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Copy a package, in the named parts one text replaced by another, with parts added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name in edits:
                before, after = (text.encode("utf-8") for text in edits[name])
                if data.count(before) != 1:
                    raise ValueError(f"{name} does not hold {edits[name][0]!r} exactly once")
                data = data.replace(before, after)
            if name not in added:
                _write(new, name, data)
        for name, text in added.items():
            _write(new, name, text.encode("utf-8"))
    return out.getvalue()


def _write(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, data)
