"""Pairs names and targets of a flattened form's indicators, which take turns.

A name may be wrapped, and a target be words: a text that can be nothing else than a target ends
its indicator; every other division is judged and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlperf.filing.target import read_target
from xlperf.form.labels import normal
from xlperf.form.vocabulary import ems, joined_lines_mark
from xlperf.sources.text.cell_order_rows import BESIDE
from xlperf.sources.text.goals import JUDGED, Piece

_MOST_LINES = 4
_SHORT = 2
"""Gives the ems by which a line falls short of the widest where it did not run out of room."""
NARROW = 12
"""No column of names is narrower, in ems."""
_TAIL = re.compile(
    r"(?P<name>.+?)(?P<target>[≥≤>=<＞＜＝][≥≤>=<＞＜＝]?\s*[\d,.]+"
    r"(?:\([^()]*\)|（[^（）]*）|[%％]|[^\d\s，。；、]{1,3}(?=\s|$)|[次个人天项份场家件台套米元名户篇期批度])?)"
)
_SAID = (
    r"有效|及时|按时|合理|合规|可控|健全|完善|明显|显著|"
    r"(?:有所|不断|持续|逐步|明显|显著|有效|稳步|进一步)?(?:提升|提高|减少|降低|增强|改善)|高质量|满意"
    r"|优|优良|良好?|达标|完成"
)
"""Matches words that are targets of so many indicators that they can hardly end a name's line."""
_QUANTITY = re.compile(
    r"(?:不少于|不低于|不超过|不高于|不大于|不小于)?\s*[≥≤><＞＜＝=]?\s*[\d,.]+\s*[%％]?\s*\S{0,2}?"
    r"(?:以上|以下|以内|之内|左右)|(?:不少于|不低于|不超过|不高于|不大于|不小于)\s*[\d,.]+.{0,4}"
    r"|\d{4}\s*年.*(?:前|底|内|日|月)|\d+\s*月.*(?:前|底|内)|无|是|否"
)
"""Matches numbers in words, and dates, which end a row just as well."""
_WORDS = re.compile(rf"(?P<name>.{{2,}}?)(?P<target>{_SAID})$")


def is_target(text: str) -> bool:
    """Tells whether a text can only be a target: an operator or a number, and a unit."""
    target = read_target(text)
    return target.number is not None and target.words is None


def ends_row(text: str) -> bool:
    """Tells whether a text can only be a target, or is a word that often is one."""
    if is_target(text) or re.fullmatch(_SAID, text) is not None:
        return True
    return ems(text) <= NARROW and _QUANTITY.fullmatch(text) is not None


def pairs_of(run: Sequence[Piece], widest: float) -> Iterator[tuple[Piece, Piece]]:
    """Yields names and targets of one second level's indicators; `widest` is any line's, in ems."""
    run = list(_closed(run))
    start = 0
    for index, piece in enumerate(run):
        if piece.mark and piece.mark.startswith(BESIDE):
            yield from _ended(run[start : index + 1], widest)
            start = index + 1
    if start < len(run):
        yield from _turns(run[start:], widest)


def _closed(run: Sequence[Piece]) -> Iterator[Piece]:
    """Yields the lines, joining those that one cell must hold: a bracket and its other half."""
    held: list[Piece] = []
    for piece in run:
        if held and (piece.mark or "").startswith(BESIDE):
            yield from held
            held = []
        held.append(piece)
        plain = normal("".join(each.text for each in held))
        if plain.count("(") > plain.count(")") and len(held) < _MOST_LINES:
            continue
        if len(held) > 1 and plain.count("(") == plain.count(")"):
            text = "".join(each.text for each in held)
            held = [held[0]._replace(text=text, mark=joined_lines_mark(len(held)))]
        yield from held
        held = []
    yield from held


