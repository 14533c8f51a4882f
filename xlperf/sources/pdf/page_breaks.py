"""Joins the parts of one table on several pages: repeated heads dropped, cut cells whole again.

Where a table goes on is told by the form, not by its rules alone: a page may end anywhere, with
the title, within a goal or among the indicators, and the columns of the rest are cut otherwise
than those above.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from operator import eq

from xlperf.filing.target import read_target
from xlperf.form.labels import SIDE_LABELS, TABLE, fields_of
from xlperf.form.numbering import number_of
from xlperf.form.other_forms import bare_level, is_block_label, known_levels
from xlperf.form.vocabulary import OVER, whole_word
from xlperf.sources.pdf.doubtful_cells import SNAP
from xlperf.sources.pdf.line_wraps import runs_on, typed_text
from xlperf.sources.pdf.tables import Ruled, RuledCell, edges_of, nearest, room_between

_NEAR = 2 * SNAP
_GUTTER = 60.0
"""Gives the points by which left and right pages of a bound document may be set apart."""
_AGAIN = frozenset({"title", "name", *TABLE})
"""Lists labels whose rows may stand at the top of every page."""
_TWICE = frozenset({"other", "annual_other", *TABLE}) | SIDE_LABELS
"""Lists labels that may come again within one form."""


def continues(above: Ruled, below: Ruled) -> bool:
    """Tells whether a table at the top of a page goes on with the last one of the page before."""
    if not below.cells:
        return False
    shift = below.edges[0] - above.edges[0]
    if abs(shift) > _GUTTER or abs(below.edges[-1] - shift - above.edges[-1]) > _NEAR:
        return False
    known = _begun(above)
    skip = _repeated(above, below)
    if skip == len(below.places) and _has_indicators(below):
        return False  # the same form again
    # Among the indicators only what stands before their levels is a label: 项目完成时间 is a
    # usual name of one.
    end = _levels_at(above) + shift if known & set(TABLE) else float("inf")
    for row in range(skip, len(below.places)):
        if found := _fields(below, row, end):
            if "title" in found or found & known - _TWICE:
                return False
            if known:
                return "name" not in found or "title" in known
            break
    return skip > 0 or (
        "name" not in _fields(below, 0)
        and abs(shift) <= _NEAR
        and all(min(abs(edge - other) for other in above.edges) <= _NEAR for edge in below.edges)
    )


def _has_indicators(table: Ruled) -> bool:
    """Tells whether there are rows below the heads of the indicators."""
    heads = [cell.bottom for cell in table.cells if fields_of(cell.text)[:1] == TABLE[:1]]
    return bool(heads) and max(heads) + 1 < len(table.places)


def _levels_at(table: Ruled) -> float:
    """Finds where the last indicators' levels begin; beyond the table where it has none."""
    heads = [cell for cell in table.cells if fields_of(cell.text)[:1] == TABLE[:1]]
    return table.edges[heads[-1].left] if heads else float("inf")


def _fields(table: Ruled, row: int, end: float = float("inf")) -> set[str]:
    """Returns the fields that a row's labels name, those that begin before a place on the page.

    A form's title begins its row; elsewhere it is a value that reads like one.
    """
    first = min((cell.left for cell in table.cells if cell.top <= row <= cell.bottom), default=0)
    return {
        field
        for cell in table.cells
        if cell.top == row and table.edges[cell.left] < end - _NEAR
        for field in fields_of(cell.text)[:1]
        if field != "title" or cell.left == first
    }


def _begun(table: Ruled) -> set[str]:
    """Returns the fields of the last form on a table, as far as it goes."""
    fields: set[str] = set()
    for row in range(len(table.places)):
        found = _fields(table, row)
        fields = found if "title" in found or found & fields & {"name"} else fields | found
    return fields


def _repeated(above: Ruled, below: Ruled) -> int:
    """Counts the rows at the top of a page that repeat rows of the table above, word by word."""
    ours = [_texts(below, row) for row in range(len(below.places))]
    theirs = [_texts(above, row) for row in range(len(above.places))]
    most = 0
    for start in range(len(theirs)):
        count = sum(takewhile(bool, map(eq, ours, theirs[start:])))
        if any(_fields(below, row) & _AGAIN for row in range(count)):
            most = max(most, count)
    return most


def _texts(table: Ruled, row: int) -> list[str]:
    """Returns the texts of a row in an order; the heads of the indicators alone where it has those.

    Beside them a page's end may leave part of a merged label, or put it over 一级指标.
    """
    texts = sorted(text for text in table.texts(row) if text and fields_of(text) != ("indicators",))
    if any(map(is_block_label, texts)):
        return texts  # heads of another period's indicators
    heads = [text for text in texts if set(fields_of(text)) & {*TABLE[1:]}]
    return heads if len(heads) == len(TABLE[1:]) else texts


