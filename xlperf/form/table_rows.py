"""Recognises rows of an indicator table that are no indicators: heads, signatures, sums, dots."""

from __future__ import annotations

from collections.abc import Sequence

from xlperf.form.labels import SIDE_LABELS, TABLE, fields_of, labels, normal
from xlperf.form.other_forms import (
    closes_text,
    column_kind,
    ends_table,
    names_other,
    names_period,
    sums_up,
)
from xlperf.form.values import amount_of, text_of
from xlperf.grid import Value

LEVELS = TABLE[:3]
FEWEST = 2
"""A row of indicators' heads has at least this many heads of levels."""


def is_head_row(cells: Sequence[Value]) -> bool:
    """Tells whether a row repeats the heads of the indicators."""
    texts = texts_in(cells)
    fields = {field for text in texts for field in fields_of(text)[:1]}
    if len(fields.intersection(LEVELS)) >= FEWEST:
        return True
    return len(texts) >= FEWEST and is_below_heads(cells)


def is_no_indicator(cells: Sequence[Value], first: int) -> bool:
    """Tells whether a row among indicators is none: a repeated head, a signature, a sum, dots.

    `first` is the column of the first level.
    """
    return is_head_row(cells) or is_hint(cells) or _is_closing(cells, first)


def is_hint(cells: Sequence[Value]) -> bool:
    """Tells whether a row holds nothing but dots, with which a blank form goes on."""
    texts = [value for value in cells if value not in (None, "")]
    return bool(texts) and all(isinstance(v, str) and not v.strip("….· \n") for v in texts)


def is_below_heads(cells: Sequence[Value]) -> bool:
    """Tells whether a row holds heads of a target's parts: its sign, its number, its unit.

    So are the names of periods, under 指标值 that is merged over the targets of several.
    """
    texts = texts_in(cells)
    kinds = {column_kind(text) or next(iter(fields_of(text)), "") for text in texts}
    if len(texts) > 1 and all(map(names_period, texts)):
        return True
    beside = {"unit", "weight", "direction", "target"}
    return "operator" in kinds or ("unit" in kinds and kinds <= beside)


def top_of_heads(rows: Sequence[Sequence[Value]], header: int) -> int:
    """Returns the first row of a table's heads: above a target's parts, those of all others.

    And above the levels' heads, what stands over them: 绩效指标 | 目标值 | 分值.
    """
    while header > 0 and is_below_heads(rows[header]) and is_head_row(rows[header - 1]):
        header -= 1
    is_below = header > 0 and is_head_row(rows[header]) and _is_over_heads(rows[header - 1])
    return header - 1 if is_below else header


def _is_over_heads(cells: Sequence[Value]) -> bool:
    texts = texts_in(cells)
    fields = [next(iter(fields_of(text)), "") for text in texts]
    are_heads = all(
        field in ("target", "indicators") or column_kind(text) is not None
        for field, text in zip(fields, texts, strict=True)
    )
    return are_heads and len(texts) > 1 and "indicators" in fields


def head_in(rows: Sequence[Sequence[Value]], header: int, column: int) -> str | None:
    """Returns the text that heads a column of a table whose last row of heads is `header`.

    Where that row holds the parts of a target, the heads of others stand in the rows above.
    """
    for row in range(header, top_of_heads(rows, header) - 1, -1):
        value = rows[row][column] if column < len(rows[row]) else None
        if isinstance(value, str) and value:
            return value
    return None


def _is_closing(cells: Sequence[Value], first: int) -> bool:
    """Tells whether a row begins with a signature, an approval, a remark or a sum.

    Further right than the levels only a label with a colon says so: 审核人：.
    """
    if _is_sum(cells):
        return True
    texts = texts_in(cells[: first + 1])
    if any(value not in (None, "") for value in cells[: first + 1]):
        return any(map(ends_table, texts))
    return any(map(names_other, texts_in(cells)[:1]))


def _is_sum(cells: Sequence[Value]) -> bool:
    """Tells whether a row says 小计 or the like and numbers, in whatever columns, and no more."""
    texts = [text for text in texts_in(cells) if amount_of(text) is None]
    return bool(texts) and all(sums_up(text) for text in texts)


def ends_rows(cells: Sequence[Value], first: int, ends: Sequence[int], *, lost: bool) -> bool:
    """Tells whether a row behind the last level ends the table, or begins another band of the form.

    `ends` are the columns of names and targets; `lost` says that merged cells are gone, so that a
    row may begin anywhere.
    """
    texts = texts_in(cells)
    if any(map(names_other, texts)) or (lost and any(map(closes_text, texts[:1]))):
        return True
    return _is_closing(cells, first) or _is_band(cells, first, ends)


def _is_band(cells: Sequence[Value], first: int, ends: Sequence[int]) -> bool:
    """Tells whether a row begins another band of the form: has a label beside it, no indicator."""
    beside = texts_in(cells[:first])
    if not any(amount_of(text) is None and not is_side(text) for text in beside):
        return False
    return any(column >= len(cells) or text_of(cells[column]) is None for column in ends)


def is_side(text: str) -> bool:
    """Tells whether a text is a label that stands beside several rows, or part of one."""
    plain = normal(text)
    known = (label for label, fields in labels().fields.items() if fields[0] in SIDE_LABELS)
    return any(plain in label for label in known)


def texts_in(cells: Sequence[Value]) -> list[str]:
    """Returns the texts of a row."""
    return [value for value in cells if isinstance(value, str) and value]
