"""Makes a Word table of one project's form, from the description that draws it as a worksheet.

A form of one page is one table. A longer one is two, head and indicators, since Word repeats
the first rows of a table only: so the indicators' heads stand on every page.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xlperf.filing.model import Project
from xlperf.form.edition import Edition
from xlperf.layouts.printed_form import form_sheet
from xlperf.layouts.sheet import Cell, Sheet, Style
from xlperf.output.documents.word_text import runs

_PADDING = 2.5
"""Gives the points between a rule and the text beside it."""
_TWIPS = 20
_SPARE = 0.97
"""Gives the part of a page that a form may fill: programs round heights differently."""
_PARAGRAPHS = 1.5
"""Gives the points between two paragraphs of a cell: a typed line break shows as one."""
_PITCH = 1.3
"""Gives the distance of lines in ems, whatever the font: fonts that stand in differ in height."""
_BREAK = re.compile("\r\n?|\n")
_BORDER = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
_BORDERS = "".join(
    _BORDER.format(side=side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def form_tables(
    project: Project, edition: Edition, year: int | None, width: float, height: float
) -> list[str]:
    """Returns the form as XML, on a page with a text area of `width` by `height` points."""
    sheet = form_sheet(project, "form", edition, year)
    cells = _unbroken(sheet, edition)
    shrink = min(1.0, width / sum(sheet.widths))
    widths = [round(points * shrink * _TWIPS) for points in sheet.widths]
    heights = [sheet.heights[row] for row in range(len(sheet.heights))]
    if not sheet.page.breaks:
        close = min(1.0, height * _SPARE / sum(heights))
        rows = _rows(cells, sheet, 0, len(heights), widths, [h * close for h in heights], True)
        return [_table(rows, widths), _between()]
    header = sheet.page.repeat[0] if sheet.page.repeat else len(heights)
    head = _rows(cells, sheet, 0, header, widths, heights, True)
    rows = _rows(cells, sheet, header, len(heights), widths, heights, False)
    repeated = rows[0].replace("<w:trPr>", "<w:trPr><w:tblHeader/>", 1)
    return [
        _table(head, widths), _between(), _table([repeated, *rows[1:]], widths), _between(),
    ]  # fmt: skip


def _unbroken(sheet: Sheet, edition: Edition) -> list[Cell]:
    """Rejoins the merged ranges that the sheet's page breaks cut; returns all cells.

    A row that holds nothing but levels keeps them: below a merged level it would be blank.
    """
    table = edition.form["table"]
    side = next((column - 1 for column in table["side"]["columns"]), None)
    columns = {c["columns"][0] - 1 for c in table["columns"] if c.get("merge")} | {side}
    texts = {c["columns"][0] - 1 for c in table["columns"] if not c.get("merge")}
    filled = {cell.row for cell in sheet.cells if cell.column in texts and cell.value}
    bare = {cell.row for cell in sheet.cells if cell.column in texts} - filled
    cells = sorted(sheet.cells, key=lambda cell: (cell.column, cell.row))
    whole: list[Cell] = []
    for cell in cells:
        above = whole[-1] if whole else None
        if (
            above is not None
            and cell.row in sheet.page.breaks
            and cell.column in columns
            and (cell.column == side or bare.isdisjoint((cell.row - 1, cell.row)))
            and (above.column, above.columns) == (cell.column, cell.columns)
            and above.row + above.rows == cell.row
            and above.value == cell.value
            and cell.value
        ):
            whole[-1] = above._replace(rows=above.rows + cell.rows)
        else:
            whole.append(cell)
    return whole


def _rows(
    cells: list[Cell],
    sheet: Sheet,
    first: int,
    end: int,
    widths: list[int],
    heights: list[float],
    new_page: bool,
) -> list[str]:
    """Returns the rows from `first` to before `end`, each as XML."""
    starts: dict[tuple[int, int], Cell] = {}
    below: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        # A merge that begins above the part begins with it.
        top, bottom = max(cell.row, first), min(cell.row + cell.rows, end)
        if top >= bottom:
            continue
        starts[top, cell.column] = cell._replace(row=top, rows=bottom - top)
        for row in range(top + 1, bottom):
            below[row, cell.column] = cell
    rows = []
    for row in range(first, end):
        column, parts = 0, []
        while column < len(widths):
            place = (row, column)
            covered = below.get(place)
            one = starts.get(place) or covered or Cell(row, column, None, "centre")
            style = sheet.styles[one.style]
            span = one.columns
            wide = sum(widths[column : column + span])
            merge = "" if covered is None and one.rows == 1 else (
                "<w:vMerge/>" if covered is not None else '<w:vMerge w:val="restart"/>'
            )  # fmt: skip
            text = "" if covered is not None else str(one.value or "")
            at_top = new_page and row == first and column == 0
            parts.append(_cell(text, style, wide, span, merge, at_top))
            column += span
        rows.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{round(heights[row] * _TWIPS)}"'
            f' w:hRule="atLeast"/></w:trPr>{"".join(parts)}</w:tr>'
        )
    return rows


def _cell(text: str, style: Style, width: int, span: int, merge: str, new_page: bool) -> str:
    look = _look(style)
    page = "<w:pageBreakBefore/>" if new_page else ""
    pitch = f'w:after="0" w:line="{round(style.size * _PITCH * _TWIPS)}" w:lineRule="exact"'
    gap = round(_PARAGRAPHS * _TWIPS)
    paragraphs = "".join(
        f"<w:p><w:pPr>{page if not number else ''}"
        f'<w:spacing w:before="{gap if number else 0}" {pitch}/>'
        f'<w:ind w:firstLine="0"/><w:jc w:val="{style.across}"/></w:pPr>{runs(part, look)}</w:p>'
        for number, part in enumerate(_BREAK.split(text))
    )
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}{merge}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
    )


@lru_cache(maxsize=64)
def _look(style: Style) -> str:
    """Returns a style's font and size as run properties."""
    bold = "<w:b/>" if style.bold else ""
    half = round(style.size * 2)
    fonts = "".join(f' w:{script}="{style.font}"' for script in ("ascii", "hAnsi", "eastAsia"))
    return f'<w:rFonts{fonts}/>{bold}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _table(rows: list[str], widths: list[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    side = round(_PADDING * _TWIPS)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _between() -> str:
    """Returns the paragraph that parts two tables, as low as can be."""
    return (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )
