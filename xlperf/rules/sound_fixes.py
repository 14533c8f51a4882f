"""Offers a target's fix only where the mended cell has no finding of its own.

The rows are mended in a small table of indicators, on which the same rules run once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from xlperf.filing.target import read_target
from xlperf.rules.finding import Finding
from xlperf.rules.follow_on import Failure
from xlperf.rules.indicator_table import indicator_frame
from xlperf.rules.registry import Check
from xlperf.rules.tables import Tables
from xlperf.rules.word_lists import words

_MENDED = "target"


def sound_fixes(
    found: Sequence[tuple[Failure, Finding]], tables: Tables, checks: Iterable[Check]
) -> Iterator[tuple[Failure, Finding]]:
    """Yields the findings, those without their fix whose mended target would be found again."""
    offered = [n for n, (f, finding) in enumerate(found) if finding.fix and f.field == _MENDED]
    unsound = {offered[row] for row in _found_again([found[n] for n in offered], tables, checks)}
    for number, (failure, finding) in enumerate(found):
        if number not in unsound:
            yield failure, finding
            continue
        yield failure, replace(finding, fix=None, message=_without(finding))


def _without(finding: Finding) -> str:
    """Returns the message with what to do in general in the place of the fix."""
    own = words("spelling")
    return finding.message.replace(own["offer"].format(fix=finding.fix), own["advice"])


def _found_again(
    offered: Sequence[tuple[Failure, Finding]], tables: Tables, checks: Iterable[Check]
) -> list[int]:
    rows = []
    sources = []
    for failure, finding in offered:
        row = tables.rows[failure.indicator]
        rows.append(replace(row, target=read_target(finding.fix or ""), swallowed=None))
        sources.append(replace(tables.sources[failure.project], indicators=(rows[-1],)))
    if not rows:
        return []
    projects = tables.projects[[failure.project for failure, _ in offered]]
    projects = projects.drop("row").with_row_index("row")
    frame = indicator_frame(sources, rows, projects)
    own = [check for check in checks if isinstance(check.at, str) and check.at == _MENDED]
    passes = [check.ok.fill_null(value=True) for check in own]
    sound = frame.select(pl.all_horizontal(passes))
    return [row for row, ok in enumerate(sound.to_series().to_list()) if not ok]
