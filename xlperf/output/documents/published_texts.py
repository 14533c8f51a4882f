"""The texts of a filing as they were published, and a page's reading of them made whole again.

A page shows no tab, no blank line, and no line break behind a line that happens to be full; of what
no font has it shows a mark, and of letters from right to left not in which order they were typed.
Who publishes can say how a text was typed; what it says is still the page's alone to tell: a text
takes the place of one read only where both show the same, all that aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from xlperf.filing.model import (
    SECTIONS,
    Address,
    Filing,
    Flaw,
    Goals,
    Indicator,
    Narrative,
    Project,
)
from xlperf.filing.target import read_target
from xlperf.form.edition import Edition
from xlperf.form.normalise import as_seen
from xlperf.form.values import CONTROL

_NARRATIVE = frozenset("narrative_goals" if name == "goals" else name for name in SECTIONS)
_BESIDE = "附带的文字"
_MISSING = (
    "有 {count} 段在页面上没有照样读到，如“{first}”；页面可能有读漏或读错，请对照原文逐项核对，"
    "或改用 Word、Excel 原件"
)
_SHOWN = 20
STAND_IN = "\u3013"
"""The geta mark, which printers put in place of a character that no font has."""
_Change = Callable[[str, Address | None], str]
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)
"""White space, and what takes no room at all. Not among it are signs that turn the direction of
what stands between them: they change what is shown."""
_LEFTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""What is written from right to left: the blocks of such scripts."""
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
# Fonts draw ﬁ as one glyph; a PDF may name it so.
_ONE_GLYPH = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def published_texts(
    projects: Iterable[Project], edition: Edition, with_narrative: bool
) -> list[str]:
    """The texts that the forms of projects show, in order; with the narratives' if asked for.

    Nothing that is not printed is among them: no reasons, no field of another edition.
    """
    form = edition.form
    shown = {cell["value"] for row in form["rows"] for cell in row["cells"] if "value" in cell}
    shown |= {column["field"] for column in form["table"]["columns"]}
    shown |= _NARRATIVE if with_narrative else set()
    return _texts(projects, shown)


def as_typed(filing: Filing, typed: Sequence[str], name: str, unshown: str = "") -> Filing:
    """A filing read from pages with the white space of texts that its source brings along.

    `typed` comes from a stranger, and so do the `unshown` characters, which are believed only
    where the page has a mark in their place. Texts that show something else than the page did,
    or that several would fit, change nothing. What is confirmed was not joined by guess, and says
    so no more. Texts that nobody found on the pages of the document called `name` become a flaw:
    something was read wrongly there, or not at all.
    """
    source = _Typed(typed, _texts(filing.projects), unshown)
    projects = tuple(_confirmed(project, source) for project in filing.projects)
    department = next((project.department for project in projects if project.department), None)
    made = replace(filing, projects=projects, department=department)
    missing = source.missing()
    if not missing:
        return made
    text = _MISSING.format(count=len(missing), first=" ".join(missing[0].split())[:_SHOWN])
    flaw = Flaw("", "", Address(name, _BESIDE), text)
    return replace(made, flaws=(*made.flaws, flaw))


class _Typed:
    """Texts as typed by what they show, given out in the order of those that were read."""

    def __init__(self, typed: Iterable[str], read: Iterable[str], unshown: str) -> None:
        self._typed: dict[str, list[str]] = {}
        for text in typed:
            if not CONTROL.search(text):
                self._typed.setdefault(seen(as_shown(text, unshown)), []).append(text)
        self._read = Counter(map(seen, read))
        self._given: Counter[str] = Counter()

    def missing(self) -> list[str]:
        """The texts that are not among those read."""
        return [
            text for key, texts in self._typed.items() for text in texts[self._read[key] :] if key
        ]

    def of(self, text: str) -> str | None:
        """How a text that was read was typed; None where that is not known for certain."""
        key = seen(text)
        number = self._given[key]
        self._given[key] += 1
        found = self._typed.get(key, [])
        if len(found) == self._read[key]:
            return found[number]
        return found[0] if len(set(found)) == 1 else None


