"""Decides which words below the heads of the indicators are parts of levels, which right of them.

A narrow cell breaks a level over lines of which each stands before what is right of it on its line;
so does the label beside the rows. What makes up known words can be told; often in several ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from xlperf.form.labels import labels, normal
from xlperf.form.vocabulary import below, levels
from xlperf.sources.text.heights.body import Cell, Words
from xlperf.sources.text.heights.parts import Row
from xlperf.sources.text.name_target_pairs import ends_row

_MOST_WAYS, _MOST_STEPS = 400, 20_000
_T = TypeVar("_T")
_Open = tuple[tuple[str, int], ...]
"""Holds parts of a cell so far, and the numbers of their lines."""
_Done = tuple[tuple[str, Cell], ...]


class Columns(NamedTuple):
    """Holds the lines below the heads by column: both levels, and what is right of them."""

    level1: Sequence[tuple[str, Cell]]
    level2: Sequence[tuple[str, Cell]]
    words: Sequence[Words]


def columns_of(rows: Sequence[Row]) -> Iterator[Columns]:
    """Yields every way to take the lines' first words for parts of levels, or the side label."""
    seen: set[Columns] = set()
    for columns in _Search(rows).ways(0, _State()):
        if columns not in seen and _may_belong(columns):
            seen.add(columns)
            yield columns
        if len(seen) >= _MOST_WAYS:
            return


class _State(NamedTuple):
    """Holds the cells of the side label and both levels: those not whole yet, and others."""

    begun: tuple[_Open, ...] = ((), (), ())
    done: tuple[_Done, ...] = ((), (), ())
    words: tuple[Words, ...] = ()


class _Search:
    """Searches the lines from the top, a bounded number of steps long."""

    def __init__(self, rows: Sequence[Row]) -> None:
        sides = (text for text, fields in labels().fields.items() if "indicators" in fields)
        self._known = (frozenset(sides), levels(1), levels(2))
        self._longer = [
            frozenset(word[:count] for word in words for count in range(1, len(word)))
            for words in self._known
        ]
        self._rows = rows
        self._plain = [tuple(map(normal, row.words)) for row in rows]
        self._left = _MOST_STEPS

    def ways(self, at: int, state: _State) -> Iterator[Columns]:
        """Yields what the lines from one on can be, those above being what the state says."""
        self._left -= 1
        if at == len(self._rows):
            if not any(state.begun):
                yield Columns(state.done[1], state.done[2], state.words)
            return
        words = self._rows[at].words
        for places in self._places(at, state):
            rest = _body(words[len(places) :])
            is_free = not any(
                word in w for w in self._known for word in self._plain[at][len(places) :]
            )
            if rest is not None and is_free and self._left > 0:
                held = (*state.words, Words(at, rest)) if rest else state.words
                yield from self._further(at, places, state._replace(words=held))

    def _places(
        self, at: int, state: _State, number: int = 0, column: int = 0
    ) -> Iterator[tuple[int, ...]]:
        """Yields the columns that a line's first words may be of, from the left; the most first."""
        for following in range(column, len(self._known)):
            if number < len(self._plain[at]):
                text = _word(state.begun[following]) + self._plain[at][number]
                if text in self._known[following] or text in self._longer[following]:
                    for rest in self._places(at, state, number + 1, following + 1):
                        yield (following, *rest)
        yield ()

    def _further(
        self, at: int, places: tuple[int, ...], state: _State, number: int = 0
    ) -> Iterator[Columns]:
        """Goes on with the words of a line; a whole word ends its cell, or begins a longer one."""
        if number == len(places):
            yield from self.ways(at + 1, state)
            return
        column = places[number]
        parts = (*state.begun[column], (self._rows[at].words[number], at))
        text = _word(parts)
        if text in self._known[column]:
            cell = Cell(*zip(*parts, strict=True))
            done = _with(state.done, column, (*state.done[column], (text, cell)))
            ended = state._replace(begun=_with(state.begun, column, ()), done=done)
            yield from self._further(at, places, ended, number + 1)
        if text in self._longer[column]:
            begun = state._replace(begun=_with(state.begun, column, parts))
            yield from self._further(at, places, begun, number + 1)


@cache
def _word(parts: _Open) -> str:
    """Returns the word that parts of a cell make up."""
    return normal("".join(part for part, _ in parts))


def _with(columns: tuple[_T, ...], column: int, content: _T) -> tuple[_T, ...]:
    return (*columns[:column], content, *columns[column + 1 :])


def _body(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Returns a name, a target or both; of more words the one division with a clear target."""
    if len(words) < 3:
        return words
    cuts = [n for n in range(1, len(words)) if ends_row(" ".join(words[n:]))]
    return (" ".join(words[: cuts[0]]), " ".join(words[cuts[0] :])) if len(cuts) == 1 else None


def _may_belong(columns: Columns) -> bool:
    """Tells whether the first levels can be those above the second; the topmost may lack it."""
    level1 = [word for word, _ in columns.level1]
    begun = {0}  # how many first levels can have begun above the second level at hand
    for number, (word, _) in enumerate(columns.level2):
        begun = {
            count
            for before in begun
            for count in (before, before + 1)
            if (not count or (count <= len(level1) and word in below(level1[count - 1])))
            and (number or not before)
        }
    return bool(columns.level2) and len(level1) in begun
