"""Assigns a text that is larger than its cell to the cell it belongs to.

A spreadsheet prints such a text over the rules around it, or hides there what it writes all the
same. Taken glyph by glyph its ends would stand within the neighbours' values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from xlperf.sources.pdf.text_lines import Char

_NEAR = 0.15
"""Gives the ems between glyphs of one text, at the most."""
_OVER = 0.1
"""Gives the part of a glyph that lies beyond a rule, at the least, where it stands across it."""
_PITCH = (0.8, 1.45)
"""Gives the ems from one line of a text to the next; rows of a table are further apart."""
_CUT = 0.35
"""Gives the part of a line's height beyond a rule, at the least, where the rule runs through it."""
_LEVEL, _MOST = 0.3, 100
"""Gives the ems by which fonts of one line differ in height, and the most lines compared."""
_CENTRED, _ALIGNED = 0.3, 0.75
"""Gives the ems by which a text may be off the middle of its cell, or off the middle or the top."""
_AGAIN = 0.3
"""Gives the ems by which lines lie over each other that are two, at the least."""

Box = tuple[float, float, float, float]
"""Gives x0, top, x1, bottom in points."""


class _Run(NamedTuple):
    """Holds characters drawn one after the other in a line: first and last, box, and the cell."""

    start: int
    end: int
    box: Box
    size: float
    owner: int | None


class Kept(NamedTuple):
    """Holds the cell of each character, and the cells of which it is doubtful what they hold."""

    owners: list[int | None]
    doubtful: set[int]


def kept_whole(chars: Sequence[Char], owners: Sequence[int | None], boxes: Sequence[Box]) -> Kept:
    """Decides which of the cells with these boxes each character belongs to, texts kept whole.

    `owners` are the cells by place. A text that merely touches the next is that of a cell beside
    or below it. Doubtful are cells whose texts lie over each other, or over the rule between.
    """
    made = list(owners)
    edges = sorted({edge for box in boxes for edge in (box[0], box[2])})
    runs = [_run(start, end, chars, made, edges) for start, end in _spans(chars)]
    blocks = list(_blocks(runs))
    held: dict[int, list[_Run]] = defaultdict(list)
    for run in runs:
        if run.owner is not None:
            held[run.owner].append(run)
    doubtful: set[int] = set()
    final: dict[int, list[_Run]] = defaultdict(list)
    for block in blocks:
        cells = {run.owner for run in block}
        owner = _owner(block, boxes, held) if len(cells) > 1 else None
        if owner is None and len(cells) > 1 and any(_is_cut(run, boxes) for run in block):
            doubtful |= {cell for cell in cells if cell is not None}
        for run in block:
            kept = run.owner if owner is None else owner
            if kept is not None:
                made[run.start : run.end] = [kept] * (run.end - run.start)
                final[kept].append(run)
    doubtful |= {cell for cell, own in final.items() if _is_heap(own[:_MOST])}
    # A text that takes all from a cell may be two that touch.
    lost = {*owners} - {*made, None}
    for index, cell in enumerate(owners) if lost else ():
        if cell in lost and not chars[index]["text"].isspace():
            doubtful |= {own for own in (cell, made[index]) if own is not None}
    return Kept(made, doubtful)


def _is_heap(runs: Sequence[_Run]) -> bool:
    """Tells whether two of a cell's lines lie over each other; a repeat makes letters bold."""
    return any(
        _collide(run, other)
        and min(run.box[2], other.box[2]) - max(run.box[0], other.box[0]) > _AGAIN * run.size
        and max(abs(a - b) for a, b in zip(run.box, other.box, strict=True)) > _AGAIN * run.size
        for run, other in combinations(runs, 2)
    )


def _spans(chars: Sequence[Char]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(chars) + 1):
        if at == len(chars) or not _follows(chars[at - 1], chars[at]):
            yield start, at
            start = at


def _follows(char: Char, following: Char) -> bool:
    gap = following["x0"] - char["x1"]
    if abs(following["bottom"] - char["bottom"]) > 0.1 * char["size"]:
        return False
    return bool(abs(gap) <= _NEAR * char["size"])


