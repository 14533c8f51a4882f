"""Divides the indicators of a flattened form, which no label divides.

The levels are known words. Between them, names and targets take turns; a name may be wrapped, and a
target be words: a text that can be nothing else than a target ends its indicator, every other
division is judged and says so. Levels out of their places, or two cells on a line, refuse the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xlperf.filing.target import read_target
from xlperf.form.edition import every_pair
from xlperf.form.labels import fields_of, labels, normal
from xlperf.form.vocabulary import ems, joined_lines_mark, levels
from xlperf.sources.text.pieces import JUDGED, Piece

Row = tuple[Piece, Piece, Piece, Piece]
"""Holds both levels, the name and the target of an indicator."""
_UNPARTED = "指标和指标值连在一起，未能分开"
_MOST_PARTS = 9
"""A level is on no more lines: a character on each, as where it is set upright."""
_LONGEST_WORD, _MOST_LINES = 4, 4
_NARROW = 12
"""No column of names is narrower, in ems."""
_NARROWEST = 8
"""No column is narrower."""
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_TWO_CELLS = re.compile(r"[\u3000-\u9fff\uff00-\uffef)]\s+[\u3000-\u9fff\uff00-\uffef≥≤><=]")
"""Matches white space within a line that no number is beside: it parts two cells."""
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


@cache
def level_words() -> frozenset[str]:
    """Returns the known first and second levels."""
    return levels(1) | levels(2)


def ends_row(text: str) -> bool:
    """Tells whether a text can only be a target, or is a word that often is one."""
    if _is_target(text) or re.fullmatch(_SAID, text) is not None:
        return True
    return ems(text) <= _NARROW and _QUANTITY.fullmatch(text) is not None


def _is_target(text: str) -> bool:
    """Tells whether a text can only be a target: an operator or a number, and a unit."""
    target = read_target(text)
    return target.number is not None and target.words is None


def indicator_rows(lines: Sequence[Piece]) -> list[Row] | None:
    """Returns the rows of the indicator table: both levels (empty: as above), name and target.

    None where the cells are in another order, or among others.
    """
    tokens = _tokens(lines)
    found = [_level(tokens, index) for index in range(len(tokens))]
    is_odd = any(normal(t.text) in _fragments() or _TWO_CELLS.search(t.text) for t in tokens)
    placed = None if is_odd or found[:1] == [0] else _placed(tokens, found)
    if placed is None:
        return None
    rows: list[Row] = []
    level1 = level2 = Piece("", 0)
    start = 0
    for index, level in enumerate([*found, None]):  # which is their end
        if level == 0:
            continue
        run = placed[start:index] if level else _without_number(placed[start:])
        for name, target in _pairs(list(_closed(run))):
            rows.append((level1, level2, name, target))
            level1 = level2 = Piece("", name.line)
        if level:
            level1 = placed[index] if level == 1 else level1
            level2 = placed[index] if level == 2 else Piece("", placed[index].line)
        start = index + 1
    return rows


def _tokens(lines: Sequence[Piece]) -> list[Piece]:
    """Returns lines with wrapped levels whole again, without the label beside them all."""
    tokens: list[Piece] = []
    index = 0
    while index < len(lines):
        for count in range(min(_MOST_PARTS, len(lines) - index), 0, -1):
            text = "".join(line.text for line in lines[index : index + count])
            is_side = not tokens and "indicators" in fields_of(text)
            if is_side or normal(text) in level_words():
                mark = joined_lines_mark(count) if count > 1 else lines[index].mark
                tokens += [] if is_side else [Piece(normal(text), lines[index].line, mark)]
                index += count
                break
        else:
            tokens.append(lines[index])
            index += 1
    return tokens


def _level(tokens: Sequence[Piece], index: int) -> int:
    """Returns 1 or 2 where a token is such a level; 成本指标 is either, as its neighbours tell."""
    text = normal(tokens[index].text)
    below = normal(tokens[index + 1].text) if index + 1 < len(tokens) else ""
    if text in levels(1) and (text not in levels(2) or below in levels(2)):
        return 1
    return 2 if text in levels(2) else 0


def _placed(tokens: Sequence[Piece], found: Sequence[int]) -> list[Piece] | None:
    """Returns the tokens where levels come in the order of a form; None where in another.

    A clerk may type a second level below another first one, which is marked, or leave one without
    an indicator; both at once, or the former twice, is the text of cells out of their places.
    """
    made = list(tokens)
    level1, strange, empty, before = "", 0, 0, 0
    for index, (token, level) in enumerate(zip(tokens, found, strict=True)):
        text = normal(token.text)
        if before == 1 and level != 2:
            return None
        level1 = text if level == 1 else level1
        if level == 2 and text not in every_pair().get(level1, ()):
            strange += 1
            made[index] = _doubtful(token)
        empty += level > 0 and before == 2
        before = level
    return None if strange > 1 or (strange and empty) else made


@cache
def _fragments() -> frozenset[str]:
    """Lists what is only ever part of a level, or of the label beside them all.

    Of a level that is its end, where that is no level, or else the line before its end.
    """
    words = level_words()
    found: set[str] = set()
    for word in words:
        for at in range(1, len(word)):
            start, end = word[:at], word[at:]
            if end not in words:
                found.add(end)
            elif len(start) >= _LONGEST_WORD:
                found.add(start)
            if start.endswith("指"):
                found.add(start)
    for side in (text for text, fields in labels().fields.items() if "indicators" in fields):
        found.update(side[i:j] for i in range(len(side)) for j in range(i + 1, len(side) + 1))
    return frozenset(found - words)


def _without_number(run: Sequence[Piece]) -> Sequence[Piece]:
    """Returns the last run of a form without its page's number, which is no name and no target."""
    if not run or not _PAGE_NUMBER.fullmatch(run[-1].text):
        return run
    if len(run) == 1 or _is_target(run[-2].text):
        return run[:-1]
    # Else it may be the target of a name on two lines, the first of which is full.
    return run[:-1] if len(run) % 2 and ems(run[-3].text) < _NARROW else run