def as_shown(text: str, unshown: str) -> str:
    """A text with the mark that a page has in place of each of these characters."""
    if not unshown:
        return text
    return text.translate(dict.fromkeys(map(ord, unshown), STAND_IN))


def takes_no_room(char: str) -> bool:
    """Whether a character leaves no trace on a page."""
    return _UNSEEN.fullmatch(char) is not None


def seen(text: str) -> str:
    """What a page shows of a text: the same for texts that differ in white space alone.

    Marks without a letter of their own may stand elsewhere. Among letters that are written from
    right to left a page has no one order: there the same words and numbers from left to right, and
    the same other characters, are the same.
    """
    plain = as_seen(text).translate(_ONE_GLYPH)
    if plain.isascii() or not _LEFTWARDS.search(plain):
        composed = unicodedata.normalize("NFC", _UNSEEN.sub("", plain))
        return composed if composed.isascii() else _without_marks(composed)
    apart = _UNSEEN.sub("", _BETWEEN.sub("\0", plain))
    return "\0".join(sorted(_ordered(unicodedata.normalize("NFD", apart))))


def _without_marks(text: str) -> str:
    """A text with the marks that are no part of a letter at its end.

    A page draws them over or under what is beside them; over which of two signs does not show.
    """
    marks = sorted(char for char in text if unicodedata.combining(char))
    if not marks:
        return text
    return "".join([*(char for char in text if not unicodedata.combining(char)), "\0", *marks])


def _ordered(text: str) -> Iterator[str]:
    """What keeps its order wherever it comes to stand: words and numbers from left to right."""
    for kind, part in groupby(text, unicodedata.bidirectional):
        if kind in ("L", "EN"):
            yield "".join(part)
        else:
            yield from part if kind != "BN" else ()


def _confirmed(project: Project, source: _Typed) -> Project:
    sure: set[Address | None] = set()

    def change(text: str, at: Address | None) -> str:
        typed = source.of(text)
        if typed is None:
            return text
        sure.add(at)
        return typed

    changed = _changed(project, change)
    return replace(changed, marks={at: m for at, m in project.marks.items() if at not in sure})


def _texts(projects: Iterable[Project], shown: Collection[str] | None = None) -> list[str]:
    """Every text of projects in the order of `_changed`; of the fields in `shown` alone."""
    texts: list[str] = []

    def take(text: str, _: Address | None) -> str:
        texts.append(text)
        return text

    for project in projects:
        _changed(project, take, shown)
    return texts


def _changed(project: Project, change: _Change, shown: Collection[str] | None = None) -> Project:
    """A project with its texts changed, one after the other."""

    def changed(field: str, text: str | None, at: Address | None) -> str | None:
        if text is None or (shown is not None and field not in shown):
            return text
        return change(text, at)

    def own(field: str, text: str | None) -> str | None:
        return changed(field, text, project.at.get(field))

    goals, narrative = project.goals, project.narrative
    return replace(
        project,
        name=own("name", project.name),
        nature=own("nature", project.nature),
        category=own("category", project.category),
        department=own("department", project.department),
        unit=own("unit", project.unit),
        typed={field: own(field, project.typed[field]) or "" for field in sorted(project.typed)},
        goals=Goals(own("overall", goals.overall), own("annual", goals.annual), goals.years),
        narrative=Narrative(
            *(
                own("narrative_goals" if name == "goals" else name, getattr(narrative, name))
                for name in SECTIONS
            )
        ),
        indicators=tuple(_changed_row(row, changed) for row in project.indicators),
    )


def _changed_row(
    row: Indicator, changed: Callable[[str, str | None, Address | None], str | None]
) -> Indicator:
    level1, level2, level3 = (
        changed(head, getattr(row, head), row.at.get(head))
        for head in ("level1", "level2", "level3")
    )
    target = row.target
    if target is not None:
        text = changed("target", target.text, row.at.get("target"))
        target = target if text is None or text == target.text else read_target(text)
    return replace(row, level1=level1, level2=level2, level3=level3, target=target)
