"""An official form in a worksheet that is longer than its page, as a department would make it."""

from io import BytesIO

import docx
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

_THIN = Side(style="thin")
_WIDTHS = dict(zip("ABCDEFGH", (6, 9, 10, 12, 16, 8, 10, 14), strict=True))

HEAD = [
    (1, 1, 1, 8, "财政项目支出绩效目标申报表"), (2, 1, 2, 8, "（2026年度）"),
    (3, 1, 3, 2, "项目名称"), (3, 3, 3, 4, "某某路下立交工程"), (3, 5, 3, 5, "项目性质"),
    (3, 6, 3, 6, "阶段性项目"), (3, 7, 3, 7, "项目类别"), (3, 8, 3, 8, "特定目标类"),
    (4, 1, 4, 2, "主管部门"), (4, 3, 4, 4, "某某区建设和管理委员会"), (4, 5, 4, 5, "实施单位"),
    (4, 6, 4, 8, "某某区市政工程建设中心"), (5, 1, 5, 2, "计划开始日期"), (5, 3, 5, 4, "2026/1/1"),
    (5, 5, 5, 5, "计划完成日期"), (5, 6, 5, 8, "2027/12/31"), (6, 1, 9, 2, "项目资金\n（元）"),
    (6, 3, 6, 4, "项目资金总额"), (6, 5, 6, 5, "771,325,800.00"), (6, 6, 6, 7, "年度资金申请总额"),
    (6, 8, 6, 8, "226,145,100.00"), (7, 3, 8, 4, "其中：财政资金"), (7, 5, 8, 5, "771,325,800.00"),
    (7, 6, 7, 7, "其中：当年财政拨款"), (7, 8, 7, 8, "226,145,100.00"),
    (8, 6, 8, 7, "     上年结转资金"), (8, 8, 8, 8, "0"), (9, 3, 9, 4, "     其他资金"),
    (9, 5, 9, 5, "0"), (9, 6, 9, 7, "     其他资金"), (9, 8, 9, 8, "0"),
    (10, 1, 11, 1, "项目\n绩效\n目标"), (10, 2, 10, 5, "项目总体目标\n(2026 年-2027 年)"),
    (10, 6, 10, 8, "年度总体目标"),
    (11, 2, 11, 5, "为居民出行提供快速便捷的通道，完善、提高了路网服务功能，支撑区域一体化发展。"),
    (11, 6, 11, 8, "1.积极推进项目前期征收工作。\n2.年内开展施工。"),
    (12, 1, 12, 1, None), (12, 2, 12, 2, "一级指标"), (12, 3, 12, 3, "二级指标"),
    (12, 4, 12, 6, "三级指标"), (12, 7, 12, 8, "年度(/项目)指标值"),
]  # fmt: skip


def cells_of(rows, head=HEAD):
    """Every cell of the form: first and last row and column, text; equal levels are merged.

    `rows` are levels, name and target; an empty first level is a cell of its own.
    """
    cells = [*head, (13, 1, 12 + len(rows), 1, "绩效\n指标")]
    for column, key in ((2, lambda row: row[0]), (3, lambda row: row[:2])):
        start = 0
        for index in range(1, len(rows) + 1):
            if index == len(rows) or key(rows[index]) != key(rows[start]):
                text = rows[start][column - 2]
                cells.append((13 + start, column, 12 + index, column, text))
                start = index
    for index, (_, _, name, target) in enumerate(rows):
        cells += [(13 + index, 4, 13 + index, 6, name), (13 + index, 7, 13 + index, 8, target)]
    return cells


def long_document(cells):
    """A .docx of the same form, as Word has it after the sheet was pasted there."""
    document = docx.Document()
    table = document.add_table(max(cell[2] for cell in cells), 8, style="Table Grid")
    grid = [row.cells for row in table.rows]
    for row, column, bottom, right, text in cells:
        cell = grid[row - 1][column - 1]
        if (row, column) != (bottom, right):
            cell = cell.merge(grid[bottom - 1][right - 1])
        for number, line in enumerate((text or "").split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            paragraph.add_run(line).font.size = Pt(9)
            paragraph.paragraph_format.space_after = Pt(0)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def long_sheet(cells):
    """An .xlsx of one form, its cells as `cells_of` gives them."""
    book = Workbook()
    sheet = book.active
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row in range(13, max(cell[2] for cell in cells) + 1):
        sheet.row_dimensions[row].height = 36
    sheet.row_dimensions[11].height = 90
    for row, column, bottom, right, text in cells:
        for r in range(row, bottom + 1):
            for c in range(column, right + 1):
                border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
                sheet.cell(r, c).border = border
        cell = sheet.cell(row, column)
        cell.value = text
        if text is not None:
            cell.data_type = "s"
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.font = Font(name="宋体", size=9)
        if (row, column) != (bottom, right):
            sheet.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.paperSize = 9
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