def _closed(run: Sequence[Piece]) -> Iterator[Piece]:
    """Yields the lines, joining those that one cell must hold: a bracket and its other half."""
    held: list[Piece] = []
    for piece in run:
        held.append(piece)
        plain = normal("".join(each.text for each in held))
        if plain.count("(") > plain.count(")") and len(held) < _MOST_LINES:
            continue
        if len(held) > 1 and plain.count("(") == plain.count(")"):
            yield _joined(held)
        else:
            yield from held
        held = []
    yield from held


def _pairs(run: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Yields names and targets of one second level's indicators, which take turns.

    Where a line may be the rest of the one above it, all of them are doubtful: a line too many
    for one is a line that another lacks.
    """
    groups = list(_groups(run))
    are_doubtful = bool(groups) and (
        len(groups[-1]) == 1
        or any(len(group) > 2 or _may_run_on(group, len(run)) for group in groups)
    )
    for group in groups:
        names = group[: max(len(group) - 1, 1)]
        name = names[0] if len(names) == 1 else _joined(names)
        target = group[-1] if len(group) > 1 else Piece("", name.line)
        if len(group) == 1:
            name = name._replace(mark=_UNPARTED)
        elif are_doubtful:
            name = _doubtful(name)
        yield name, target


def _may_run_on(group: Sequence[Piece], lines: int) -> bool:
    """Tells whether what is below a name or target may be its rest, since it may fill its column.

    `lines` are those of all indicators beside each other.
    """
    if ends_row(group[-1].text):
        return False
    if lines > 2:
        return any(ems(piece.text) >= _NARROWEST for piece in group)
    return ems(group[0].text) >= _NARROW


def _groups(run: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yields the lines of each indicator: those of its name, and its target where it has one."""
    if len(run) % 2 == 0 and not any(ends_row(piece.text) for piece in run[::2]):
        yield from (run[index : index + 2] for index in range(0, len(run), 2))
        return
    # Lines were wrapped: a target that can be nothing else ends its indicator.
    start = 0
    for end in range(1, len(run) + 1):
        is_last = end == len(run)
        if end - start > 1 and (is_last or ends_row(run[end - 1].text)):
            group = run[start:end]
            turns = len(group) > 2 and len(group) % 2 == 0
            yield from _groups(group) if turns and not is_last else [group]
            start = end
        elif is_last and end > start:
            yield run[start:end]


def _joined(pieces: Sequence[Piece]) -> Piece:
    text = "".join(piece.text for piece in pieces)
    return pieces[0]._replace(text=text, mark=joined_lines_mark(len(pieces)))


def _doubtful(piece: Piece) -> Piece:
    return piece._replace(mark="，".join(filter(None, (piece.mark, JUDGED))))
