"""Publications as departments set them in Word: forms that begin anywhere on a page.

Other fonts, widths and line distances than ours, prose before and between, running heads and
page numbers; rows and cells are cut wherever a page ends.
"""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from xlperf.filing.model import Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target

UNIT = "上海市某区人民政府石泉路街道办事处"
WIDTHS = (34, 56, 60, 84, 64, 56, 60, 70)
_ROWS = (
    ("产出指标", "数量指标", "平安志愿者巡逻次数", "≥200.00(次)"),
    ("产出指标", "数量指标", "设备更新数量（含空调、音响、灯光及其他配套设备）", "=38.00(台/套)"),
    ("产出指标", "质量指标", "维护验收合格率", "100%"),
    ("效益指标", "社会效益指标", "丰富居民文化生活", "有效丰富居民精神文化生活，提升凝聚力"),
    ("满意度指标", "服务对象满意度指标", "社区居民满意度", "≥85.00(%)"),
)


def project(number):
    """One of the projects; amounts, names and texts differ, so that none is taken for another."""
    return Project(
        sheet="",
        name=f"社区文化活动中心设施设备更新及日常运行维护保障第{number}期项目",
        nature="阶段性项目",
        category="其他运转类",
        department=UNIT,
        unit="上海市某区石泉路街道社区党群服务中心（社区文化活动中心）",
        start=date(2023, 1, 1 + number % 28),
        end=date(2024, 6, 30),
        funding=Funding(
            *(Decimal(f"{number}{base}.50") for base in (75955, 70000, 59550, 26000, 25000, 500, 9))
        ),
        goals=Goals(
            f"保障第{number}期社区文化活动中心正常运行，满足居民日益增长的精神文化需求，完成设备更新。",
            f"1.完成第{number}期维护；\n2.举办各类文化活动100场以上，服务居民不少于5.00万人次，居民知晓率达到90%以上。",
        ),
        narrative=Narrative(
            overview=f"第{number}期项目为落实上级部署、履行部门职责而设立，主要用于保障相关工作的正常开展，"
            "提高公共服务的质量和水平，满足人民群众日益增长的需求。",
            basis="根据《关于进一步加强社区工作的意见》等文件精神。",
            body=UNIT,
            plan="1.一季度：制定工作计划；\n2.二、三季度：组织实施；\n3.四季度：总结评估。",
            period="2023年1月至12月",
            budget=f"第{number}期安排2.60万元。",
            goals="详见部门的财政项目支出绩效目标填报表",
        ),
        indicators=tuple(Indicator(*row[:3], read_target(row[3]), {}) for row in _ROWS),
    )


def publication_of(
    projects, *, narrative, title, repeat=0, step=0, running=True, indent=24, ruled=True
):
    """A .docx of them, one after the other; `step` lines more before each than the one before.

    `title` says whether the form's title stands in the table, `repeat` how many of its rows come
    again on every page, `indent` by how many points the narrative's paragraphs are indented;
    without `ruled` no table shows a line.
    """
    document = docx.Document()
    if running:
        document.sections[0].header.paragraphs[0].text = f"{UNIT}2023年部门预算"
        document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for number, each in enumerate(projects):
        if step:
            document.add_page_break()
            for _ in range(number * step):
                _typed(document, "")
        if narrative:
            _typed(document, f"{each.name}项目经费情况说明")
            for heading, text in zip(_HEADINGS, _sections(each), strict=True):
                for line in (heading, *text.split("\n")):
                    _typed(document, line).paragraph_format.first_line_indent = Pt(indent)
        if not title:
            _typed(document, "财政项目支出绩效目标填报表")
            _typed(document, "（2023年度）")
        _form(document, each, title, repeat, ruled)
        _typed(document, "")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


_HEADINGS = (
    "一、项目概述", "二、立项依据", "三、实施主体", "四、实施方案", "五、实施周期",
    "六、年度预算安排", "七、绩效目标",
)  # fmt: skip


def _sections(each):
    told = each.narrative
    return (told.overview, told.basis, told.body, told.plan, told.period, told.budget, told.goals)


def _typed(document, text):
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, 11)
    return paragraph


def _run(paragraph, text, size):
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = "宋体"
    run._r.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _form(document, each, title, repeat, ruled):
    cells, height = _cells(each, title)
    table = document.add_table(height, 8, style="Table Grid" if ruled else None)
    for old, new in zip(table.rows, _frame(tuple(cell[:4] for cell in cells), height), strict=True):
        table._tbl.replace(old._tr, deepcopy(new))
    grid = [row.cells for row in table.rows]  # asked once: python-docx counts them anew each time
    for top, left, _, _, text in cells:
        cell = grid[top][left]
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            _run(paragraph, line, 10.5)
            paragraph.paragraph_format.space_after = Pt(0)
    for row in table.rows[:repeat]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


