"""What differs between stored answers and those of today, as lines that a person understands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from tests.answers.facts import Answers, Facts, section, written

_SHORT, _AROUND, _LONG = 60, 20, 120
_EXAMPLES = 4
_FIRST = ("value", "text", "exit code")
"""What says most of a place."""


class Difference(NamedTuple):
    """A fact that is another now; None where there is none."""

    name: str
    place: str
    what: str
    old: str | None
    new: str | None


def differences(stored: Answers, today: Answers) -> list[Difference]:
    """All of them, of the inputs and documents that are in both."""
    return [
        difference
        for name in sorted(stored.keys() & today.keys())
        for difference in _between(name, stored[name], today[name])
    ]


def lines(found: Iterable[Difference], everything: bool = False) -> Iterator[str]:
    """A line for each difference; but for `everything`, alike ones in one, and few of a kind."""
    if everything:
        yield from map(_line, found)
        return
    alike: dict[tuple[str, ...], list[Difference]] = {}
    for difference in found:
        alike.setdefault(_change(difference), []).append(difference)
    kinds: dict[tuple[str, str], list[list[Difference]]] = {}
    for group in alike.values():
        kinds.setdefault((section(group[0].name), _general(group[0].what)), []).append(group)
    for (within, what), groups in kinds.items():
        for group in groups[:_EXAMPLES]:
            also = [d.place if d.name == group[0].name else d.name for d in group[1:]]
            yield _line(group[0]) + (f"  [the same {_counted(also)}]" if also else "")
        if rest := [d.name for group in groups[_EXAMPLES:] for d in group]:
            yield f"{within}: {what or 'places gone or new'}: other differences {_counted(rest)}"


def _between(name: str, old: Facts, new: Facts) -> Iterator[Difference]:
    if not new:
        yield Difference(name, "all of it", "", f"{len(old)} facts", None)
        return
    if old == new:
        return
    before, after = _places(old), _places(new)
    told = set()
    changed = (key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    for key in sorted(changed, key=lambda key: (key[0], key[1] not in _FIRST, key)):
        place, what = key
        # A sheet or a cell that is gone, or new, is one difference and not one for each fact.
        whole = next((p for p in (_whole(place), place) if not (before[p] and after[p])), None)
        if whole is None or before[whole] + after[whole] == 1:
            yield Difference(name, place, what, old.get(key), new.get(key))
        elif whole not in told:
            told.add(whole)
            count, value = before[whole] + after[whole], old.get(key) or new.get(key) or ""
            some = f"{count} facts, the first {what} = {_cut(value)}"
            if before[whole]:
                yield Difference(name, whole, "", some, None)
            else:
                yield Difference(name, whole, "", None, some)


def _places(facts: Facts) -> Counter[str]:
    """How many facts there are of each place, and of each sheet."""
    return Counter(place for place, _ in facts) | Counter(_whole(place) for place, _ in facts)


def _whole(place: str) -> str:
    return place.partition("!")[0]


def _line(d: Difference) -> str:
    at = f"{d.name}: {written(', '.join(filter(None, (d.place, d.what))))}"
    if d.new is None:
        return f"{at}: is gone, was {_cut(d.old or '')}"
    if d.old is None:
        return f"{at}: is new, {_cut(d.new)}"
    return f"{at}: {' -> '.join(_apart(d.old, d.new))}"


def _counted(names: list[str]) -> str:
    shown = list(dict.fromkeys(map(written, names)))
    more = ", …" if len(shown) > _EXAMPLES else ""
    return f"{len(names)} times more, in {', '.join(shown[:_EXAMPLES])}{more}"


def _change(d: Difference) -> tuple[str, ...]:
    """The same for differences that change the same words, wherever they stand."""
    if d.old is None or d.new is None:
        return _general(d.what), str(d.old), str(d.new), "" if d.what else d.place
    return _general(d.what), *_apart(d.old, d.new, around=0)


def _general(what: str) -> str:
    """What is told, without the cell and the number that it is told of."""
    return re.sub(r"\s*(\S+!\S+|\d+)", "", what)


def _apart(old: str, new: str, around: int = _AROUND) -> tuple[str, str]:
    """The old and the new text; of long ones, what differs and some text around it."""
    if len(old) <= _SHORT and len(new) <= _SHORT:
        return _cut(old), _cut(new)
    start = _common(old, new)
    rest = _common(old[start:][::-1], new[start:][::-1])
    first = max(0, start - around)

    def piece(text: str) -> str:
        last = min(len(text), len(text) - rest + around)
        return "…" * (first > 0) + _cut(text[first:last]) + "…" * (last < len(text))

    return piece(old), piece(new)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(text: str) -> str:
    shown = written(text)
    return f"{shown[:_LONG]}…" if len(shown) > _LONG else shown or "(empty)"