def _ended(run: Sequence[Piece], widest: float) -> Iterator[tuple[Piece, Piece]]:
    """Yields whatever comes before a target that stood on one line with the end of its name."""
    *others, end, target = run
    last = max((i for i, piece in enumerate(others, 1) if ends_row(piece.text)), default=0)
    if last:
        yield from _turns(others[:last], widest)
    names = [*others[last:], end]
    if len(names) == 1:
        yield end, target
        return
    if len(names) > 2 and ems(names[0].text) < max(ems(n.text) for n in names) - _SHORT:
        yield names[0]._replace(mark=JUDGED), names[1]._replace(mark=JUDGED)
        yield from _ended([*names[2:], target], widest)
        return
    marks = [joined_lines_mark(len(names))] if len(names) > 1 else []
    if len(names) > 2 or any(name.mark == JUDGED for name in names):
        marks.append(JUDGED)
    name = names[0]._replace(text="".join(n.text for n in names), mark="，".join(marks) or None)
    yield name, target


def _turns(run: Sequence[Piece], widest: float) -> Iterator[tuple[Piece, Piece]]:
    """Yields names and targets that take turns, as far as nothing says more."""
    if len(run) == 1:
        yield from _split(run[0])
        return
    if len(run) % 2 == 0 and not any(ends_row(piece.text) for piece in run[::2]):
        yield from _taking_turns(run, widest)
        return
    # Lines were wrapped: a target that can be nothing else ends its indicator.
    group: list[Piece] = []
    for index, piece in enumerate(run):
        group.append(piece)
        rest = len(run) - index - 1
        if len(group) > 1 and (ends_row(piece.text) or rest == 0):
            yield from _wrapped(group, widest)
            group = []
    if group:
        yield from _split(group[0])


def _taking_turns(run: Sequence[Piece], widest: float) -> Iterator[tuple[Piece, Piece]]:
    """Yields names and targets, a line each; doubtful where a name is as wide as its column.

    What is below such a line may be its rest, unless it can only be a target.
    """
    pairs = list(zip(run[::2], run[1::2], strict=True))
    full = max(widest - _SHORT, NARROW)
    if any(ems(name.text) >= full and not ends_row(target.text) for name, target in pairs):
        pairs = [(_doubtful(name), target) for name, target in pairs]
    yield from pairs


def _doubtful(piece: Piece) -> Piece:
    return piece._replace(mark="，".join(filter(None, (piece.mark, JUDGED))))


def _wrapped(group: Sequence[Piece], widest: float) -> Iterator[tuple[Piece, Piece]]:
    """Yields lines that hold one indicator, its name wrapped; or several, in turns."""
    if len(group) % 2 == 0 and len(group) > 2:
        yield from _taking_turns(group, widest)
        return
    *names, target = group
    widths = [ems(name.text) for name in names]
    if len(names) > 2 and widths[0] < max(widths) - _SHORT:  # no line that ran out of room
        yield names[0]._replace(mark=JUDGED), names[1]._replace(mark=JUDGED)
        yield from _wrapped(group[2:], widest)
        return
    if len(names) > 1 and not is_target(target.text) and len(names) > _MOST_LINES:
        yield from ((name, Piece("", name.line)) for name in names)
        return
    text = "".join(piece.text for piece in names)
    marks = [joined_lines_mark(len(names))] if len(names) > 1 else []
    if len(names) > 2 or (len(names) > 1 and not is_target(target.text)):
        marks.append(JUDGED)
    yield Piece(text, names[0].line, "，".join(marks) or names[0].mark), target


def _split(piece: Piece) -> Iterator[tuple[Piece, Piece]]:
    """Yields name and target of a text that runs them together."""
    text, found = piece.text, False
    while match := _TAIL.match(text):
        found = True
        yield _parted(match, piece.line)
        text = text[match.end() :].strip()
    if not text:
        return
    if match := _WORDS.match(text):
        yield _parted(match, piece.line)
    else:
        mark = "指标和指标值连在一起，未能分开" if not found else JUDGED
        yield Piece(text, piece.line, mark), Piece("", piece.line)


def _parted(match: re.Match[str], line: int) -> tuple[Piece, Piece]:
    return Piece(match["name"].strip(), line, JUDGED), Piece(match["target"].strip(), line, JUDGED)
