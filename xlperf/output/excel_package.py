"""Replaces the parts of XlsxWriter that cost it time on many cells, sheets and links.

Everything else of a workbook is written as XlsxWriter writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from io import StringIO

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlperf.layouts.sheet import Sheet
from xlperf.output.excel_cells import links_xml, strings_xml
from xlperf.sources.xlsx.zip_writer import Packed, Packing, packing

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class OwnPackager(Packager):  # type: ignore[misc]  # XlsxWriter's types are incomplete
    """Takes each part of a workbook as soon as it is written, and leaves XlsxWriter none to zip."""

    def __init__(self, beside: Executor) -> None:
        super().__init__()
        self._beside = beside
        self._parts: list[Packing] = []

    def parts(self) -> Iterator[Packed]:
        """Returns the parts, in order."""
        return (part.packed() for part in self._parts)

    def _filename(self, xml_filename: str) -> StringIO:
        self._take()  # what was written before this part is whole
        stream: StringIO = super()._filename(xml_filename)
        return stream

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            self._filename("xl/sharedStrings.xml").write(
                f'{_XML}<sst xmlns="{_MAIN}" count="{table.count}" uniqueCount='
                f'"{table.unique_count}">{strings_xml(table.string_table)}</sst>'
            )

    def _create_package(self) -> list[object]:
        super()._create_package()
        self._take()
        return []

    def _take(self) -> None:
        for stream, name, is_binary in self.filenames:
            content = stream.getvalue() if is_binary else stream.getvalue().encode("utf-8")
            self._parts.append(packing(name, content, self._beside))
        self.filenames.clear()


class OwnWorksheet(Worksheet):  # type: ignore[misc]  # as above
    """Writes a worksheet's rows, merged ranges and links by `excel_cells`."""

    rows = ""
    listing: Iterator[str] = iter(())
    merges = ""
    sheet: Sheet

    def _write_rows(self) -> None:
        self.fh.write(self.rows)
        for row in self.listing:
            self.fh.write(row)

    def _write_merge_cells(self) -> None:
        self.fh.write(self.merges)

    def _write_hyperlinks(self) -> None:
        files: dict[str, int] = {}

        def relation(target: str) -> int:
            if target not in files:
                self.rel_count += 1
                files[target] = self.rel_count
                self.external_hyper_links.append(["/hyperlink", target, "External"])
            return files[target]

        self.fh.write(links_xml(self.sheet, relation))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Returns a formula as it stands: ours use no functions that Excel spells in another way.

        XlsxWriter looks for 155 such functions in every formula of a prompt or a colour.
        """
        return formula.removeprefix("=")


class OwnStrings(SharedStringTable):  # type: ignore[misc]  # as above
    """Takes shared strings that still come while sheets are written: those of listings do."""

    def _sort_string_data(self) -> None:
        """Leave them in their dictionary, which is in the order of their numbers."""


class OwnWorkbook(Workbook):  # type: ignore[misc]  # as above
    """Takes sheet names as they are.

    XlsxWriter compares each new name with all before it, which makes a thousand sheets slow;
    ours are legal and unique by their making.
    """

    packager: OwnPackager

    def _get_packager(self) -> OwnPackager:
        return self.packager

    def _check_sheetname(self, sheetname: str, is_chartsheet: bool = False) -> str:
        return sheetname
