"""Redraws 汇总 and project sheets in a live workbook, and adds new project sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlperf.errors import XlperfError
from xlperf.excel_addin.anchors import anchored
from xlperf.excel_addin.cells_beside import Beside, cells_beside, put_back
from xlperf.excel_addin.open_workbook import OpenWorkbook
from xlperf.excel_addin.paste_sheets import paste_sheets
from xlperf.excel_addin.protection import lifted
from xlperf.excel_addin.sheet_settings import restore_view
from xlperf.filing.model import Project
from xlperf.form.edition import load_edition
from xlperf.form.find_labels import find_labels
from xlperf.form.template import template
from xlperf.grid import place_of
from xlperf.layouts.project_sheet.live_formulas import with_statement, with_status
from xlperf.layouts.project_sheet.sheet import ProjectSheet, project_sheet
from xlperf.layouts.sheet import Cell
from xlperf.layouts.sheet import Sheet as Drawn
from xlperf.layouts.sheet_names import sheet_names
from xlperf.layouts.styles import STYLES
from xlperf.layouts.summary_sheet.sheet import summary_sheet
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.rules.finding import Finding


class _Places(dict[str, tuple[int, int]]):
    """Maps fields to their cells on a live sheet; a field that is gone names itself."""

    def __init__(self, project: Project) -> None:
        places = ((field, place_of(at.cell)) for field, at in project.at.items())
        super().__init__({field: place for field, place in places if place})
        self.sheet = project.sheet

    def __missing__(self, field: str) -> tuple[int, int]:
        raise XlperfError(
            f"“{self.sheet}”的标签不全，不能列入汇总；请先对这张表用“重建版面”，再重建汇总。"
        )


def rebuild_summary(live: OpenWorkbook, findings: Sequence[Finding]) -> None:
    """Draw 汇总 over the live project sheets as they are called and laid out now."""
    edition = load_edition(live.filing.edition)
    lists = lists_sheet(edition)
    anchors = anchored(live.book, [project.sheet for project in live.filing.project_sheets])
    drawn = [
        _as_drawn(live, project, anchors[project.sheet]) for project in live.filing.project_sheets
    ]
    summary = summary_sheet(live.filing, edition, drawn, lists, findings)
    if _has_macros(live):
        summary = with_statement(summary, drawn)
    paste_sheets(live.book, live.sheets, [summary], lists, after=template()["sheets"]["guide"])


def add_projects(live: OpenWorkbook, projects: Sequence[Project]) -> list[str]:
    """Draw new project sheets and put them after the last one; returns the sheets' names."""
    edition = load_edition(live.filing.edition)
    lists = lists_sheet(edition)
    names = sheet_names((project.name for project in projects), live.sheets)
    drawn = [_drawn(live, project, name, {}) for project, name in zip(projects, names, strict=True)]
    last = live.filing.project_sheets[-1].sheet
    put = paste_sheets(live.book, live.sheets, drawn, lists, after=last)
    return [sheet.name for sheet in put]


def drawn_project(
    live: OpenWorkbook, project: Project, messages: Mapping[str | int, str]
) -> tuple[Drawn, Beside]:
    """Draws a project's sheet again, every entry as it is; returns also what stands beside it."""
    name = project.sheet
    drawn = _drawn(live, project, name, messages)
    return drawn, cells_beside(live.sheets[name], live.grids[name], drawn)


def redraw_project(live: OpenWorkbook, drawn: Drawn, beside: Beside) -> list[str]:
    """Put a drawn project in its sheet's place; returns what is to be said."""
    lists = lists_sheet(load_edition(live.filing.edition))
    [sheet] = paste_sheets(live.book, live.sheets, [drawn], lists, after=drawn.name)
    with lifted(sheet):
        put_back(sheet, beside)
        return restore_view(sheet, drawn)


def _has_macros(live: OpenWorkbook) -> bool:
    return live.book.name.lower().endswith(".xlsm")


def _drawn(
    live: OpenWorkbook, project: Project, name: str, messages: Mapping[str | int, str]
) -> Drawn:
    edition = load_edition(live.filing.edition)
    lists = lists_sheet(edition)
    drawn = project_sheet(project, name, edition, live.filing.year, lists, messages)
    return (with_status(drawn) if _has_macros(live) else drawn).sheet


def _as_drawn(live: OpenWorkbook, project: Project, anchor: str) -> ProjectSheet:
    places = find_labels(live.grids[project.sheet])
    if places.header is None:
        raise XlperfError(
            f"“{project.sheet}”没有绩效指标的表头，不能列入汇总；请先对这张表用“重建版面”，再重建汇总。"
        )
    rows = len(live.grids[project.sheet].rows)
    end = Cell(rows - 1, 0, None, "cell")  # tells how far down the sheet goes
    named = Drawn(project.sheet, [end], STYLES, (), {}, anchor=anchor)
    return ProjectSheet(named, _Places(project), (places.header + 1, places.end - 1))
