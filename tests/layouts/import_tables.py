"""Import tables drawn into files, as `xlperf export` draws them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from xlperf.filing.model import Filing
from xlperf.layouts.import_table_sheets import import_sheets
from xlperf.operations.import_rest import rest_of
from xlperf.operations.import_table import import_table
from xlperf.output.excel_writer import draw


def exported(filing: Filing, path: Path) -> Path:
    """Writes the import table of a filing; gives its path."""
    table = import_table(filing)
    out = BytesIO()
    draw(import_sheets(filing, table, list(rest_of(filing, table))), out)
    path.write_bytes(out.getvalue())
    return path
