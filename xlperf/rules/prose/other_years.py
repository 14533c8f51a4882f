"""Tells where section 六 gives a total or last year's amount and never this year's (D11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlperf.filing.fields import AMOUNTS, value_of
from xlperf.filing.model import WAN, Project
from xlperf.rules.prose.find_amounts import Amount, amounts_in
from xlperf.rules.prose.stated import SENTENCES, Stated, before
from xlperf.rules.word_lists import words

_YEAR = re.compile(r"20\d{2}(?=年)")
_YEARLY = ("annual_total", "annual_fiscal")


def other_years_amount(text: str, project: Project, year: int | None) -> Iterator[Stated]:
    """Yields the first amount of a text whose amounts are all another year's, or all years'."""
    own = words("amounts")
    amounts = amounts_in(text)
    if not amounts or year is None or re.search(own["pointer"], text):
        return
    one_year = bool(project.start and project.end and project.start.year == project.end.year)
    names = AMOUNTS if one_year else _YEARLY
    known = [value for name in names if (value := value_of(project, name)) is not None]
    clauses: list[tuple[Amount, str]] = []
    start = 0
    for amount in amounts:
        clause = _clause(text, amount, start)
        if _is_this_years(amount, clause, known, year):
            return
        clauses.append((amount, clause))
        start = amount.end
    for amount, clause in clauses:
        years = {int(found) for found in _YEAR.findall(clause)}
        before = (years and max(years) < year) or re.search(own["last_year"], clause)
        whole = not one_year and re.search(own["all_years"], clause)
        if before or whole:
            yield Stated("elsewhere", amount.fen, 0, 0, f"{clause}{amount.text}")
            return


def _clause(text: str, amount: Amount, start: int) -> str:
    """Returns the words before an amount, from the sentence's beginning or the amount before."""
    return before(text[start : amount.start], amount.start - start, SENTENCES).lstrip(",、")


def _is_this_years(amount: Amount, clause: str, known: list[object], year: int) -> bool:
    part = re.search(words("amounts")["sources"], clause)
    same = not part and any(abs(amount.fen - int(value * 100)) <= int(WAN) for value in known)  # type: ignore[operator]  # amounts are Decimal
    own, years = words("amounts"), {int(found) for found in _YEAR.findall(clause)}
    if same or year in years:
        return True
    clause = re.sub(own["last_year"], "", clause)
    return not years and re.search(own["this_year"], clause) is not None
