"""Runs 插入指标: puts indicators of 指标库 into the indicator table of a project.

The button works from both ends. On a project sheet it shows what 指标库 has for the row in which
the clerk stands, and for a word typed there as 三级指标; on 指标库 it puts the selected indicators
into that project, in the place of such a word. Which project that is stands in a cell of 指标库,
where the clerk sees it and can change it: a program that may be started anew for every click
remembers nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import asked, look_before
from xlperf.excel_addin.open_workbook import (
    OpenWorkbook,
    area,
    read_open_workbook,
    rows_of,
    selected_area,
    selected_areas,
)
from xlperf.excel_addin.paste_sheets import paste_sheets
from xlperf.excel_addin.undo.keep_state import step
from xlperf.excel_addin.write_texts import write_text
from xlperf.filing.model import Project
from xlperf.filing.shorten import first_few
from xlperf.form.edition import load_edition
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.labels import TABLE
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.grid import Grid
from xlperf.layouts.library_sheet import library_sheet
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.operations.indicator_library import Entry, naming, offered, row_of, starter
from xlperf.reading.own_workbook.library_sheet import INTO, read_rows, target_at

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

_COMMAND = "插入指标"
_UNLIKE = 3
"""Ranks a row that is none for an indicator."""


def insert_indicator(book: Book, _: str) -> str:
    """插入指标: go from a project to 指标库, or insert from 指标库 into the project."""
    name = book.sheets.active.name
    live = read_open_workbook(book)
    if name == template()["sheets"]["library"]:
        return _insert(live, live.sheets[name])
    return _offer(live, live.project_at(name))


def _offer(live: OpenWorkbook, project: Project) -> str:
    """Note the project on 指标库 and go there, to the first indicator for the clerk's row."""
    grid, places = live.grids[project.sheet], _table(live, project)
    selected = selected_area(live.book)
    row = selected.row - 1 if selected else -1
    inside = places.header is not None and places.header < row < places.end
    levels = [text_of(grid.value(row, places.heads[head])) if inside else None for head in TABLE]
    library = _library_of(live)
    entries = read_rows(Grid("", rows_of(library)))
    found = offered(list(entries.values()), project, levels[0], levels[1])
    word = levels[2] or ""
    named = naming(found, word) if word else []
    found = named or found
    write_text(library.range((INTO[0] + 1, INTO[1] + 1)), project.sheet)
    library.activate()
    first = next((row for row, entry in entries.items() if entry in found), None)
    if first is not None:
        area(library, first + 1, 1, 1, len(TABLE)).select()
    levels_named = "、".join(f"“{level}”" for level in levels[:2] if level)
    under = f"{levels_named}下" if levels_named else ""
    if named:
        under += f"名称或领域含“{word}”的，"
    if not found:
        return f"已转到“指标库”，{under}没有“{project.sheet}”还没有的指标；请另选，或自行填写。"
    return (
        f"已转到“指标库”，{under}有 {len(found)} 条“{project.sheet}”还没有的指标。"
        f"请选中要用的一行或几行，再点“{_COMMAND}”。"
    )


def _library_of(live: OpenWorkbook) -> Sheet:
    """Returns 指标库, drawn anew with the program's own entries where the sheet is gone."""
    words = template()
    name = words["sheets"]["library"]
    if name not in live.sheets:
        edition = load_edition(live.filing.edition)
        drawn, last = library_sheet(starter(), edition), live.filing.project_sheets[-1].sheet
        look_before(live.book, adds=True)
        with step(live.book, _COMMAND, live.sheets):
            return paste_sheets(live.book, live.sheets, [drawn], lists_sheet(edition), after=last)[
                0
            ]
    sheet = live.sheets[name]
    if sheet.range((INTO[0] + 1, INTO[1])).value != words["library"]["into"]:
        raise XlperfError(
            f"“{name}”的第 {INTO[0] + 1} 行没有“{words['library']['into']}”一格；"
            f"请用 xlperf rebuild 重建工作簿，再用“{_COMMAND}”。"
        )
    return sheet


def _insert(live: OpenWorkbook, library: Sheet) -> str:
    """Put the selected indicators that the project lacks into rows of its table."""
    grid = Grid(library.name, rows_of(library))
    chosen = _chosen(grid, library, selected_areas(live.book))
    if not chosen:
        raise XlperfError(f"没有选中指标；请在“指标库”中选中一行或几行指标，再点“{_COMMAND}”。")
    project = _noted(live, text_of(grid.value(*INTO)))
    new = offered(chosen, project, None, None)
    if not new:
        raise XlperfError(
            f"“{project.sheet}”里已经有选中的 {len(chosen)} 条指标，没有插入；请另选几条。"
        )
    sheet, places = live.sheets[project.sheet], _table(live, project)
    rows = _rows_for(new, live.grids[project.sheet], sheet, places)
    if len(rows) < len(new):
        raise XlperfError(
            f"“{project.sheet}”的指标表只剩 {len(rows)} 个空行，要插入 {len(new)} 条，没有插入；"
            f"请先在表内插入空行，再点“{_COMMAND}”。"
        )
    with step(live.book, _COMMAND, live.sheets):
        for entry, row in zip(new, rows, strict=True):
            for head, text in zip(TABLE, row_of(entry), strict=True):
                if text is not None:
                    write_text(sheet.range((row + 1, places.heads[head] + 1)), text)
    sheet.activate()
    sheet.range((rows[0] + 1, places.heads["target"] + 1)).select()
    return _said(project, new, rows, len(chosen) - len(new))


