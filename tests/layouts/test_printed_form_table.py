"""The printed form cell by cell, against tables that were checked by eye with published pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw_forms
from xlperf.form.edition import load_edition
from xlperf.reading.read_filing import read_filing

DATA = Path(__file__).parents[1] / "data"
# As published by Songjiang for 2022: the text of that page is the file read here.
SONGJIANG = """
A1:H1 财政项目支出绩效目标填报表
A2:H2 （2022年度）
A3:B3 项目名称 | C3:D3 代表工作 | E3 项目类别 | F3:H3 经常性项目
A4:B4 主管部门 | C4:D4 上海市松江区人民代表大会常务委员会办公室 | E4 实施单位 | F4:H4 上海市松江区人民代表大会常务委员会办公室
A5:B5 计划开始日期 | C5:D5 2022-01-01 | E5 计划完成日期 | F5:H5 2022-12-31
A6:B9 项目资金/（元） | C6:D6 项目资金总额 | E6 1200000.00 | F6:G6 年度资金申请总额 | H6 1200000
C7:D8 其中：财政资金 | E7:E8 1000000 | F7:G7 其中：当年财政拨款 | H7 1000000
F8:G8 上年结转资金 | H8 0
C9:D9 其他资金 | E9 200000 | F9:G9 其他资金 | H9 200000
A10:A11 项目/绩效/目标 | B10:E10 项目总目标/（2022 年- 2022年） | F10:H10 年度总目标
B11:E11 年度代表工作按照计划执行 | F11:H11 年度代表工作按照计划执行
A12:A17 绩效指标 | B12 一级指标 | C12 二级指标 | D12:F12 三级指标 | G12:H12 年度指标值
B13:B15 产出指标 | C13 数量指标 | D13:F13 工作计划完成率 | G13:H13 >90%
C14 质量指标 | D14:F14 推动代表履职 | G14:H14 有效
C15 时效指标 | D15:F15 项目完成及时性 | G15:H15 及时
B16 效益指标 | C16 社会效益指标 | D16:F16 推动地区经济社会发展 | G16:H16 有效
B17 满意度指标 | C17 服务对象满意度指标 | D17:F17 代表满意度 | G17:H17 >90%
"""  # noqa: E501  # a row of the form is a line
# As published by Wanli for 2023; there a page's cell over 绩效指标 is blank.
WANLI = """
A1:H1 财政项目支出绩效目标填报表
A2:H2 （2023年度）
A3:B3 项目名称 | C3:D3 新建万里街道社区公共服务中心 | E3 项目性质 | F3 阶段性项目 | G3 项目类别 | H3 特定目标类
A4:B4 主管部门 | C4:D4 上海市普陀区人民政府万里街道办事处 | E4 实施单位 | F4:H4 上海市普陀区人民政府万里街道办事处
A5:B5 计划开始日期 | C5:D5 2023-01-01 | E5 计划完成日期 | F5:H5 2023-12-31
A6:B9 项目资金/（元） | C6:D6 项目资金总额 | E6 4,100,000.00 | F6:G6 年度资金申请总额 | H6 4,100,000.00
C7:D8 其中：财政资金 | E7:E8 4,100,000.00 | F7:G7 其中：当年财政拨款 | H7 4,100,000.00
F8:G8 上年结转资金 | H8 0.00
C9:D9 其他资金 | E9 0.00 | F9:G9 其他资金 | H9 0.00
A10:A11 项目/绩效/目标 | B10:E10 项目总目标 | F10:H10 年度总体目标
B11:E11 建成后作为万里街道社区事务受理、社区管理、社区文化艺术活动场所。更有效的整合社区公共服务资源，为周边居民提供便捷、优质的社区服务和生活配套设施。 | F11:H11 建成后作为万里街道社区事务受理、社区管理、社区文化艺术活动场所。更有效的整合社区公共服务资源，为周边居民提供便捷、优质的社区服务和生活配套设施。
B12 一级指标 | C12 二级指标 | D12:F12 三级指标 | G12:H12 年度(/项目)指标值
A13:A17 绩效指标 | B13:B15 产出指标 | C13 数量指标 | D13:F13 规划建筑面积 | G13:H13 ≥13459.00(平方米)
C14 质量指标 | D14:F14 完工及时率 | G14:H14 及时率
C15 成本指标 | D15:F15 预算内经费 | G15:H15 合规
B16 效益指标 | C16 社会效益指标 | D16:F16 完善社区基础设施建设 | G16:H16 完善率
B17 满意度指标 | C17 服务对象满意度指标 | D17:F17 居民满意度 | G17:H17 满意度
"""  # noqa: E501  # as above


def drawn(source: str, edition_id: str) -> list[str]:
    """The rows of the first form drawn: each cell's place and text, a slash for a line break."""
    filing = read_filing(DATA / source)
    out = BytesIO()
    draw_forms(filing.projects[:1], load_edition(edition_id), filing.year, out)
    (sheet,) = openpyxl.load_workbook(out).worksheets
    merged = {area.start_cell.coordinate: area.coord for area in sheet.merged_cells.ranges}
    rows = [
        [f"{merged.get(c.coordinate, c.coordinate)} {c.value}" for c in row if c.value is not None]
        for row in sheet.iter_rows()
    ]
    return [" | ".join(row).replace("\n", "/") for row in rows]


@pytest.mark.parametrize(
    ("source", "edition", "table"),
    [
        ("songjiang-npc-2022.txt", "shanghai-2022", SONGJIANG),
        ("wanli-2023-page.txt", "shanghai-2023", WANLI),
    ],
)
def test_form_is_the_published_one_cell_by_cell(source: str, edition: str, table: str) -> None:
    assert drawn(source, edition) == table.strip().splitlines()


def test_form_of_2026_without_years_differs_by_its_title_alone() -> None:
    before, after = (drawn("wanli-2023-page.txt", f"shanghai-{year}") for year in (2023, 2026))
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert changed == [("A1:H1 财政项目支出绩效目标填报表", "A1:H1 财政项目支出绩效目标申报表")]
