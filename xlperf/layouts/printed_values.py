"""Spells a project's values as its edition prints them: headings with years, amounts, dates.

Shared by the printed form, the entry sheet and the documents, so that all spell them alike.
"""

from __future__ import annotations

from decimal import Decimal

from xlperf.filing.codes import coded
from xlperf.filing.fields import AMOUNTS, value_of
from xlperf.filing.model import WAN, Indicator, Project
from xlperf.filing.points import spelt
from xlperf.form.edition import Edition
from xlperf.form.first_levels import JOIN, first_level_of, leaves_first_level_out
from xlperf.operations.split_target import split_as_typed

_PARTS = ("operator", "value", "unit_of_measure")
"""Names the columns of a target's parts."""


def heading(name: str, project: Project, edition: Edition, year: int | None) -> str:
    """Returns a heading of the form that holds years: `year`, `overall` or `annual`.

    The overall goal's years are those its own heading gave, else those of the two dates; the
    bare label where neither is known.
    """
    if name == "year":
        return edition.headings[name].format(year="" if year is None else year)
    years = project.goals.years
    if years is None and project.start and project.end:
        years = (project.start.year, project.end.year)
    if years is None:
        return edition.label(name)
    # Some editions print years only where the filing itself has them.
    own = "overall_years" if project.goals.years and name == "overall" else name
    pattern = edition.headings.get(own, edition.headings[name])
    return pattern.format(start=years[0], end=years[1])


def value(name: str, project: Project, edition: Edition) -> str:
    """Returns a field of the form as text; what could not be read, as it was typed."""
    if name in AMOUNTS:
        amount = value_of(project, name)
        if amount is None:
            return project.typed.get(name, "")
        pattern = edition.formats.get(name, edition.formats["amount"])
        return printed_amount(amount / WAN if edition.in_wan else amount, pattern)
    found = coded(project, name) if name in project.codes else value_of(project, name)
    if found is None:
        return project.typed.get(name, "")
    return found if isinstance(found, str) else found.strftime(edition.formats["date"])


def printed_amount(amount: Decimal, pattern: str) -> str:
    """Spells an amount: pattern `0.00` two decimals, `0.##` none if whole; a comma groups.

    Further decimals that the amount has are printed too: a print never rounds money.
    """
    whole = pattern.endswith("##") and amount == amount.to_integral_value()
    places = 0 if whole else 2
    exact = -int(amount.normalize().as_tuple().exponent)
    return f"{amount:{',' if ',' in pattern else ''}.{max(places, exact)}f}"


def level_text(indicator: Indicator, name: str, edition: Edition) -> str | None:
    """Spells a level, the first before a second one that does not tell it on forms without it."""
    text = spelt(indicator, name)
    if name != "level2" or indicator.level1 is None or not leaves_first_level_out(edition):
        return text
    first = spelt(indicator, "level1")
    is_told = first == first_level_of(indicator.level2, edition)
    return text if is_told else f"{first}{JOIN}{text or ''}"


def indicator_text(name: str, indicator: Indicator, edition: Edition) -> str:
    """Spells what stands in a column of the indicator table: a level, a target or a part of it."""
    if name in _PARTS:
        return split_as_typed(indicator)[_PARTS.index(name)]
    if name in ("level1", "level2"):
        return level_text(indicator, name, edition) or ""
    found = getattr(indicator, name)
    if isinstance(found, Decimal):
        return f"{found.normalize():f}"
    return str(found or "")