def whole(above: Ruled, below: Ruled) -> Ruled:
    """Returns both parts as one table, on the columns of both."""
    skip = _repeated(above, below)
    height = len(above.places)
    shift = below.edges[0] - above.edges[0]
    edges = edges_of([*above.edges, *(edge - shift for edge in below.edges)])
    cells = _placed(above, edges, 0.0)
    moved = [
        cell._replace(top=max(cell.top, skip) - skip + height, bottom=cell.bottom - skip + height)
        for cell in _placed(below, edges, shift)
        if cell.bottom >= skip and (cell.top >= skip or cell.bottom > cell.top)
    ]
    first = [cell for cell in moved if cell.top == height]
    rest = [cell for cell in moved if cell.top > height]
    last = {(cell.left, cell.right): i for i, cell in enumerate(cells) if cell.bottom == height - 1}
    joint = replace(above, edges=tuple(edges))
    begins = _begins_row(first, {span: cells[i].text for span, i in last.items()})
    row = [cells[i] for i in last.values()]
    ends = _ends(cells)
    cut = not begins and _is_cut(first, row, joint, ends)
    for cell in first:
        index = last.get((cell.left, cell.right))
        text = None
        if index is not None and cut:
            text = _rejoined(cells[index], cell, joint)
        elif index is not None and _is_level(cell, first, ends):
            is_anew = _is_anew(cells[index], cell, first)
            text = None if is_anew else _merged(cells[index].text, cell.text, begins)
        if index is None or text is None:
            rest.append(cell)
            continue
        upper = cells[index]
        both = upper.text and cell.text and text != upper.text
        mark = OVER if both else upper.mark or cell.mark
        cells[index] = upper._replace(
            bottom=cell.bottom, text=text, mark=mark, lines=(*upper.lines, *cell.lines)
        )
    places = above.places + below.places[skip:]
    return replace(joint, cells=(*cells, *rest), places=places)


def _placed(table: Ruled, edges: list[float], shift: float) -> list[RuledCell]:
    """Returns the cells of a table on other columns, among which its own are."""
    columns = [nearest(edges, edge - shift) for edge in table.edges]
    return [
        cell._replace(left=columns[cell.left], right=columns[cell.right + 1] - 1)
        for cell in table.cells
    ]


def _begins_row(first: list[RuledCell], above: dict[tuple[int, int], str]) -> bool:
    """Tells whether the first row below holds a label, or values below labels: a row of its own."""
    for cell in first:
        upper = above.get((cell.left, cell.right), "")
        if fields_of(cell.text) or (cell.text and fields_of(upper)):
            word = whole_word([upper, cell.text]) if upper else None
            if word is None and cell.text not in upper:
                return True
    return False


def _rejoined(above: RuledCell, below: RuledCell, table: Ruled) -> str:
    """Returns the text of a cell that a page break cut."""
    if not above.text or not below.text:
        return above.text or below.text
    word = whole_word([above.text, below.text])
    if word is not None:
        return word
    text = below.text
    if any(number_of(line.text) for line in below.lines[1:]):  # the list began above
        text = typed_text(below.lines, _room(below, table), above.lines).text
    return f"{above.text}{'' if _runs_on(above, below, table) else chr(10)}{text}"


def _room(cell: RuledCell, table: Ruled) -> float:
    """Returns the width in points that a line of a cell has."""
    return room_between(table.edges[cell.left], table.edges[cell.right + 1])


def _merged(above: str, below: str, is_label: bool) -> str | None:
    """Returns a merged cell's text that a page break parts; None where there are two cells.

    A merged level has its word in one half, in both, or part of it in each.
    """
    if not above or not below:
        return above or below
    if is_label:
        return None
    return above if above == below else whole_word([above, below])


def _runs_on(above: RuledCell, below: RuledCell, table: Ruled) -> bool:
    """Tells whether the upper half ends where the cell's line ran out of room."""
    if not above.lines or not below.lines:
        return False
    return runs_on(above.lines, below.lines[0], _room(above, table))


def _ends(cells: Iterable[RuledCell]) -> list[int]:
    """Gives the columns of names and targets, by the last heads of a table; none without heads."""
    found = {fields_of(cell.text)[:1]: cell.left for cell in sorted(cells, key=lambda c: c.top)}
    names, targets = found.get(TABLE[2:3]), found.get(TABLE[3:])
    return [] if names is None or targets is None else [names, targets]


def _is_level(cell: RuledCell, row: list[RuledCell], ends: Sequence[int]) -> bool:
    """Tells whether a cell stands in merged levels' columns: before the names, or the last two."""
    return cell.left < ends[0] if ends else cell.left not in sorted(c.left for c in row)[-2:]


def _begins_level(upper: RuledCell, cell: RuledCell) -> bool:
    """Tells whether a cell holds a level, and the one above another, not the beginning of it."""
    known = known_levels(1) | known_levels(2)
    whole = bare_level(upper.text + cell.text)
    return bool(upper.text) and bare_level(cell.text) in known and whole not in known


def _is_anew(upper: RuledCell, level: RuledCell, row: list[RuledCell]) -> bool:
    """Tells whether a row without any indicator has the level of the one above written out anew.

    Below a merged level it would be blank, and no row.
    """
    ends = sorted(row, key=lambda cell: cell.left)[-2:]
    return upper.text == level.text != "" and not any(cell.text for cell in ends)


def _is_cut(
    first: list[RuledCell], last: list[RuledCell], table: Ruled, ends: Sequence[int]
) -> bool:
    """Tells whether the first row below is the rest of the last row above.

    So it is where the cells are the same and only one of the name and the target goes on (an
    indicator has both), or both go on from full lines and the target said nothing whole; and where
    they are the two texts of the goals, in cells of their own widths.
    """
    shape = sorted((cell.left, cell.right) for cell in first)
    above = {(cell.left, cell.right): cell for cell in last}
    if not all(span in above for span in shape):
        return False
    if any(_begins_level(above[cell.left, cell.right], cell) for cell in first):
        return False
    if len(shape) <= 3:
        return True
    if any(set(fields_of(cell.text)) - SIDE_LABELS for cell in last):
        return True  # every row of the form's head has labels of its own
    own = [span for span in shape if span[0] in ends] if ends else shape[-2:]
    if len(own) < 2:
        return False
    if sum(bool(cell.text) for cell in first if (cell.left, cell.right) in own) == 1:
        return True
    target = read_target(above[own[-1]].text)
    if target.number is not None and target.words is None:
        return False
    return all(_runs_on(above[cell.left, cell.right], cell, table) for cell in first if cell.text)
