"""Divides the indicators of a flattened form, which no label divides.

The levels are known words. Between them, names and targets take turns; where the lines do not
tell a name from its target, the division is judged and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xlperf.form.labels import fields_of, labels, normal
from xlperf.form.vocabulary import below, ems, joined_lines_mark, levels
from xlperf.sources.text.cell_order_rows import BESIDE, CUT
from xlperf.sources.text.goals import JUDGED, Piece
from xlperf.sources.text.name_target_pairs import NARROW, is_target, pairs_of

_LONGEST_WORD, _MOST_LINES = 4, 4
_MOST_HEADS = 3
_MOST_PARTS = 9
"""A level is on no more lines: a character on each, as where it is set upright."""
_HEAD = re.compile(r"[\u4e00-\u9fff]{2,8}(?:\([^()]*\))?")
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_OPERATOR = re.compile(r"((?:^|(?<=\s))[≥≤><＞＜＝=]=?)\s+(?=\d)")
"""Matches an operator that a space parts from its number."""
_GAP = re.compile(r"(?<=\d)\s+(?![年月日\s]|\S{1,3}$)|(?<=[年月])\s+(?![\d\s])|(?<![\d年月\s])\s+")
"""Matches gaps between words: not in a date, nor between a number and its unit at a line's end."""
_BOUND = re.compile(
    "不少于|不低于|不超过|不高于|不大于|不小于|至少|最多|大于|小于|超过|低于|高于|达到?|控制在|约|每(?:年|月|季度)|全年|共"
)
"""Matches words that a number goes on with: no name ends with them."""


def indicator_rows(
    lines: Sequence[Piece], are_cells: bool = False
) -> Iterator[tuple[Piece, Piece, Piece, Piece]]:
    """Yields the rows of the indicator table: both levels (empty: as above), name and target.

    `are_cells` says that each line is a whole cell, or the whole line of one.
    """
    level1 = level2 = Piece("", 0)
    run: list[Piece] = []
    tokens = _tokens(lines, are_cells)
    widest = max((ems(token.text) for token in tokens), default=0.0)
    for index, token in enumerate([*tokens, None]):
        number = _level(tokens, index) if token is not None else 0
        if token is not None and not number:
            run.append(token)
            continue
        ended = run if token is not None else _without_number(run)
        for name, target in pairs_of(ended, widest):
            yield level1, level2, name, target
            level1 = level2 = Piece("", name.line)
        run = []
        if number == 1:
            level1, level2 = token, Piece("", token.line)  # type: ignore[union-attr,assignment]  # a level
        elif number == 2:
            level2 = token  # type: ignore[assignment]  # a level is a token


def are_mixed(lines: Sequence[Piece], are_cells: bool = False, has_target: bool = True) -> bool:
    """Tells whether other things are among the indicators, or their cells among each other.

    What is above their first level is the head of another column; part of a level stands alone
    where the other lines of its cell do not follow. `has_target` says that the last column has its
    head above them.
    """
    tokens = _tokens(lines, are_cells)
    found = [index for index in range(len(tokens)) if _level(tokens, index)]
    if not found:  # then levels, names and targets are all the same
        return bool(tokens)
    if not are_cells and _is_disordered(tokens, has_target):
        return True
    return found[0] > 0 or any(normal(token.text) in _fragments() for token in tokens)


def further_head(lines: Sequence[Piece], are_cells: bool = False) -> str | None:
    """Returns the head of a column more, where the indicators are in order below it: 分值, 备注."""
    tokens = _tokens(lines, are_cells)
    first = next((index for index in range(len(tokens)) if _level(tokens, index)), 0)
    heads = [normal(token.text) for token in tokens[:first]]
    if not 0 < first <= _MOST_HEADS or are_mixed(lines[first:], are_cells):
        return None
    return heads[0] if all(_HEAD.fullmatch(head) for head in heads) else None


