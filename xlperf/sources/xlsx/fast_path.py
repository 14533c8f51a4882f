"""Recognises worksheets as Excel and all the usual programs write them (the fast path).

Most rows of a template come again on every sheet of it, to the byte; such a row is looked at once.
From such a sheet is cut what calamine ignores (empty cells, formulas, everything behind the merged
ranges): half of what it would parse.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from itertools import islice
from operator import ge
from typing import NamedTuple

from xlperf.grid import column_number

_NAMESPACE = rb"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/spreadsheetml/[\w/]+"
_ATTRIBUTES = rb'(?: (?!xmlns)[\w:]++="[^<>&"]*+")*+'
"""Matches attributes: none makes another namespace of an element, which Excel may pass over."""
_PREFIXES = rb'(?: (?!xmlns=)[\w:]++="[^<>&"]*+")*+'
_TAG = rb"</?[A-Za-z]++" + _ATTRIBUTES + rb" ?+/?>"


def _element(name: bytes, inside: bytes = b"") -> bytes:
    """Returns a pattern of an element, empty or with what may be inside of it."""
    return rb"<" + name + _ATTRIBUTES + rb"(?: ?+/>|>" + inside + rb"</" + name + rb">)"


def _any(*elements: bytes) -> bytes:
    return rb"(?:" + rb"|".join(elements) + rb")*+"


_TAB = _any(*map(_element, (b"tabColor", b"outlinePr", b"pageSetUpPr")))
_VIEW = _any(*map(_element, (b"pane", b"selection")))
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*+>\s*+)?<worksheet xmlns="' + _NAMESPACE + rb'"'
    + _PREFIXES + rb">"
    + _any(
        _element(b"sheetPr", _TAB),
        _element(b"dimension"),
        _element(b"sheetViews", _any(_element(b"sheetView", _VIEW))),
        _element(b"sheetFormatPr"),
        _element(b"cols", _any(_element(b"col"))),
    )
)  # fmt: skip
"""Matches what stands before the cells where nothing in it could pass for cells, or hide them."""
_FORMULA = rb"<f" + _ATTRIBUTES + rb"(?:/>|>[^<]*+</f>)"
_CELL = (
    rb'<c r="[A-Z]{1,3}+\1"(?: s="\d++")?+(?:/>|(?:'
    rb' t="s"><v>\d++</v>'
    rb"|>(?:" + _FORMULA + rb")?+(?:<v>[\d.eE+-]++</v>)?+"
    rb'| t="str">(?:' + _FORMULA + rb")?+<v>[^<]*+</v>"
    rb'| t="[neb]">(?:' + _FORMULA + rb")?+<v>[^<&]*+</v>"
    rb'| t="inlineStr"><is><t(?: [^<>]*+)?+>[^<]*+</t></is>'
    rb")</c>)"
)
"""Matches a usual cell, in the row whose number its address has."""
_ROW = re.compile(rb'r="(\d{1,7}+)"' + _ATTRIBUTES + rb"(?:/>|>(?:" + _CELL + rb")*+</row>)\s*+")
_LETTERS = re.compile(rb' r="([A-Z]*+)')
"""Matches the letters of each cell; a text may look like one, and a row have a second number."""
_UNREAD = re.compile(rb'<c r="\w++"(?: s="\d++")?+/>|' + _FORMULA)
"""Matches what calamine passes over in a usual row: empty cells, and the formulas of others."""
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_MERGED = re.compile(
    _CLOSE + rb"(?:" + _TAG + rb')*?<mergeCells(?: count="\d++")?+>'
    rb'(?:<mergeCell ref="\w++:\w++"/>)*+</mergeCells>'
)
"""Matches what stands behind the cells up to the end of the merged ones, where that is usual."""
_ODD = (b"<!", b"extLst", b"AlternateContent")
_ODD_MERGES = (*_ODD, b"xmlns", b":mergeCell")
MOST_ROWS = 1_048_576
"""A sheet has no more rows."""
_SHORT = 2_048
"""A row worth remembering has no more bytes; together they take a few MB."""


class Worksheet(NamedTuple):
    """Holds how far a sheet reaches, and what a reader needs of it.

    `rows` and `columns` count from A1 to the last cell, `hidden` are the hidden rows (0-based),
    `content` is what calamine is to read of the part.
    """

    rows: int
    columns: int
    hidden: Collection[int]
    content: bytes

    @property
    def cells(self) -> int:
        """Returns rows times columns."""
        return self.rows * self.columns


_Row = tuple[int, int, bytes]
"""Holds a row's number, its last column, and what calamine reads of it."""
_ODD_ROW: _Row = (0, 0, b"")
"""Stands for a row that is never in order."""


def usual_sheet(content: bytes) -> Worksheet | None:
    """Reads the sheet in an XML part; None where a parser must tell if all programs read it alike.

    No row and no cell of it is there twice, or out of order.
    """
    start = content.find(_OPEN)
    end = content.find(_CLOSE, start)
    if start < 0 or end < 0 or _HEAD.fullmatch(content, 0, start) is None:
        return None
    start += len(_OPEN)
    head, merges = content[:start], _merges(content[end:])
    if merges is None:
        return None
    # No text holds a bracket, so that this parts nothing but rows.
    before, *pieces = content[start:end].split(b"<row ")
    if before or len(pieces) > MOST_ROWS:
        return None
    rows = [_row(piece) if len(piece) <= _SHORT else _look_at(piece) for piece in pieces]
    numbers, columns, contents = zip((0, 0, head), *rows, strict=True)
    if not _increase(numbers):
        return None
    hides = content.find(b" hidden=", start, end) >= 0
    hidden = frozenset(
        number - 1
        for number, piece in zip(numbers[1:], pieces if hides else (), strict=hides)
        if _HIDDEN.search(piece, 0, piece.find(b">")) is not None
    )
    return Worksheet(numbers[-1], max(columns), hidden, b"".join((*contents, merges)))


def _merges(tail: bytes) -> bytes | None:
    """Returns what stands behind the cells, up to the merged ones; None where that is not usual."""
    if tail.find(b"sheetData", len(_CLOSE)) >= 0:
        return None
    merges = tail[: tail.rfind(b"mergeCell") + 1]
    if any(map(merges.__contains__, _ODD_MERGES)):
        return None
    merged = _MERGED.match(tail)
    return tail if merged is None else merged[0] + b"</worksheet>"


def _look_at(row: bytes) -> _Row:
    """Reads a row, without the opening of its tag."""
    usual = _ROW.fullmatch(row)
    if usual is None:
        return _ODD_ROW
    if b' r="' not in row:  # no cells; a hostile sheet may have a million of such rows
        return int(usual[1]), 0, b""
    columns = [0, *map(_column, _LETTERS.findall(row))]
    filled = _UNREAD.sub(b"", row)
    content = b"<row " + filled if b"<c" in filled else b""
    return (int(usual[1]), columns[-1], content) if _increase(columns) else _ODD_ROW


_row = lru_cache(maxsize=4_096)(_look_at)


@cache
def _column(letters: bytes) -> int:
    """Returns the 1-based number of a column, 0 for no letters."""
    return column_number(letters.decode()) + 1


def _increase(numbers: Sequence[int]) -> bool:
    return not any(map(ge, numbers, islice(numbers, 1, None)))
