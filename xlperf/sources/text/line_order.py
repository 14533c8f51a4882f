"""Restores the cells of a form whose text was taken line by line across its columns, by heights.

Where every cell is one line high, a line is a row and can be read. Where a cell was wrapped, its
lines come together, if the text goes from cell to cell, or stand before, within and behind those of
its neighbours. What leaves several ways to divide it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import BLOCKS, TABLE, fields_of, labels, normal
from xlperf.form.vocabulary import below, levels
from xlperf.grid import Line
from xlperf.sources.text.cell_order import ordered_cells
from xlperf.sources.text.heights.form import cells_by_height
from xlperf.sources.text.parts import SPLIT

REFUSED = (
    "的表是逐行取出的文字，相邻各格的内容混在一起，无法确定每格的值，没有读入；"
    "请直接导入原来的 PDF 或 Word 文件"
)
_VALUES = (
    "name", "nature", "category", "department", "unit", "start", "end", "total", "fiscal",
    "other", "annual_total", "annual_fiscal", "carried_over", "annual_other",
)  # fmt: skip


def row_cells(lines: Sequence[Line]) -> list[Line] | None:
    """Returns the cells of such a text, None where one is mixed up with another."""
    at = next(index for index, line in enumerate(lines) if _heads(line.text))
    if is_mixed(lines):
        return ordered_cells(lines, lines[at]) or cells_by_height(lines, lines[at])
    cells: list[Line] = []
    units = [line for line in lines[:at] if is_block(line.text) and "万" in line.text]
    for index, line in enumerate(lines):
        if "title" in fields_of(line.text) or year_in(line.text) is not None:
            cells += [line, *(units if "title" in fields_of(line.text) else ())]
        elif not is_block(line.text):
            cells += _words(line, together=index < at)
    return cells


def _words(line: Line, together: bool) -> list[Line]:
    """Returns a row's labels and what stands between them; `together` keeps a value's words."""
    parts: list[tuple[bool, str]] = []
    for word in line.text.split():
        is_label = bool(fields_of(word))
        if together and parts and not is_label and not parts[-1][0]:
            parts[-1] = (False, f"{parts[-1][1]} {word}")
        else:
            parts.append((is_label, word))
    return [line._replace(text=text, mark=None if is_label else SPLIT) for is_label, text in parts]


def is_rowwise(lines: Sequence[Line]) -> bool:
    """Tells whether a form's text has its rows as lines: all heads of the indicators on one."""
    return any(_heads(line.text) for line in lines)


def is_mixed(lines: Sequence[Line]) -> bool:
    """Tells whether such a text holds anything but whole rows, as one of a cell's several lines."""
    at = next(index for index, line in enumerate(lines) if _heads(line.text))
    goals = next((i for i, line in enumerate(lines[:at]) if _is_goals(line.text)), at)
    head = [line.text for line in lines[:goals]]
    texts = [line.text for line in lines[goals + 1 : at] if not is_block(line.text)]
    rows = [line.text for line in lines[at + 1 :] if not is_block(line.text)]
    is_bare = len(texts) <= 1 and not any(is_block(text.split()[0]) for text in texts)
    return not (all(map(_is_row, head)) and is_bare and goals < at and _are_indicators(rows))


def _heads(text: str) -> bool:
    words = text.split()
    while words and is_block(words[0]):  # a label beside the rows, the heads among them
        del words[0]
    return [fields_of(word)[:1] for word in words] == [(head,) for head in TABLE]


def _is_goals(text: str) -> bool:
    fields = {field for word in text.split() for field in fields_of(word)}
    return {"overall", "annual"} <= fields


def _is_row(text: str) -> bool:
    """Tells whether a line of the form's head is a whole row: title, year, or labels and values."""
    if "title" in fields_of(text) or year_in(text) is not None or is_block(text):
        return True
    words = text.split()
    are_labels = [bool(set(fields_of(word)) & set(_VALUES)) for word in words]
    pairs = pairwise([*are_labels, True])
    return are_labels[0] and not any(label and following for label, following in pairs)


@cache
def _block_labels() -> tuple[str, ...]:
    known = labels().fields.items()
    return tuple(spelling for spelling, fields in known if set(fields) & BLOCKS)


def is_block(text: str) -> bool:
    """Tells whether a line is part of a label that stands beside several rows: 项目资金, （元）."""
    plain = normal(text)
    return plain in ("(元)", "(万元)") or any(plain in spelling for spelling in _block_labels())


def _are_indicators(rows: Sequence[str]) -> bool:
    """Tells whether lines are rows of indicators that leave no doubt about their levels."""
    level1 = ""
    for text in rows:
        words = text.split()
        if words and words[0] in levels(1) and words[1:2] and words[1] in levels(2):
            level1 = words.pop(0)
        if len(words) != 3 or words[0] not in levels(2) or words[0] not in below(level1):
            return False
    return bool(rows)
