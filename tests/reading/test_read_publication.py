"""The published filing of 2022, against what a person reads on its pages."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reading.test_read_project import FORM, grid
from xlperf.filing.fields import AMOUNTS, NARRATIVE, value_of
from xlperf.filing.model import Address
from xlperf.grid import Line
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

SEED = Path(__file__).parent.parent / "data" / "songjiang-npc-2022.txt"

STOCK = "详见部门的财政项目支出绩效目标填报表"
OFFICE = "上海市松江区人民代表大会常务委员会办公室"
#        name, total, fiscal, other
MONEY = [
    ("代表工作", 1_200_000, 1_000_000, 200_000),
    ("人大会议", 670_000, 670_000, 0),
    ("网络信息系统运行与维护", 20_000, 20_000, 0),
    ("业务培训", 700_000, 700_000, 0),
    ("专题调研", 370_000, 370_000, 0),
]
INDICATORS = {
    "代表工作": """
        产出指标   数量指标           工作计划完成率        >90%
        产出指标   质量指标           推动代表履职          有效
        产出指标   时效指标           项目完成及时性        及时
        效益指标   社会效益指标       推动地区经济社会发展  有效
        满意度指标 服务对象满意度指标 代表满意度            >90%
    """,
    "人大会议": """
        产出指标   数量指标           区人代会              >=1次
        产出指标   数量指标           常委会会议、主任会议、区人大相关会议 >10次
        产出指标   质量指标           会议材料印刷出错率    =0%
        产出指标   质量指标           会务保障              高质量
        产出指标   时效指标           会议召开              按时
        效益指标   社会效益指标       社会影响力、知晓率    提升
        满意度指标 服务对象满意度指标 代表满意度            >90%
    """,
    "网络信息系统运行与维护": """
        产出指标   数量指标           更新系统（软件）数量  =2
        产出指标   质量指标           信息管理平台故障处理率 =100%
        产出指标   时效指标           系统故障响应及时性    及时
        产出指标   时效指标           系统（软件）升级及时性 及时
        效益指标   社会效益指标       人大机关工作的质量和效率 提高
        效益指标   社会效益指标       系统重要存储丢失率    =0%
        满意度指标 服务对象满意度指标 使用者满意率          >90%
    """,
    "业务培训": """
        产出指标   数量指标           计划完成率            >90%
        产出指标   质量指标           培训课程安排          合理
        产出指标   时效指标           按计划完成            及时
        效益指标   社会效益指标       代表履职能力          提升
        满意度指标 服务对象满意度指标 参与培训代表满意度    >90%
    """,
    "专题调研": """
        产出指标   数量指标           工作计划完成率        >90%
        产出指标   质量指标           课题报告上会通过率    =100%
        产出指标   时效指标           项目完成及时性        及时
        效益指标   社会效益指标       各委室监督实效        提高
        满意度指标 服务对象满意度指标 对经济社会发展        有帮助
    """,
}


@pytest.fixture(scope="module")
def filing():
    return read_publication(text_blocks(SEED.read_text("utf-8"), SEED.name))


def test_statement_year_and_department_are_read(filing):
    assert (filing.year, filing.edition, filing.department) == (2022, "shanghai-2022", OFFICE)
    assert filing.statement.units == 1
    assert filing.statement.projects == 5
    assert filing.statement.amount_wan == Decimal("296.00")
    assert str(filing.statement.at) == f"{SEED.name}!第2行"


def test_every_amount_is_read_exactly(filing):
    found = [(p.name, *(getattr(p.funding, field) for field in AMOUNTS)) for p in filing.projects]
    assert found == [
        (name, total, fiscal, other, total, fiscal, 0, other)
        for name, total, fiscal, other in MONEY
    ]


def test_every_indicator_is_read_as_printed(filing):
    found = {
        p.name: [(i.level1, i.level2, i.level3, i.target.text) for i in p.indicators]
        for p in filing.projects
    }
    expected = {
        name: [tuple(line.split()) for line in table.strip().splitlines()]
        for name, table in INDICATORS.items()
    }
    assert found == expected
    assert sum(map(len, found.values())) == 29


def test_plain_fields_are_read(filing):
    for project in filing.projects:
        assert project.category == "经常性项目"
        assert project.department == project.unit == OFFICE
        assert (project.start, project.end) == (date(2022, 1, 1), date(2022, 12, 31))
        assert project.goals.years == (2022, 2022)
        assert project.goals.overall == project.goals.annual
        assert not project.flaws
        assert not project.typed
    assert filing.projects[0].goals.overall == "年度代表工作按照计划执行"
    assert filing.projects[3].goals.annual == "保质保量完成本年度的学习培训工作计划任务。"


def test_all_seven_sections_of_each_narrative_are_read(filing):
    for project in filing.projects:
        texts = [value_of(project, field) for field in NARRATIVE]
        assert all(texts)
        assert texts[4:] == [STOCK, STOCK, STOCK]
    first, last = filing.projects[0].narrative, filing.projects[4].narrative
    assert first.overview == "保障市、区两级人大代表闭会期间活动开展、履职保障。"
    assert first.basis == "区人大常委会2022年度工作要点、区人大办内控制度等。"
    assert first.body == "区人大常委会办公室。"
    assert last.plan == "根据区人大常委会年度工作要点安排按时间节点完成。"


def test_an_address_names_the_line_of_its_value(filing):
    lines = SEED.read_text("utf-8").splitlines()

    def line(address):
        return lines[int(address.cell.strip("第行")) - 1].strip()

    for project in filing.projects:
        assert line(project.at["name"]) == project.name
        assert Decimal(line(project.at["annual_total"])) == project.funding.annual_total
        assert line(project.at["basis"]) == project.narrative.basis
        for indicator in project.indicators:
            assert line(indicator.at["target"]) == indicator.target.text
            assert line(indicator.at["level1"]) == indicator.level1


@pytest.mark.parametrize(
    ("line", "factor"),
    [
        ("填报单位：某局　　金额单位：万元", 10_000),
        ("编制单位：某局　　单位：元", 1),
        ("共计100万元", 1),
    ],
)
def test_line_above_a_form_says_the_unit_of_its_amounts(line, factor):
    table = grid(FORM.replace("项目资金（元）", "项目资金"))
    at = Address("页", "第1行")
    blocks = [Line("财政项目支出绩效目标填报表", at), Line(line, at), table, table]
    first, second = read_publication(blocks).projects
    assert first.funding.total == 1_200_000 * factor
    assert second.funding.total == 1_200_000
