"""Reads the catalogue of rules, for messages, 规则说明, `xlperf rules` and the tests.

Importing this imports no data library: `xlperf rules` answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xlperf.filing.toml_data import toml_data
from xlperf.form.edition import Edition
from xlperf.rules.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds one rule as data.

    `message` is a template over the row that failed; `good` and `bad` are one example each.
    `follows` names the rules whose finding on the same project or indicator already explains
    this one; `doubt` says how the rule can be wrong, where it judges words.
    """

    code: str
    severity: Severity
    title: str
    message: str
    basis: str
    good: str
    bad: str
    follows: tuple[str, ...] = ()
    doubt: str = ""

    def is_judged_in(self, edition: Edition) -> bool:
        """Tells whether an edition of the form asks for this rule at all."""
        return edition.severity.get(self.code) != "off"

    def severity_in(self, edition: Edition) -> Severity:
        """Returns the severity of this rule's findings in an edition of the form."""
        return edition.severity.get(self.code, self.severity)  # type: ignore[return-value]  # editions hold the catalogue's words


@cache
def catalogue() -> dict[str, Rule]:
    """Returns every rule by its code, in the order of the catalogue."""
    data = toml_data(__package__, "catalogue.toml")
    return {
        code: Rule(code=code, **{**entry, "follows": tuple(entry.get("follows", ()))})
        for code, entry in data.items()
    }
