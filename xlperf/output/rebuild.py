"""Makes a clean workbook from a battered one: every entry kept, and what cannot be kept named.

What was kept is not assumed but read back: every cell of the old workbook is accounted for. In its
place the new one goes only where nothing at all would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from xlperf.errors import XlperfError
from xlperf.filing.model import Filing
from xlperf.filing.shorten import first_few
from xlperf.form.edition import Edition, load_edition
from xlperf.form.values import has_controls
from xlperf.grid import Grid
from xlperf.operations.change_edition import move
from xlperf.operations.totals import changed_totals
from xlperf.output.atomic_write import write_bytes
from xlperf.output.cell_account import lost_cells, lost_formulas, lost_sheets
from xlperf.output.save import check_target
from xlperf.output.save_with_findings import checked_bytes
from xlperf.output.unsupported_parts import unsupported_parts
from xlperf.reading.own_workbook.library_sheet import library_of
from xlperf.reading.read_workbook import read_workbook
from xlperf.rules.finding import Finding, severity_counts
from xlperf.sources.input_file import InputFile
from xlperf.sources.open_file import open_file
from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.cell_details import Workbook
from xlperf.sources.xlsx.sheets import read_grids

_LONGEST = 20


class Rebuilt(NamedTuple):
    """Holds a workbook drawn anew: its filing, bytes and findings, what to tell, what it lacks."""

    filing: Filing
    content: bytes
    findings: list[Finding]
    notes: list[str]
    lost: list[str]


Work = Callable[[InputFile], Rebuilt]
"""Draws the workbook in an opened file anew."""
Do = Callable[[InputFile, Work, str], Rebuilt]
"""Does the work on a file, within limits of time and memory; it is told this module's name."""


def at_once(source: InputFile, work: Work, _: str) -> Rebuilt:
    """Does the work without limits."""
    return work(source)


def rebuild_workbook(
    book: Path,
    out: Path,
    edition: Edition | None = None,
    do: Do = at_once,
) -> list[str]:
    """Write a new workbook with every entry of the old; returns sentences on what was left.

    With an edition, the filing moves to it; what has no place or is missing there is said too.
    """
    check_target(out, (book,), ".xlsx", ".xlsm")
    rebuilt = do(_workbook(book), _work(out.suffix, edition), __name__)
    write_bytes(out, rebuilt.content)
    done = f"已重建 {out}：{_counts(rebuilt)}。"
    return [done, *rebuilt.notes, *rebuilt.lost]


def rebuild_in_place(
    book: Path,
    edition: Edition | None = None,
    do: Do = at_once,
) -> list[str]:
    """Put the new workbook in the old one's place, which is kept as whatever is replaced.

    Raises `XlperfError`, naming it, where anything that the old one holds would be lost.
    """
    source = _workbook(book)
    check_target(book, (), ".xlsx", ".xlsm")
    rebuilt = do(source, _work(book.suffix, edition), __name__)
    if rebuilt.lost:
        raise refusal("in_place", book, what="".join(rebuilt.lost))
    write_bytes(book, rebuilt.content, before=source.data)
    return [f"已重建 {book}：{_counts(rebuilt)}。", *rebuilt.notes]


def _workbook(book: Path) -> InputFile:
    source = open_file(book)
    if source.kind != "workbook":
        raise XlperfError(f"{source.name}：不是 Excel 工作簿。请用 xlperf import 读入这种文件。")
    return source


def _work(suffix: str, edition: Edition | None) -> Work:
    return partial(_rebuilt, suffix, edition.id if edition else None)


def _rebuilt(suffix: str, edition: str | None, source: InputFile) -> Rebuilt:
    grids = list(read_grids(source))
    old = read_workbook(source, every=grids)
    filing, moved = move(old, load_edition(edition or old.edition))
    checked = checked_bytes(filing, suffix, library_of(grids))
    drawn = InputFile(source.path, checked.content, "workbook")
    written, behind = read_workbook(drawn), Workbook(source)
    lost = []
    if parts := unsupported_parts(source, checked.content):
        lost.append(f"未带入新工作簿：{first_few(parts)}。")
    if others := lost_sheets(grids, old):
        lost.append(f"未带入新工作簿的工作表：{'、'.join(f'“{name}”' for name in others)}。")
    if cells := lost_cells(old, filing, written, grids, behind):
        listed = first_few([f"{at}“{text[:_LONGEST]}”" for at, text in cells])
        lost.append(
            f"未带入新工作簿的单元格：{listed}。它们不在表样的栏目中，或与表样的公式不符，请手工处理。"
        )
    if formulas := lost_formulas(old, written, behind, Workbook(drawn)):
        lost.append(f"公式只留下了结果：{first_few(formulas)}。")
    notes = [
        *_moved(old), *moved, *changed_totals(old.projects),
        *_retyped(filing), *_controls(grids), *_copies(old),
    ]  # fmt: skip
    return Rebuilt(filing, checked.content, checked.findings, notes, lost)


def _counts(rebuilt: Rebuilt) -> str:
    projects = rebuilt.filing.projects
    indicators = sum(len(project.indicators) for project in projects)
    return f"{len(projects)} 个项目，{indicators} 条指标；校验：{severity_counts(rebuilt.findings)}"


def _retyped(filing: Filing) -> list[str]:
    """Names targets that were no texts and now are: what they showed need not be what was meant."""
    cells = [
        f"{indicator.at['target']}“{indicator.swallowed}”"
        for project in filing.projects
        for indicator in project.indicators
        if indicator.swallowed is not None
    ]
    if not cells:
        return []
    listed = first_few(cells)
    return [f"原为数字、日期或公式的指标值已写成文本，请逐一核对：{listed}。"]


def _controls(grids: Sequence[Grid]) -> list[str]:
    """Names the cells that hold what nobody sees and no document can hold."""
    cells = [
        str(grid.address(row, column))
        for grid in grids
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if has_controls(value)
    ]
    said = f"去掉了看不见的控制字符：{first_few(cells)}，请看一看文字是否仍对。"
    return [said] if cells else []


def _moved(filing: Filing) -> list[str]:
    """Returns the sentences on sheets that came from another edition."""
    flaws = [flaw for project in filing.projects for flaw in project.flaws if flaw.rule == "A11"]
    return [f"{flaw.at}：{flaw.text}。" for flaw in flaws]


def _copies(filing: Filing) -> list[str]:
    names = "、".join(f"“{name}”" for name in filing.copies)
    return [f"{names}是打印表，与项目表一致，没有带入；要用时请再生成。"] if names else []
