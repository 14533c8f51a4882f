"""Makes the validations of a project sheet: what may be typed where, and the prompts that say so.

A value that is already there is never touched by these; they guard typing only, and pasting
goes past them, so the rules check everything again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from xlperf.filing.fields import AMOUNTS
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.layouts.library_sheet import choices
from xlperf.layouts.sheet import Validation
from xlperf.layouts.word_lists_sheet import WordLists

_TITLE = 32
"""Limits the characters of a prompt's title in Excel."""


def entry_validations(
    at: Mapping[str, tuple[int, int]],
    edition: Edition,
    lists: WordLists,
    fixed: Collection[str],
    year: int | None,
) -> list[Validation]:
    """Returns one for each field; a field in `fixed`, filled in by a formula, is only explained.

    Their examples are of the filing's own year.
    """
    words = template()
    own = year or date.today().year
    prompts = {name: text.replace("{year}", str(own)) for name, text in words["prompts"].items()}
    refusals = {kind: text.replace("{year}", str(own)) for kind, text in words["refusals"].items()}
    found = []
    for field, (row, column) in at.items():
        span = (row, column, row, column)
        title = words["marks"]["year"] if field == "year" else edition.label(field)[:_TITLE]
        prompt = prompts.get(field, prompts["narrative"])
        if field in lists.choices:
            found.append(
                Validation(span, "list", title, prompt, refusals["list"], lists.choices[field])
            )
        elif field in ("start", "end"):
            found.append(Validation(span, "date", title, prompt, refusals["date"]))
        elif field in AMOUNTS and field not in fixed:
            found.append(Validation(span, "amount", title, prompt, refusals["amount"]))
        else:
            found.append(Validation(span, "any", title, prompt))
    return found


def table_validations(
    first: int, last: int, edition: Edition, lists: WordLists
) -> list[Validation]:
    """Returns those of the indicator table, which inserted rows inherit."""
    words = template()
    prompts, refusal = words["prompts"], words["refusals"]["list"]

    def over(column: int) -> tuple[int, int, int, int]:
        return (first, column, last, column)

    # The levels only ask back: pairs of other generations of the form are right as well.
    level1, level2 = lists.choices["level1"], lists.level2(f"$A{first + 1}")
    third, usual = choices(first + 1)
    return [
        Validation(
            over(0), "list", edition.label("level1"), prompts["level1"], refusal, level1, True
        ),
        Validation(
            over(1), "list", edition.label("level2"), prompts["level2"], refusal, level2, True
        ),
        Validation(over(2), "list", edition.label("level3"), prompts["level3"], source=third),
        Validation(over(3), "list", edition.label("target"), prompts["target"], source=usual),
        Validation(over(4), "any", words["marks"]["note"], prompts["note"]),
    ]