def _chosen(grid: Grid, library: Sheet, selected: Sequence[Range]) -> list[Entry]:
    """Returns the entries in the selected rows; a selected target is the one that is wanted.

    Rows that a filter hides between the selected ones were not meant.
    """
    entries, is_filtered = read_rows(grid), asked(library.api, "FilterMode")
    found: dict[tuple[str, str, str], Entry] = {}
    for one in selected:
        top, column = one.row - 1, one.column - 1
        rows, columns = one.shape
        target = target_at(grid, top, column) if rows == columns == 1 else None
        for row in range(top, top + min(rows, len(grid.rows))):
            is_hidden = is_filtered and library.range((row + 1, 1)).row_height == 0
            if (entry := entries.get(row)) and not is_hidden:
                found[entry.levels] = entry._replace(targets=(target,)) if target else entry
    return list(found.values())


def _noted(live: OpenWorkbook, noted: str | None) -> Project:
    """Finds the project that 指标库 names by its sheet or its name; an only one needs no naming."""
    projects = live.filing.project_sheets
    if noted is None and len(projects) == 1:
        return projects[0]
    if noted is None:
        raise XlperfError(f"还不知道插入到哪个项目；请先点开要填的项目表，再点“{_COMMAND}”。")
    for project in projects:
        if noted in (project.sheet, project.name):
            return project
    raise XlperfError(
        f"“指标库”里写的项目表“{noted}”不在本工作簿；请改正，或先点开项目表，再点“{_COMMAND}”。"
    )


def _table(live: OpenWorkbook, project: Project) -> LabelPositions:
    """Finds a project sheet's labels; raises `XlperfError` for a table unlike the template's."""
    places = find_labels(live.grids[project.sheet])
    if places.header is None or not places.is_template or set(TABLE) - places.heads.keys():
        raise XlperfError(
            f"“{project.sheet}”的指标表不是模板的样式，不能插入指标；请先对这张表用“重建版面”。"
        )
    return places


def _rows_for(
    entries: Sequence[Entry], grid: Grid, sheet: Sheet, places: LabelPositions
) -> list[int]:
    """Finds a row per entry, while they last: the one that was begun most like it."""
    columns = [places.heads[head] for head in TABLE]
    begun: list[tuple[int, tuple[str | None, ...]]] = []
    for row in range((places.header or 0) + 1, places.end):
        *texts, target = (text_of(grid.value(row, column)) for column in columns)
        noted = places.note is not None and text_of(grid.value(row, places.note)) is not None
        if target is None and (any(texts) or not noted):
            begun.append((row, tuple(texts)))
    found: list[int] = []
    for entry in entries:
        ranked = sorted((_likeness(entry, texts), row) for row, texts in begun if row not in found)
        fitting = (row for likeness, row in ranked if likeness < _UNLIKE)
        found += islice((row for row in fitting if _is_free(sheet, row, columns)), 1)
    return found


def _likeness(entry: Entry, texts: tuple[str | None, ...]) -> int:
    """Ranks a row for an entry: a word of it first, then its levels alone, then an empty row."""
    *levels, word = texts
    if tuple(levels) not in (entry.levels[:2], (None, None)):
        return _UNLIKE
    if word:
        return 0 if naming([entry], word) else _UNLIKE
    return 1 if any(levels) else 2


def _is_free(sheet: Sheet, row: int, columns: Sequence[int]) -> bool:
    """Tells whether a row that looks empty is: no merged range or formula is in it."""
    cells = area(sheet, row + 1, min(columns) + 1, 1, max(columns) - min(columns) + 1)
    written: Any = cells.formula
    formulas = any(str(text).startswith("=") for text in written[0])
    return cells.merge_cells is False and not formulas


def _said(project: Project, new: Sequence[Entry], rows: Sequence[int], known: int) -> str:
    places = [f"{e.level3}（第 {row + 1} 行）" for e, row in zip(new, rows, strict=True)]
    without = sum(not entry.targets for entry in new)
    return (
        f"已在“{project.sheet}”插入 {len(new)} 条指标：{first_few(places, '等')}。"
        + (f"另有 {known} 条本表已有，没有插入。" if known else "")
        + (f"其中 {without} 条没有常用指标值，请填写。" if without else "")
        + "指标值是指标库里常用的，请按本项目核对。"
    )
