"""Reads the 绩效目标设置情况, the sentence that says how many projects, and for how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from xlperf.filing.model import Address, Statement
from xlperf.form.edition import edition_ids, load_edition
from xlperf.form.labels import normal
from xlperf.grid import Grid, Line

_FIGURES = {
    "units": r"(?P<units>\d{1,9})",
    "projects": r"(?P<projects>\d{1,9})",
    "year": r"(?P<year>\d{4})",
}
_AMOUNT = r"(?P<amount>\d[\d,]{0,19}(?:\.\d{1,8})?)"


@cache
def _sentences() -> tuple[re.Pattern[str], ...]:
    """Returns the fixed sentences of every edition as patterns; white space aside."""
    patterns = []
    for edition in map(load_edition, edition_ids()):
        for kind in ("department", "unit"):
            pattern = re.escape(normal(edition.statement[kind]))
            for name, figure in (*_FIGURES.items(), ("amount", _AMOUNT)):
                pattern = pattern.replace(re.escape(f"{{{name}}}"), figure)
            patterns.append(re.compile(pattern))
    return tuple(patterns)


def statement_in(grid: Grid) -> Statement | None:
    """Finds the 绩效目标设置情况 in any cell: texts may hold their prose as rows of cells."""
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if not isinstance(value, str) or "万元" not in value:
                continue
            if found := read_statement(value, grid.address(row, column)):
                return found
    return None


def statement_over(lines: Sequence[Line]) -> Statement | None:
    """Finds the 绩效目标设置情况 that ends with the last of some lines, broken by a page's edge."""
    texts = [line.text for line in lines]
    if "万元" not in texts[-1]:
        return None
    for start in range(len(texts) - 1, -1, -1):
        if found := read_statement("".join(texts[start:]), lines[start].at):
            return found
    return None


def read_statement(text: str, at: Address) -> Statement | None:
    """Reads the 绩效目标设置情况 in a paragraph (its amount in 万元); None for any other text."""
    if "绩效目标" not in text:
        return None
    plain = normal(text)
    for pattern in _sentences():
        if found := pattern.search(plain):
            figures = found.groupdict()
            return Statement(
                units=int(figures.get("units") or 1),
                projects=int(figures["projects"]),
                amount_wan=Decimal(figures["amount"].replace(",", "")),
                at=at,
            )
    return None
