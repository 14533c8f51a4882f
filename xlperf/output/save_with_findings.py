"""Writes a filing's workbook with the findings that a check of that very workbook gives.

Another source has other places and other gaps: it may lack the cells of a narrative, which its
workbook has, empty; its damaged labels are whole there. So the filing is checked as it will stand
in the workbook, which is then drawn; what a check of the source has to say besides is handed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlperf.filing.model import Filing
from xlperf.layouts.placed_filing import placed_filing
from xlperf.output.atomic_write import write_bytes
from xlperf.output.save import check_target, filing_bytes
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings

if TYPE_CHECKING:
    from xlperf.operations.indicator_library import Entry


class Checked(NamedTuple):
    """Holds a drawn workbook: its bytes, what a check of it finds, what its source had besides."""

    content: bytes
    findings: list[Finding]
    left: list[Finding]


def checked_bytes(filing: Filing, suffix: str, library: Sequence[Entry] | None = None) -> Checked:
    """Draws a filing's template in memory; 校验结果 lists what a check of it will find."""
    placed = placed_filing(filing)
    # What no project holds is said where the sources are read.
    findings, source = check_filings([placed, replace(filing, flaws=())])
    content = filing_bytes(placed, findings, suffix, library)
    return Checked(content, findings, _left(source, findings))


def save_checked(
    filing: Filing,
    out: Path,
    inputs: Sequence[Path],
    library: Sequence[Entry] | None = None,
) -> Checked:
    """Write a filing's workbook with its findings; `inputs` are the files that it must not be."""
    check_target(out, inputs, ".xlsx", ".xlsm")
    checked = checked_bytes(filing, out.suffix, library)
    write_bytes(out, checked.content)
    return checked


def _left(source: Sequence[Finding], written: Sequence[Finding]) -> list[Finding]:
    """Returns the findings of the source that the workbook does not have again."""
    known = Counter((f.rule, f.field, f.value) for f in written)
    left = []
    for finding in source:
        key = (finding.rule, finding.field, finding.value)
        if known[key] > 0:
            known[key] -= 1
        else:
            left.append(finding)
    return left
