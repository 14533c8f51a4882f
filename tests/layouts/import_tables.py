"""Filings drawn into files and read back, import tables as `xlperf export` draws them."""

from __future__ import annotations

from pathlib import Path

from tests.drawing import draw_filing, draw_forms
from tests.filings import bare
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.layouts.import_table_sheets import import_sheets
from xlperf.layouts.placed_filing import placed_filing
from xlperf.operations.import_rest import rest_of
from xlperf.operations.import_table import import_table
from xlperf.output.excel_writer import draw
from xlperf.reading.read_filing import read_filing


def exported(filing: Filing, path: Path) -> Path:
    """Writes the import table of a filing; gives its path."""
    table = import_table(filing)
    path.write_bytes(draw(import_sheets(filing, table, list(rest_of(filing, table)))))
    return path


def read_back(filing: Filing, folder: Path) -> list[Filing]:
    """Gives a filing of one project as it is read from its workbook, form and import table."""
    edition = load_edition(filing.edition)
    paths = [folder / name for name in ("填报.xlsx", "表.xlsx", "导入.xlsx")]
    with paths[0].open("wb") as out:
        draw_filing(placed_filing(filing), edition, None, out)
    read = read_filing(paths[0])
    assert not read.projects[0].unread
    assert bare(read.projects[0]).indicators == bare(filing.projects[0]).indicators
    with paths[1].open("wb") as out:
        draw_forms(read.projects, edition, filing.year, out)
    exported(read, paths[2])
    return list(map(read_filing, paths))