@cache
def _frame(spans, height):
    """The rows of a table with these cells merged; python-docx takes its time for that."""
    table = docx.Document().add_table(height, 8)
    grid = [row.cells for row in table.rows]
    for row in grid:
        for cell, width in zip(row, WIDTHS, strict=True):
            cell.width = Pt(width)
    for top, left, bottom, right in spans:
        if (top, left) != (bottom, right):
            grid[top][left].merge(grid[bottom][right])
    return [row._tr for row in table.rows]


def _cells(each, title):
    """Every cell: first row and column, last row and column, text; and the number of rows."""
    money = [f"{amount:,.2f}" for amount in vars_of(each.funding)]
    cells = []
    row = 0
    if title:
        cells += [(0, 0, 0, 7, "财政项目支出绩效目标填报表"), (1, 0, 1, 7, "（2023年度）")]
        row = 2
    cells += [
        (row, 0, row, 1, "项目名称"), (row, 2, row, 3, each.name), (row, 4, row, 4, "项目性质"),
        (row, 5, row, 5, each.nature), (row, 6, row, 6, "项目类别"),
        (row, 7, row, 7, each.category),
        (row + 1, 0, row + 1, 1, "主管部门"), (row + 1, 2, row + 1, 3, each.department),
        (row + 1, 4, row + 1, 4, "实施单位"), (row + 1, 5, row + 1, 7, each.unit),
        (row + 2, 0, row + 2, 1, "计划开始日期"), (row + 2, 2, row + 2, 3, str(each.start)),
        (row + 2, 4, row + 2, 4, "计划完成日期"), (row + 2, 5, row + 2, 7, str(each.end)),
        (row + 3, 0, row + 6, 1, "项目资金\n（元）"),
        (row + 3, 2, row + 3, 3, "项目资金总额"), (row + 3, 4, row + 3, 4, money[0]),
        (row + 3, 5, row + 3, 6, "年度资金申请总额"), (row + 3, 7, row + 3, 7, money[3]),
        (row + 4, 2, row + 5, 3, "其中：财政资金"), (row + 4, 4, row + 5, 4, money[1]),
        (row + 4, 5, row + 4, 6, "其中：当年财政拨款"), (row + 4, 7, row + 4, 7, money[4]),
        (row + 5, 5, row + 5, 6, "上年结转资金"), (row + 5, 7, row + 5, 7, money[5]),
        (row + 6, 2, row + 6, 3, "其他资金"), (row + 6, 4, row + 6, 4, money[2]),
        (row + 6, 5, row + 6, 6, "其他资金"), (row + 6, 7, row + 6, 7, money[6]),
        (row + 7, 0, row + 8, 0, "项目\n绩效\n目标"),
        (row + 7, 1, row + 7, 4, "项目总目标"), (row + 7, 5, row + 7, 7, "年度总体目标"),
        (row + 8, 1, row + 8, 4, each.goals.overall), (row + 8, 5, row + 8, 7, each.goals.annual),
        (row + 9, 1, row + 9, 1, "一级指标"), (row + 9, 2, row + 9, 2, "二级指标"),
        (row + 9, 3, row + 9, 5, "三级指标"), (row + 9, 6, row + 9, 7, "年度(/项目)指标值"),
    ]  # fmt: skip
    row += 10
    count = len(each.indicators)
    cells.append((row, 0, row + count - 1, 0, "绩效指标"))
    for column, length in ((1, 1), (2, 2)):
        start = 0
        keys = [(i.level1, i.level2)[:length] for i in each.indicators]
        for index in range(1, count + 1):
            if index == count or keys[index] != keys[start]:
                cells.append((row + start, column, row + index - 1, column, keys[start][-1]))
                start = index
    for index, indicator in enumerate(each.indicators):
        at = row + index
        cells += [(at, 3, at, 5, indicator.level3), (at, 6, at, 7, indicator.target.text)]
    return cells, row + count


def vars_of(funding):
    """The seven amounts in order."""
    return (
        funding.total, funding.fiscal, funding.other, funding.annual_total, funding.annual_fiscal,
        funding.carried_over, funding.annual_other,
    )  # fmt: skip
