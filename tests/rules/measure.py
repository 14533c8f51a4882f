"""Measures the rules on rows that people have judged: `python -m tests.rules.measure FILE.tsv`.

A file of indicators has a row for each (columns l1, l2, l3, target), a file of texts one for each
text (columns field, text), both with the codes that `must` and that `may` be reported; a slash
parts alternatives, any other code is wrong. Codes of whole projects are left out; those that a
file of indicators names nowhere though they are newer than it are counted apart, to be read.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, GOALS, NARRATIVE, with_values
from xlperf.filing.model import Address, Filing, Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import DEFAULT, load_edition
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings

WHOLE = {"C04", "C05", "C06", "C18", "C19", "C20"}
"""Speaks of whole projects, which no row can tell of."""
NEWER = {f"C{number}" for number in range(21, 29)}
SIMPLE = {"C03", "C08", "C09"}
Row = dict[str, str]


class Judged(NamedTuple):
    """A row with the codes found on it: right, false and missed; `apart` are those to be read."""

    row: Row
    right: list[str]
    false: list[Finding]
    missed: list[str]
    apart: list[Finding]


@dataclass
class Measure:
    """Counts by code."""

    judged: list[Judged] = field(default_factory=list)

    def counts(self, without: set[str] = frozenset()) -> dict[str, tuple[int, int, int]]:
        """Right, false and missed for each code."""
        found: dict[str, Counter[str]] = {
            "right": Counter(),
            "false": Counter(),
            "missed": Counter(),
        }
        for one in self.judged:
            found["right"].update(one.right)
            found["false"].update(finding.rule for finding in one.false)
            found["missed"].update(one.missed)
        codes = sorted({code for counter in found.values() for code in counter} - without)
        return {
            code: (found["right"][code], found["false"][code], found["missed"][code])
            for code in codes
        }

    def shares(self, without: set[str] = frozenset()) -> tuple[float, float]:
        """Precision and recall over all codes but some; 1 where there is nothing to share."""
        right, false, missed = (sum(n) for n in zip(*self.counts(without).values(), (0, 0, 0)))  # type: ignore[misc]  # noqa: B905 - a row may lack its target
        return right / (right + false or 1), right / (right + missed or 1)


def measure(path: Path) -> Measure:
    """Judges every row of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    named = {code for row in rows for code in _codes(f"{row['must']},{row['may']}")}
    unknown = NEWER if not named & NEWER else set()
    found = judged_texts(rows) if "text" in rows[0] else judged_rows(rows)
    return Measure([_judged(row, findings, unknown) for row, findings in found])


def _codes(text: str) -> list[str]:
    return [code for part in text.split(",") for code in part.strip().split("/") if code]


def _judged(row: Row, findings: Sequence[Finding], unknown: set[str]) -> Judged:
    findings = [f for f in findings if f.rule not in WHOLE]
    codes = {finding.rule for finding in findings}
    right, missed = [], []
    for wanted in filter(None, map(str.strip, row["must"].split(","))):
        named = [code for code in wanted.split("/") if code in codes]
        (right if named else missed).append(named[0] if named else wanted.split("/")[0])
    fair = set(_codes(f"{row['must']},{row['may']}"))
    beside = {f.rule: f for f in findings if f.rule not in fair}
    return Judged(
        row,
        right,
        [finding for code, finding in beside.items() if code not in unknown],
        missed,
        [finding for code, finding in beside.items() if code in unknown],
    )


def _base(row: Row, name: str) -> Project:
    """A sound project round a row; no amounts, so that none can be wrong."""
    year = int(row["year"])
    return Project(
        sheet=name,
        name=name,
        category=load_edition(DEFAULT).vocabulary["category"][0],
        department="某单位",
        unit="某单位",
        start=date(int(row.get("from") or year), 1, 1),
        end=date(int(row.get("to") or year), 12, 31),
        at={name: Address(name, f"A{n}") for n, name in enumerate((*GOALS, *NARRATIVE, "name"), 1)},
    )


def _row(row: Row, number: int) -> Indicator:
    places = zip(("level1", "level2", "level3", "target"), "ABCD", strict=True)
    at = {head: Address("", f"{letter}{number}") for head, letter in places}
    target = read_target(row["target"]) if row["target"].strip() else None
    return Indicator(row["l1"] or None, row["l2"] or None, row["l3"] or None, target, at)


def judged_rows(rows: list[Row]) -> Iterator[tuple[Row, list[Finding]]]:
    """Each row with the findings on it; rows of one project are checked as one."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["project"], []).append(row)
    filings = []
    for name, own in groups.items():
        table = tuple(_row(row, number) for number, row in enumerate(own, 100))
        project = replace(_base(own[0], own[0]["projectname"] or name), indicators=table)
        if total := own[0].get("total"):
            project = replace(project, funding=_money(Decimal(total)))
        filings.append(Filing((project,), DEFAULT, int(own[0]["year"])))
    for own, findings in zip(groups.values(), check_filings(filings), strict=True):
        for number, row in enumerate(own):
            yield row, [f for f in findings if f.subject.indicator == number]


def _money(total: Decimal) -> Funding:
    zero = Decimal(0)
    return Funding(total, total, zero, total, total, zero, zero)


def judged_texts(rows: list[Row]) -> Iterator[tuple[Row, list[Finding]]]:
    """Each text with the findings on its field; the rest of the narrative is sound."""
    filings = []
    for row in rows:
        project = replace(
            _base(row, "专项工作"), funding=_money(Decimal(row["total"] or 1_000_000))
        )
        if row.get("annual"):
            annual, funding = Decimal(row["annual"]), project.funding
            funding = replace(funding, annual_total=annual, annual_fiscal=annual)
            project = replace(project, funding=funding)
        project = replace(
            project,
            goals=Goals("完成各项专项工作", "完成年度各项任务"),
            narrative=Narrative(*(["详见填报表"] * len(NARRATIVE))),
            indicators=tuple(
                _row(dict(zip(("l1", "l2", "l3", "target"), ("产出指标", *line.split("|")))), 100)  # noqa: B905 - a row may lack its target
                for line in row.get("indicator", "").split("；")
                if line
            ),
        )
        project = with_values(project, {row["field"]: row["text"].replace("⏎", "\n")})
        filings.append(Filing((project,), DEFAULT, int(row["year"])))
    for row, findings in zip(rows, check_filings(filings), strict=True):
        own = {row["field"], *(AMOUNTS if row["field"] == "budget" else ())}
        yield row, [f for f in findings if f.field in own or f.rule == "D08"]


def _printed(measured: Measure) -> Iterable[str]:
    yield "code  right  false  missed"
    for code, figures in measured.counts().items():
        yield f"{code:5} {figures[0]:5}  {figures[1]:5}  {figures[2]:6}"
    yield "all: precision {:.3f}, recall {:.3f}".format(*measured.shares())
    yield "without {}: precision {:.3f}, recall {:.3f}".format(
        ", ".join(sorted(SIMPLE)), *measured.shares(SIMPLE)
    )
    for title, part in (("false", "false"), ("missed", "missed"), ("to be read", "apart")):
        for one in measured.judged:
            for found in getattr(one, part):
                code = found if isinstance(found, str) else found.rule
                keys = ("id", "l2", "l3", "target", "field", "text")
                shown = " | ".join(one.row[key] for key in keys if one.row.get(key))
                said = "" if isinstance(found, str) else f"  → {found.message}"
                yield f"{title} {code}: {shown}{said}"


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print("\n".join(_printed(measure(Path(argument)))))
