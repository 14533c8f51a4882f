"""Lays out 比较结果: every difference between two filings, a row each, coloured by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlperf.filing.model import Address
from xlperf.filing.shorten import cut_short
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.layouts.findings_sheet import field_label
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.sheet import Cell, Link, Sheet, Style
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import head_height, height
from xlperf.operations.compare import Change, Comparison, Pair

_WIDTHS = (130.0, 130.0, 60.0, 240.0, 240.0, 130.0, 130.0)
_FIRST = 3
_LONGEST = 1_000
"""Limits the characters of a project's or an indicator's name: both versions share a cell."""
_FILLS = {"changed": "FFF2CC", "added": "E2EFDA", "removed": "FCE4D6"}


def change_label(change: Change, edition: Edition) -> str:
    """Names what a change is about, in the form's own words."""
    words = template()["comparison"]
    if change.indicator is not None:
        head = words["indicator"] if change.field == "indicator" else edition.label(change.field)
        return f"{change.indicator} {head}"
    own: str | None = words["fields"].get(change.field)
    return own or field_label(change.field, edition)


def change_kind(change: Change) -> str:
    """Tells whether a value was added, removed or changed."""
    if change.old is None:
        return "added"
    return "removed" if change.new is None else "changed"


def pair_kind(pair: Pair) -> str:
    """Tells whether a project was added, removed, changed or stayed the same."""
    if pair.old is None:
        return "added"
    if pair.new is None:
        return "removed"
    return "changed" if pair.changes else "same"


def pair_name(pair: Pair) -> str:
    """Returns the project's name, with the old one where it was renamed."""
    old, new = (p.name or "" if p else None for p in (pair.old, pair.new))
    if old is None or new is None or old == new:
        return new if new is not None else old or ""
    return f"{new}（{template()['comparison']['formerly'].format(name=old)}）"


def comparison_sheet(
    comparison: Comparison,
    edition: Edition,
    old: str,
    new: str,
    paths: tuple[str | None, str | None] = (None, None),
) -> Sheet:
    """Lays out the differences of two filings, named `old` and `new`, as a worksheet.

    `paths` lead from the new workbook to the two, where they are workbooks that it can link to.
    """
    words = template()["comparison"]
    cells = [
        Cell(0, 0, words["title"], "title", columns=len(_WIDTHS)),
        Cell(1, 0, words["files"].format(old=old, new=new), "quiet", columns=len(_WIDTHS)),
    ]
    cells += [Cell(2, column, head, "head-filter") for column, head in enumerate(words["heads"])]
    heads = zip(words["heads"], _WIDTHS, strict=True)
    heights = {0: 26.0, 2: head_height(heads, STYLES["head-filter"].size)}
    links: list[Link] = []
    rows = list(_rows(comparison, edition))
    for row, (kind, texts, places) in enumerate(rows, start=_FIRST):
        for column, text in enumerate(texts):
            coloured = kind in _FILLS and column in (2, 3, 4)
            cells.append(Cell(row, column, text, kind if coloured else "cell"))
        for column, path, at in zip((5, 6), paths, places, strict=True):
            if path is not None and at is not None:
                links.append(Link(row, column, path, f"{quoted(at.sheet)}!{at.cell}"))
                cells[column - len(texts)] = cells[column - len(texts)]._replace(style="book-link")
        heights[row] = max(
            height(text, width, 10) for text, width in zip(texts, _WIDTHS, strict=True)
        )
    styles: dict[str, Style] = {
        **STYLES,
        **{kind: STYLES["cell"]._replace(fill=fill) for kind, fill in _FILLS.items()},
    }
    return Sheet(
        words["sheet"],
        cells,
        styles,
        _WIDTHS,
        heights,
        page=list_page(2, words["title"]),
        freeze=(_FIRST, 0),
        filter=(2, 0, 2 + len(rows), len(_WIDTHS) - 1),
        links=tuple(links),
    )


def _rows(
    comparison: Comparison, edition: Edition
) -> Iterator[tuple[str, tuple[str, ...], tuple[Address | None, Address | None]]]:
    """Yields each difference: its kind, the texts of its row, and where both values stand."""
    words = template()["comparison"]
    kinds = words["kinds"]
    for change in comparison.filing:
        yield change_kind(change), ("", *_texts(change, edition)), (change.old_at, change.new_at)
    for pair in comparison.pairs:
        kind, name = pair_kind(pair), cut_short(pair_name(pair), _LONGEST)
        if kind in ("added", "removed"):
            yield kind, (name, words["project"], kinds[kind], "", "", "", ""), (None, None)
        for change in pair.changes:
            places = change.old_at, change.new_at
            yield change_kind(change), (name, *_texts(change, edition)), places
    if comparison.is_same:
        yield "same", (words["same"], "", "", "", "", "", ""), (None, None)


def _texts(change: Change, edition: Edition) -> tuple[str, ...]:
    return (
        cut_short(change_label(change, edition), _LONGEST),
        template()["comparison"]["kinds"][change_kind(change)],
        change.old or "",
        change.new or "",
        str(change.old_at or ""),
        str(change.new_at or ""),
    )


def comparison_json(comparison: Comparison, edition: Edition) -> dict[str, Any]:
    """Returns the differences as plain data; `state` is added, removed, changed or same."""
    return {
        "same": comparison.is_same,
        "filing": [_change_json(change, edition) for change in comparison.filing],
        "projects": [
            {
                "name": pair.new.name if pair.new else None,
                "old_name": pair.old.name if pair.old else None,
                "state": pair_kind(pair),
                "changes": [_change_json(change, edition) for change in pair.changes],
            }
            for pair in comparison.pairs
        ],
    }


def _change_json(change: Change, edition: Edition) -> dict[str, Any]:
    return {
        "field": change.field,
        "label": change_label(change, edition),
        "indicator": change.indicator,
        "old": change.old,
        "new": change.new,
        "old_at": str(change.old_at) if change.old_at else None,
        "new_at": str(change.new_at) if change.new_at else None,
    }
