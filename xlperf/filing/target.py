"""Reads, compares and prints targets (年度指标值).

A target is kept as typed, always. Beside the text stands what it was understood to mean:
operator, number and unit, or nothing but words. Rules use the meaning; printed forms and files
use the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from xlperf.filing.spelling import folded
from xlperf.filing.toml_data import toml_data


@dataclass(frozen=True, slots=True)
class Target:
    """Holds one 年度指标值: its text, and what it was understood to mean.

    `operator` is one of ≥ > = < ≤, or None; `number` is exact and in the unit as written (90 for
    90%); `words` is what the target says in words: all of a qualitative one, and the wording
    around a number buried in it. `numbers` counts the numbers in the text, dates aside.
    """

    text: str
    operator: str | None = None
    number: Decimal | None = None
    unit: str | None = None
    words: str | None = None
    numbers: int = 0

    def __str__(self) -> str:
        return self.text

    @property
    def quantified(self) -> bool:
        """Tells whether the target is 定量: holds any digit, be it of a date or buried in words."""
        return _DIGIT.search(unicodedata.normalize("NFKC", self.text)) is not None

    @property
    def canonical(self) -> str | None:
        """Returns operator, number and unit in the usual spelling (≥80%), where all is certain."""
        if self.operator is None or self.number is None:
            return None
        return f"{self.operator}{self.number}{self.unit or ''}"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    operators: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]
    dates: re.Pattern[str]
    deadline: re.Pattern[str]
    tail: re.Pattern[str]
    plain: re.Pattern[str]
    worded: re.Pattern[str]


_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DIGITS = re.compile(_NUMBER)
_DIGIT = re.compile("[0-9]")


@cache
def _vocabulary() -> _Vocabulary:
    data = toml_data(__package__, "target.toml")

    def any_of(words: dict[str, str]) -> str:
        # The longest spelling first: 大于等于 before 大于.
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    longest = data["unit"]["longest"]
    # A unit holds no digit, but for the exponent of m² and km³, and no punctuation that would
    # begin another statement or a range; a second one may stand behind it: 台(套), 场(次).
    power = r"(?:(?<=m)[23])?"
    second = rf"(?:\([^\d()]{{1,{data['unit']['second']}}}\))?"
    bare = rf"[^\d(),;:、。≥≤<>=+*~_-]{{1,{longest}}}?{power}{second}"
    unit = rf"\((?P<boxed>[^\d()]{{1,{longest}}}{power})\)|(?P<bare>{bare})"
    operators, before, after = data["operators"], data["words_before"], data["words_after"]
    return _Vocabulary(
        operators=operators,
        before=before,
        after=after,
        dates=re.compile(rf"(?<![\d.])(?:{'|'.join(data['dates']['patterns'])})"),
        deadline=re.compile(rf"(?:{any_of(operators)})(?:{data['dates']['behind_a_sign']})"),
        tail=re.compile(data["unit"]["tail"]),
        plain=re.compile(rf"(?P<op>{any_of(operators)})?(?P<number>{_NUMBER})(?:{unit})?"),
        worded=re.compile(
            rf"(?P<lead>.*?)(?P<before>{any_of(before)})?(?P<number>{_NUMBER})(?:{unit})?"
            rf"(?P<after>{any_of(after)})?"
        ),
    )


def limiting_words() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Returns the spellings of the signs, and the words before and after a number that mean one."""
    vocabulary = _vocabulary()
    return vocabulary.operators, vocabulary.before, vocabulary.after


@lru_cache(maxsize=65_536)
def read_target(text: str) -> Target:
    """Reads a target without changing it: `read_target(t).text == t` for every text."""
    vocabulary = _vocabulary()
    plain = folded(text)
    found = vocabulary.plain.fullmatch(plain)
    if (
        found
        and not _ends_in(found["bare"], vocabulary.after, shortest=2 if found["op"] else 1)
        and not vocabulary.tail.search(found["bare"] or "")
        and not vocabulary.deadline.match(plain)
        and (found["op"] or not vocabulary.dates.match(plain))
    ):
        operator = found["op"]
        return Target(
            text,
            operator=vocabulary.operators[operator] if operator else None,
            number=_number(found["number"]),
            unit=found["boxed"] or found["bare"],
            numbers=1,
        )
    rest = vocabulary.dates.sub("", plain)
    numbers = len(_DIGITS.findall(rest))
    if numbers == 1 and (found := vocabulary.worded.fullmatch(rest)):
        return _worded(text, found, vocabulary, whole=rest == plain)
    return Target(text, words=text, numbers=numbers)


def _worded(text: str, found: re.Match[str], vocabulary: _Vocabulary, *, whole: bool) -> Target:
    """Reads a number with words around it; an operator only where the words say one and no more.

    `whole` is false where a date stood beside the number.
    """
    before, after = found["before"], found["after"]
    meant = {vocabulary.before.get(before), vocabulary.after.get(after)} - {None}
    certain = whole and not found["lead"] and len(meant) == 1
    return Target(
        text,
        operator=meant.pop() if certain else None,
        number=_number(found["number"]),
        unit=found["boxed"] or found["bare"],
        words=text,
        numbers=1,
    )


def _ends_in(unit: str | None, words: dict[str, str], shortest: int) -> bool:
    """Tells whether a unit is words in truth: 小时内, but not the 国内 of ≥1家国内."""
    return unit is not None and any(unit.endswith(w) for w in words if len(w) >= shortest)


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
