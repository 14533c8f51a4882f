"""Tells of which cells it is doubtful whether they hold what was read in them.

A spreadsheet prints a text that is larger than its cell over the rules around it, or hides what has
no room; its ends would stand within the neighbours' values without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from xlperf.sources.pdf.seen_characters import Box, Char, Seen
from xlperf.sources.pdf.text_lines import TextLine, lie_over_each_other
from xlperf.sources.refusals import clause

SNAP = 3.0
"""Rules closer than this, in points, are one."""
_NEAR, _LEVEL = 0.15, 0.1
"""Gives the ems between letters of one line, and by which they differ in height, at the most."""
_PITCH = (0.8, 1.5)
"""Gives the ems from one line of a text to the next; rows of a table are further apart."""
_WITHIN = 0.15
"""Gives the ems by which the middle of a letter keeps from a rule that does not run through it."""

Held = tuple[Char, int | None]
"""Holds a character, and the number of the cell that its place is in."""


def doubts(
    held: Sequence[Held],
    lines: Sequence[Sequence[TextLine]],
    frames: Sequence[Box],
    at_place: Callable[[float, float], int | None],
    seen: Seen,
) -> dict[int, list[str]]:
    """Returns what is to be said of cells, by their numbers.

    `lines` and `frames` are those of the cells, `at_place` tells the cell at a place.
    """
    overlaid = {number for number, own in enumerate(lines) if lie_over_each_other(own)}
    for char, index in held:
        if index is not None and not char.text.isspace():
            top, bottom = char.y - frames[index][1], frames[index][3] - char.y
            if min(top, bottom) < _WITHIN * char.size:
                beyond = at_place(char.x, char.y + (char.size if bottom < top else -char.size))
                overlaid |= {index, beyond} if beyond is not None else set()
    cut = set()
    for box in seen.cuts:
        index = at_place((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if index is not None and _is_within(box, frames[index]):
            cut.add(index)
    lost = {at_place(*place) for place in seen.missed}
    found: dict[int, list[str]] = defaultdict(list)
    for cells, why in (
        (overlaid | _spilt(held, overlaid), "pdf_cell_overlaid"),
        (cut, "pdf_cell_cut"),
        (lost, "pdf_cell_lost"),
    ):
        for cell in cells:
            if cell is not None:
                found[cell].append(clause(why))
    return found


def _is_within(box: Box, frame: Box) -> bool:
    starts = all(own >= edge - SNAP for own, edge in zip(box[:2], frame[:2], strict=True))
    return starts and all(own <= edge + SNAP for own, edge in zip(box[2:], frame[2:], strict=True))


def _spilt(held: Sequence[Held], overlaid: set[int]) -> set[int | None]:
    """Returns the cells of which a text has parts in two, beside each other or below.

    Lines drawn one below the other may be those of two cells; they are of one text where one of
    the cells is known to be `overlaid`, or one of the lines is in no cell.
    """
    found: set[int | None] = set()
    block: set[int | None] = set()
    above: Sequence[Held] = ()
    for run in _runs(held):
        cells = {index for _, index in run}
        block = block | cells if above and _is_below(above, run) else cells
        if len(cells) > 1 or (len(block) > 1 and block & {None, *overlaid, *found}):
            found |= block
        above = run
    return found


def _runs(held: Sequence[Held]) -> Iterator[list[Held]]:
    """Yields the letters that were drawn one after the other in a line."""
    run: list[Held] = []
    for char, index in held:
        last = run[-1][0] if run else char
        is_level = char.side == last.side and abs(char.base - last.base) <= _LEVEL * char.size
        if run and not (is_level and abs(char.x0 - last.x1) <= _NEAR * char.size):
            yield run
            run = []
        run.append((char, index))
    if run:
        yield run


def _is_below(above: Sequence[Held], run: Sequence[Held]) -> bool:
    """Tells whether a line follows the one above as near as those of one text."""
    first, last, left, right = above[0][0], above[-1][0], run[0][0], run[-1][0]
    pitch = (left.base - first.base) / max(left.size, 1)
    is_beside = left.x0 >= last.x1 or right.x1 <= first.x0
    is_alike = left.side == first.side and abs(left.size - first.size) < _LEVEL
    return _PITCH[0] <= pitch <= _PITCH[1] and not is_beside and is_alike
