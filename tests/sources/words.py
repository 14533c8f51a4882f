"""A Word form as another office's program would make it: merged cells, narrow columns."""

from io import BytesIO

import docx
from docx.shared import Pt


def word_form(ruled, rows=4, prose=0, level3=None):
    """A .docx with one form of 2026; `rows` indicators, `prose` paragraphs before it."""
    document = docx.Document()
    for number in range(prose):
        document.add_paragraph(f"{number}. 本部门收入预算与上年持平，支出预算按规定安排。" * 3)
    if prose and not rows:
        return _saved(document)
    table = document.add_table(13 + rows, 8, style="Table Grid" if ruled else None)
    for column, width in enumerate((40, 52, 60, 60, 70, 52, 50, 60)):
        for cell in table.columns[column].cells:
            cell.width = Pt(width)

    grid = [row.cells for row in table.rows]  # asked once: python-docx counts them anew each time

    def put(text, row, left, right=None, bottom=None):
        last = grid[bottom or row][left if right is None else right]
        (grid[row][left] if last is grid[row][left] else grid[row][left].merge(last)).text = text

    head = [
        [("财政项目支出绩效目标申报表", 0, 7)],
        [("（2026年度）", 0, 7)],
        [
            ("项目名称", 0, 1), ("一个名称长得在窄格子里要分成好几行的项目", 2, 3),
            ("项目性质", 4, 4), ("阶段性项目", 5, 5), ("项目类别", 6, 6), ("特定目标类", 7, 7),
        ],
        [("主管部门", 0, 1), ("某委员会", 2, 3), ("实施单位", 4, 4), ("某中心", 5, 7)],
        [("计划开始日期", 0, 1), ("2026/1/1", 2, 3), ("计划完成日期", 4, 4), ("2027/12/31", 5, 7)],
    ]  # fmt: skip
    for row, cells in enumerate(head):
        for text, left, right in cells:
            put(text, row, left, right)
    put("项目资金（元）", 5, 0, 1, 8)
    for row, left, first, right, second in (
        (5, "项目资金总额", "771,325,800.00", "年度资金申请总额", "226,145,100.00"),
        (6, "其中：财政资金", "771,325,800.00", "其中：当年财政拨款", "226,145,100.00"),
        (8, "其他资金", "0", "其他资金", "0"),
    ):
        bottom = 7 if row == 6 else row
        put(left, row, 2, 3, bottom)
        put(first, row, 4, 4, bottom)
        put(right, row, 5, 6)
        put(second, row, 7)
    put("上年结转资金", 7, 5, 6)
    put("0", 7, 7)
    put("项目绩效目标", 9, 0, 0, 10)
    put("项目总体目标(2026 年-2027 年)", 9, 1, 4)
    put("年度总体目标", 9, 5, 7)
    put("为居民出行提供快速便捷的通道，完善路网。", 10, 1, 4)
    put("积极推进前期征收工作。", 10, 5, 7)
    if not rows:
        for row in table.rows[11:]:
            table._tbl.remove(row._tr)
        return _saved(document)
    put("绩效指标", 11, 0, 0, 11 + rows)
    for text, left, right in (("一级指标", 1, 1), ("二级指标", 2, 2), ("三级指标", 3, 5)):
        put(text, 11, left, right)
    put("年度(/项目)指标值", 11, 6, 7)
    if rows == 4:
        _few(put)
    else:
        put("产出指标", 12, 1, 1, 11 + rows)
        put("数量指标", 12, 2, 2, 11 + rows)
        for number in range(rows):
            put((level3 or "第{}项指标").format(number), 12 + number, 3, 5)
            put(f"≥{number}次", 12 + number, 6, 7)
    table._tbl.remove(table.rows[-1]._tr)
    return _saved(document)


def _few(put):
    for row, (level2, name, target) in enumerate(
        (
            ("生态环境成本指标", "文明施工情况", "可控"),
            ("数量指标", "道路建设长度", "985米"),
            ("质量指标", "项目验收达标率", "=100.00(%)"),
            ("服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
        ),
        start=12,
    ):
        put(level2, row, 2)
        put(name, row, 3, 5)
        put(target, row, 6, 7)
    put("产出指标", 13, 1, 1, 14)
    put("满意度指标", 15, 1)


def _saved(document):
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
