"""A clean workbook from a battered one: every entry kept, and what cannot be kept named.

What was kept is not assumed but read back: the new workbook's texts are compared with the old
one's, sheet by sheet. In its place the new one goes only where nothing at all would be lost.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from xlperf.editions import Edition, edition_ids, load_edition
from xlperf.errors import XlperfError
from xlperf.files.behind import Workbook, cell_of
from xlperf.files.checked import checked_bytes
from xlperf.files.door import Source, open_source
from xlperf.files.kept import left_out
from xlperf.files.library import library_in
from xlperf.files.refusals import refusal
from xlperf.files.save import check_target
from xlperf.files.workbook import read_grids, read_workbook
from xlperf.model import AMOUNTS, Filing
from xlperf.move import move
from xlperf.output.atomic_write import write_bytes
from xlperf.reading.grid import Grid
from xlperf.reading.labels import fields_of
from xlperf.reading.places import find_places
from xlperf.reading.values import amount_of, date_of, has_controls, text_of
from xlperf.rules.finding import Finding, counted
from xlperf.template import template

_SHOWN = 5


class Rebuilt(NamedTuple):
    """A workbook drawn anew: its filing, bytes and findings, what to tell, and what it lacks."""

    filing: Filing
    content: bytes
    findings: list[Finding]
    notes: list[str]
    lost: list[str]


def rebuild_workbook(book: Path, out: Path, edition: Edition | None = None) -> list[str]:
    """Write a new workbook with every entry of the old; returns sentences on what was left.

    With an edition, the filing moves to it; what has no place or is missing there is said too.
    """
    check_target(out, (book,), ".xlsx", ".xlsm")
    rebuilt = _rebuilt(_workbook(book), out.suffix, edition)
    write_bytes(out, rebuilt.content)
    done = f"已重建 {out}：{_counts(rebuilt)}。"
    return [done, *rebuilt.notes, *rebuilt.lost]


def rebuild_in_place(book: Path, edition: Edition | None = None) -> list[str]:
    """Put the new workbook in the old one's place, which is kept as whatever is replaced.

    Raises `XlperfError`, naming it, where anything that the old one holds would be lost.
    """
    check_target(book, (), ".xlsx", ".xlsm")
    source = _workbook(book)
    rebuilt = _rebuilt(source, book.suffix, edition)
    if rebuilt.lost:
        raise refusal("in_place", book, what="".join(rebuilt.lost))
    write_bytes(book, rebuilt.content, before=source.data)
    return [f"已重建 {book}：{_counts(rebuilt)}。", *rebuilt.notes]


def _workbook(book: Path) -> Source:
    source = open_source(book)
    if source.kind != "workbook":
        raise XlperfError(f"{source.name}：不是 Excel 工作簿。请用 xlperf import 读入这种文件。")
    return source


def _rebuilt(source: Source, suffix: str, edition: Edition | None) -> Rebuilt:
    old = read_workbook(source)
    filing, moved = move(old, edition or load_edition(old.edition))
    content, findings, _ = checked_bytes(filing, suffix, library_in(source))
    # The sheets of totals come out otherwise in another edition; what we drew there is no loss.
    drawn = content if filing.edition == old.edition else checked_bytes(old, suffix).content
    lost = [*_lost(source, content, drawn), *_formulas(source, old, content)]
    notes = [*moved, *_retyped(filing), *_controls(source)]
    return Rebuilt(filing, content, findings, notes, lost)


def _counts(rebuilt: Rebuilt) -> str:
    projects = rebuilt.filing.projects
    indicators = sum(len(project.indicators) for project in projects)
    return f"{len(projects)} 个项目，{indicators} 条指标；校验：{counted(rebuilt.findings)}"


def _retyped(filing: Filing) -> list[str]:
    """The targets that were no texts, and are now: what they showed need not be what was meant."""
    cells = [
        f"{indicator.at['target']}“{indicator.swallowed}”"
        for project in filing.projects
        for indicator in project.indicators
        if indicator.swallowed is not None
    ]
    if not cells:
        return []
    listed = _listed(cells)
    return [f"原为数字、日期或公式的指标值已写成文本，请逐一核对：{listed}。"]


def _controls(source: Source) -> list[str]:
    """The cells that hold what nobody sees and no document can hold."""
    cells = [
        str(grid.address(row, column))
        for grid in read_grids(source)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if has_controls(value)
    ]
    return [f"去掉了看不见的控制字符：{_listed(cells)}，请看一看文字是否仍对。"] if cells else []


def _listed(cells: list[str]) -> str:
    more = f"等 {len(cells)} 处" if len(cells) > _SHOWN else ""
    return "、".join(cells[:_SHOWN]) + more


def _lost(source: Source, content: bytes, drawn: bytes) -> list[str]:
    """One sentence for each kind of thing the new workbook does not hold.

    `drawn` is the workbook as it would be drawn in its old edition.
    """
    lost = []
    if parts := left_out(source, content):
        lost.append(f"未带入新工作簿：{_listed(parts)}。")
    old = list(read_grids(source))
    new = list(read_grids(Source(source.path, "workbook", content)))
    ours = set(template()["sheets"].values())
    others = [g.name for g in old if g.name not in ours and not _is_project(g) and _texts(g)]
    if others:
        listed = "、".join(f"“{name}”" for name in others)
        lost.append(f"未带入新工作簿的工作表：{listed}。")
    kept: Counter[str] = Counter()
    for grid in new:
        kept.update(_texts(grid).values())
    made = {
        text
        for grid in read_grids(Source(source.path, "workbook", drawn))
        if grid.name in ours
        for text in _texts(grid).values()
    }
    cells = []
    for grid in old:
        if _is_project(grid):
            for cell, text in _texts(grid).items():
                if grid.name in ours and text in made:
                    continue
                if kept[text] <= 0 and not _is_editions_own(text):
                    cells.append(f"{grid.name}!{cell}“{text[:20]}”")
    if cells:
        lost.append(f"未带入新工作簿的单元格：{_listed(cells)}。它们不在表样的栏目中，请手工处理。")
    return lost


def _formulas(source: Source, filing: Filing, content: bytes) -> list[str]:
    """One sentence for the amounts that somebody worked out by formulas of their own."""
    drawn = Source(source.path, "workbook", content)
    before, after = Workbook(source), Workbook(drawn)
    cells = []
    for old, new in zip(filing.projects, read_workbook(drawn).projects, strict=True):
        had, has = before.cells(old.sheet), after.cells(new.sheet)
        for field in AMOUNTS:
            if field not in old.at or field not in new.at:
                continue
            was, now = had.get(cell_of(old.at[field].cell)), has.get(cell_of(new.at[field].cell))
            if was and was.formula and not (now and now.formula):
                cells.append(f"{old.at[field]}“{was.formula[:20]}”")
    return [f"金额中的公式只留下了结果：{_listed(cells)}。"] if cells else []


def _is_editions_own(text: str) -> bool:
    """Whether another edition would spell a text differently: a label, or the edition's id."""
    return bool(fields_of(text)) or text in edition_ids()


def _is_project(grid: Grid) -> bool:
    from xlperf.reading.form import is_form

    return is_form(find_places(grid))


def _texts(grid: Grid) -> dict[str, str]:
    """Every cell's content in one spelling, but for what is ours: 校验, the links, the status."""
    places = find_places(grid)
    check = places.check
    top = places.labels["year"][0] if check is not None and "year" in places.labels else -1
    texts = {}
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if column == check or (row <= top and check is not None and column < check):
                continue
            text = text_of(value)
            if text is None:
                continue
            amount, day = amount_of(value), date_of(value)
            if amount is not None:
                text = f"{amount.normalize():f}"
            elif day is not None:
                text = day.isoformat()
            texts[grid.address(row, column).cell] = text.strip()
    return texts
