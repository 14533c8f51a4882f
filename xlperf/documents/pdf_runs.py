"""Whose a text is that is larger than its cell.

A spreadsheet prints such a text over the rules around it, or hides there what it writes all the
same. Taken glyph by glyph its ends would stand within the neighbours' values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlperf.documents.pdf_lines import Char

_NEAR = 0.15
"""ems between glyphs of one text, at the most."""
_OVER = 0.1
"""The part of a glyph that lies beyond a rule, at the least, where it stands across it."""
_CUT = 0.25
"""The part of a line that lies beyond its cell, at the least, where it stands across a rule."""
_PITCH = (0.8, 1.45)
"""ems from one line of a text to the next; rows of a table are further apart."""
_ALIGNED = 0.75
"""ems by which a text is off the middle or the top of its cell, at the most."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""


class _Run(NamedTuple):
    """Characters drawn one after the other in a line: first and last, box, and the cell."""

    start: int
    end: int
    box: Box
    size: float
    owner: int | None


def kept_whole(
    chars: Sequence[Char], owners: Sequence[int | None], boxes: Sequence[Box]
) -> list[int | None]:
    """Which of the cells with these boxes each character belongs to, texts kept whole.

    `owners` are the cells by place. Only a text that stands across a rule is larger than its
    cell; any other that touches the next is a cell's beside or below it.
    """
    made = list(owners)
    edges = sorted({edge for box in boxes for edge in (box[0], box[2])})
    runs = [_run(start, end, chars, made, edges) for start, end in _spans(chars)]
    blocks = list(_blocks(runs))
    counts = Counter(owner for block in blocks for owner in {run.owner for run in block})
    shared = {owner for owner, times in counts.items() if owner is not None and times > 1}
    for block in blocks:
        several = len({run.owner for run in block}) > 1
        owner = _owner(block, boxes, shared) if several else None
        for run in block:
            kept = run.owner if owner is None else owner
            if kept is not None:
                made[run.start : run.end] = [kept] * (run.end - run.start)
    return made


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
    """A stretch of a line; its cell is None where it is several cells' and crosses no rule."""
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
    """Lines drawn one below the other, as near as those of one text."""
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


def _owner(block: Sequence[_Run], boxes: Sequence[Box], shared: set[int]) -> int | None:
    """The cell of a text that is higher than it, None where nothing shows one.

    It stands across a rule, or in a cell that has a text of its own; and it is set in the middle
    or at the top of the cell that it belongs to.
    """
    cells = [(run, run.owner, boxes[run.owner]) for run in block if run.owner is not None]
    top, end = block[0].box[1], block[-1].box[3]
    offs = (
        (min(abs(y0 + y1 - top - end) / 2, abs(y0 - top)), owner)
        for _, owner, (_, y0, _, y1) in cells
    )
    # Its own cell holds nothing else, as a rule.
    fits = [(owner in shared, off, owner) for off, owner in offs if off <= _ALIGNED * block[0].size]
    if not fits:
        return None
    owner = min(fits)[-1]
    is_over = any(_is_cut(run.box, box) for run, _, box in cells)
    return owner if is_over or any(other in shared - {owner} for _, other, _ in cells) else None


def _is_cut(line: Box, cell: Box) -> bool:
    least = _CUT * (line[3] - line[1])
    return line[1] < cell[1] - least or line[3] > cell[3] + least
