"""Measure drawing alone: `python -m tests.benchmarks.drawing [--rounds 5]`.

A printed form, a project of a filled template, and a cell of a long list, each against openpyxl
used with care (`careful_openpyxl`) on the same descriptions, by turns, in processor time. What does
not grow with their number (the libraries, the other sheets) is taken off.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from statistics import median

import polars as pl

from tests.benchmarks import careful_openpyxl
from xlperf.form.edition import load_edition
from xlperf.layouts.sheet import Cell, Listing, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.layouts.workbooks import filing_workbook, forms_workbook
from xlperf.output.excel_writer import draw
from xlperf.reading.read_filing import read_filing

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "example-songjiang-2022.xlsx"
FEW, MANY = 5, 55
ROWS = 20_000

Drawing = Callable[[int], list[Sheet]]


def forms(count: int) -> list[Sheet]:
    filing = read_filing(EXAMPLE)
    projects = [filing.projects[n % len(filing.projects)] for n in range(count)]
    edition = load_edition(filing.edition)
    return list(forms_workbook(projects, edition, filing.year).sheets)


def template(count: int) -> list[Sheet]:
    filing = read_filing(EXAMPLE)
    projects = tuple(
        replace(filing.projects[n % len(filing.projects)], name=f"项目{n}") for n in range(count)
    )
    whole = replace(filing, projects=projects)
    return list(filing_workbook(whole, load_edition(filing.edition), ()).sheets)


def listing(count: int) -> list[Sheet]:
    """A list of so many rows: texts that come again and that do not, an amount, a day, a number."""
    numbers = range(count)
    table = pl.DataFrame(
        {
            "unit": [f"单位{n % 50}" for n in numbers],
            "name": [f"项目{n}" for n in numbers],
            "text": ["一句很长的话" * (1 + n % 5) for n in numbers],
            "amount": [Decimal(n) / 100 for n in numbers],
            "day": [date(2022, 1, 1) + timedelta(n % 365) for n in numbers],
            "count": [n % 7 for n in numbers],
        },
        schema_overrides={"amount": pl.Decimal(38, 2)},
    )
    heads = [Cell(0, column, name, "head") for column, name in enumerate(table.columns)]
    styles = ("list",) * table.width
    return [Sheet("表", heads, STYLES, (80.0,) * 6, {}, listing=Listing(1, styles, table))]


def seconds(drawing: Callable[..., None], sheets: list[Sheet]) -> float:
    start = time.process_time()
    drawing(sheets, BytesIO())
    return time.process_time() - start


def _drawn(sheets: list[Sheet], out: BytesIO) -> None:
    out.write(draw(sheets))


def measured(make: Drawing, few: int, many: int, rounds: int) -> tuple[float, float]:
    """The seconds that one more takes us, and openpyxl: the medians of all rounds."""
    small, large = make(few), make(many)
    ours, other = [], []
    for _ in range(rounds):
        for found, drawing in ((ours, _drawn), (other, careful_openpyxl.draw)):
            found.append((seconds(drawing, large) - seconds(drawing, small)) / (many - few))
    return median(ours), median(other)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    gc.disable()
    print("| drawn | ours | openpyxl with care | ours : openpyxl |\n|---|---:|---:|---:|")
    for what, make, few, many, unit, factor in (
        ("a printed form", forms, FEW, MANY, "ms", 1e3),
        ("a project of a filled template", template, FEW, MANY, "ms", 1e3),
        ("a cell of a list", listing, 1, ROWS, "µs", 1e6 / 6),
    ):
        ours, other = (one * factor for one in measured(make, few, many, rounds))
        print(f"| {what} | {ours:.2g} {unit} | {other:.2g} {unit} | {ours / other:.2f} |")


if __name__ == "__main__":
    main()
