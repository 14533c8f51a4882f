"""Loads the limits on files as numbers; `limits.toml` holds them with their reasons.

They are data so that a reviewer can judge them at a glance and a test can stand on both sides
of each.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlperf.filing.toml_data import toml_data


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits a file and the reading of it; names and reasons are those of `limits.toml`."""

    file_bytes: int
    text_bytes: int
    text_lines: int
    entries: int
    sheets: int
    part_bytes: int
    total_bytes: int
    xml_bytes: int
    settings_bytes: int
    ratio: int
    ratio_from_bytes: int
    sheet_cells: int
    book_cells: int
    book_characters: int
    cell_characters: int
    sheet_text_bytes: int
    foreign_seconds: int
    foreign_bytes_a_second: int
    foreign_bytes: int
    foreign_file_bytes: int
    document_rows: int
    summed_cells: int
    shared_formula_characters: int
    work_seconds: int
    work_bytes: int


_DATA = toml_data(__package__, "limits.toml")
LIMITS = Limits(**{name: entry["value"] for name, entry in _DATA.items()})