def _is_disordered(tokens: Sequence[Piece], has_target: bool) -> bool:
    """Tells whether the levels come in an order in which no form has them.

    A clerk may type a second level below another first one, or leave one without an indicator; both
    at once, or the former twice, is the text of columns or of cells out of their places.
    """
    level1, strange, empty, before = "", 0, 0, 0
    for index, token in enumerate(tokens):
        level, text = _level(tokens, index), normal(token.text)
        level1 = text if level == 1 else level1
        strange += level == 2 and text not in below(level1)
        empty += level == before == 2
        before = level
    return strange > 1 or (strange == 1 and (empty > 0 or not has_target))


@cache
def _fragments() -> frozenset[str]:
    """Lists what is only ever part of a level, or of the label beside them all.

    Of a level that is its end, where that is no level, or else the line before its end.
    """
    words = levels(1) | levels(2)
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
        found.update(side[i:j] for i in range(len(side)) for j in range(i + 1, i + len(side)))
    return frozenset(found - words)


def _without_number(run: Sequence[Piece]) -> Sequence[Piece]:
    """Returns the last run of a form without its page's number, which is no name and no target."""
    if not run or not _PAGE_NUMBER.fullmatch(run[-1].text):
        return run
    if (run[-1].mark or "").startswith(BESIDE):
        return run
    if len(run) == 1 or is_target(run[-2].text):
        return run[:-1]
    # Else it may be the target of a name on two lines, the first of which is full.
    return run[:-1] if len(run) % 2 and ems(run[-3].text) < NARROW else run


def _level(tokens: Sequence[Piece], index: int) -> int:
    """Returns 1 or 2 where a token is such a level; 成本指标 is either, as its neighbours tell."""
    text = normal(tokens[index].text)
    below = normal(tokens[index + 1].text) if index + 1 < len(tokens) else ""
    if text in levels(1) and (text not in levels(2) or below in levels(2)):
        return 1
    return 2 if text in levels(2) else 0


def _tokens(lines: Sequence[Piece], are_cells: bool) -> list[Piece]:
    """Returns lines with wrapped levels whole again and levels inside a line set free."""
    cells = [cell for line in lines for cell in _cells(line, are_cells)]
    tokens: list[Piece] = []
    index = 0
    while index < len(cells):
        for count in range(min(_MOST_PARTS, len(cells) - index), 0, -1):
            text = "".join(cell.text for cell in cells[index : index + count])
            plain = normal(text)
            if plain in levels(1) | levels(2) or "indicators" in fields_of(text):
                if "indicators" not in fields_of(text):
                    mark = joined_lines_mark(count) if count > 1 else cells[index].mark
                    tokens.append(Piece(plain, cells[index].line, mark))
                index += count
                break
        else:
            tokens.append(cells[index])
            index += 1
    return tokens


def _cells(line: Piece, are_cells: bool) -> Iterator[Piece]:
    """Yields the cells of a line: parted by tabs and wide gaps, and at levels inside the line."""
    for part in re.split(r"\t+|\s{2,}|　+", line.text):
        words = _words(part)
        if part.strip() and is_target(part.strip()):
            yield Piece(part.strip(), line.line, line.mark)
        elif len(words) > 1 and (
            normal(words[0]) in levels(1) | levels(2) | _fragments() or is_target(words[-1])
        ):
            yield from (Piece(word, line.line) for word in words)
        elif not are_cells and len(halves := CUT.split(part.strip())) == 2:
            yield Piece(halves[0], line.line)
            yield Piece(halves[1], line.line, f"{BESIDE}，{JUDGED}")
        elif len(normal(part)) > 8 and _inside().search(part):
            for text in _inside().split(part):
                if text and text.strip():
                    yield Piece(text.strip(), line.line, "自连写的一行拆出")
        elif part.strip():
            yield Piece(part.strip(), line.line, line.mark)


def _words(part: str) -> list[str]:
    """Returns the words of a line, a date and a target of several words being one."""
    words = _GAP.split(_OPERATOR.sub(r"\1", part).strip())
    if len(words) > 1 and _BOUND.fullmatch(words[-2]) and is_target(words[-1]):
        words[-2:] = [f"{words[-2]} {words[-1]}"]
    return words


@cache
def _inside() -> re.Pattern[str]:
    words = sorted(levels(1) | levels(2), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, words))})")