def _run(
    start: int, end: int, chars: Sequence[Char], made: Sequence[int | None], edges: Sequence[float]
) -> _Run:
    """Returns a stretch of a line; its cell is None if several cells' and it crosses no rule."""
    own = chars[start:end]
    found = list(made[start:end])
    owner = max(set(found), key=found.count)
    if len(set(found)) > 1 and not any(_crosses(char, edges) for char in own):
        owner = None
    box = (own[0]["x0"], own[0]["top"], own[-1]["x1"], own[0]["bottom"])
    return _Run(start, end, box, own[0]["size"], owner)


def _crosses(char: Char, edges: Sequence[float]) -> bool:
    least = _OVER * (char["x1"] - char["x0"])
    return any(char["x0"] + least < edge < char["x1"] - least for edge in edges)


def _blocks(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Yields lines drawn one below the other, as near as those of one text."""
    block: list[_Run] = []
    for run in runs:
        if block and not _is_next(block[-1], run):
            yield block
            block = []
        block.append(run)
    if block:
        yield block


def _is_next(above: _Run, run: _Run) -> bool:
    pitch = (run.box[1] - above.box[1]) / max(run.size, 1)
    beside = run.box[0] >= above.box[2] or run.box[2] <= above.box[0]
    return _PITCH[0] <= pitch <= _PITCH[1] and not beside and abs(run.size - above.size) < 0.1


def _owner(block: Sequence[_Run], boxes: Sequence[Box], held: dict[int, list[_Run]]) -> int | None:
    """Returns the cell of a text that is higher than it, None where nothing shows one.

    A rule runs through it, it collides with the text of a cell that it reaches, or it puts that
    out of the middle; and it is set in the middle or at the top of the cell that it belongs to.
    """
    own = {id(run) for run in block}
    cells = {run.owner for run in block if run.owner is not None}
    others = [run for cell in cells for run in held[cell][:_MOST] if id(run) not in own]
    hit = {other.owner for other in others for run in block if _collide(run, other)}
    hit |= {cell for cell in cells if _is_guest(block, cell, others, boxes[cell])}
    top, end = block[0].box[1], block[-1].box[3]
    fits = [
        (run.owner in hit, off, run.owner)
        for run in block
        if run.owner is not None
        for _, y0, _, y1 in [boxes[run.owner]]
        for off in [min(abs(y0 + y1 - top - end) / 2, abs(y0 - top))]
        if off <= _ALIGNED * run.size
    ]
    # Its own cell holds nothing else, as a rule.
    owner = min(fits)[-1] if fits else None
    if owner is None or not (hit - {owner} or any(_is_cut(run, boxes) for run in block)):
        return None
    return owner


def _is_guest(block: Sequence[_Run], cell: int, others: Sequence[_Run], box: Box) -> bool:
    """Tells whether lines lie in a cell whose own text is set in its middle without them."""
    held = [run for run in others if run.owner == cell]
    if not held:
        return False
    size = block[0].size
    both = [*held, *(run for run in block if run.owner == cell)]
    return (
        _off_middle(held, box) <= _CENTRED * size and _off_middle(both, box) > 2 * _CENTRED * size
    )


def _off_middle(runs: Sequence[_Run], box: Box) -> float:
    top, end = min(run.box[1] for run in runs), max(run.box[3] for run in runs)
    return abs(box[1] + box[3] - top - end) / 2


def _is_cut(run: _Run, boxes: Sequence[Box]) -> bool:
    """Tells whether a rule runs through a line; letters of low rows merely reach over theirs."""
    if run.owner is None:
        return False
    least = _CUT * (run.box[3] - run.box[1])
    _, top, _, end = boxes[run.owner]
    return run.box[1] < top - least or run.box[3] > end + least


def _collide(run: _Run, other: _Run) -> bool:
    """Tells whether two lines lie over each other, as those of one text never do."""
    apart = abs(run.box[3] - other.box[3]) / max(run.size, 1)
    beside = run.box[0] >= other.box[2] or run.box[2] <= other.box[0]
    return apart < _PITCH[0] - 0.05 and (apart > _LEVEL or not beside)
