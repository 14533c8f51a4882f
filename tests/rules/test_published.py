"""Rows and sentences as published filings have them, each with what a reviewer would say of it.

The last column holds the rules' codes, a dash for nothing to say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.layouts.filings import filing, money, project
from xlperf.filing.model import Address, Filing, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.reading.read_publication import read_publication
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings
from xlperf.sources.text.read_text import text_blocks

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"

ROWS = """
数量指标           | 规划建筑面积                         | ≥13459.00(平方米)  | -
数量指标           | 设备购置数量                         | =15台（套）        | -
质量指标           | 完工及时率                           | 及时率             | C07 C13
成本指标           | 预算内经费                           | 合规               | C10
社会效益指标       | 完善社区基础设施建设                 | 完善率             | C07
服务对象满意度指标 | 居民满意度                           | 满意度             | C07
数量指标           | 更新系统（软件）数量                 | =2                 | C08
社会效益指标       | 系统重要存储丢失率                   | =0%                | C13
质量指标           | 会议材料印刷出错率                   | =0%                | -
质量指标           | 信息管理平台故障处理率               | =100%              | -
时效指标           | 系统故障响应及时性                   | 及时               | C07
社会效益指标       | 社会影响力、知晓率                   | 提升               | -
数量指标           | 区人代会                             | >=1次              | -
数量指标           | 服务人次                             | =5.00(万人次)      | -
数量指标           | 慰问帮困       | 慰问人数不少于100人,用品不少于20000份 | C17
数量指标           | 道路保洁长度                         | 985米              | C09
质量指标           | 室内温度                             | 90.00(度)          | C09
服务对象满意度指标 | 对经济社会发展                       | 有帮助             | -
服务对象满意度指标 | 居民满意度                           | 不低于80%          | C11
社会成本指标       | 负面舆情                             | 可控               | -
时效指标           | 工程完工时间                         | 2022年12月底前     | -
时效指标           | 故障响应                             | 24小时内           | C11
时效指标           | 资金支付进度                         | 按合同             | -
质量指标           | 安全事故发生次数                     | =0次               | -
质量指标           | 有责投诉次数                         | ≤3次               | -
社会效益指标       | 带动就业人数                         | ≥200人             | -
社会效益指标       | 群众安全事故发生率                   | 下降               | -
经济效益指标       | 税收收入增长率                       | ≥105%              | -
经济效益指标       | 能耗增长率                           | ≤-3%               | -
数量指标           | 预算执行率                           | ≤105%              | -
数量指标           | 年度计划超额完成率                   | ≥110%              | -
数量指标           | 床位使用率                           | ≥102%              | -
数量指标           | 投资完成率                           | ≥120%              | -
服务对象满意度指标 | 不满意率                             | ≤5%                | -
质量指标           | 食品抽检不合格率                     | ≤2%                | -
质量指标           | 事故处理率                           | ≥95%               | -
质量指标           | 隐患整改率                           | ≥95%               | -
可持续影响指标     | 长效管理机制                         | 健全               | -
社会效益指标       | 提升群众满意度                       | 有所提升           | -
数量指标           | 课程时长                             | 90分钟/课          | C09
数量指标           | 参训年龄                             | 16周岁至59周岁     | -
数量指标           | 补贴标准                             | 1,200-1,500元/人   | -
质量指标           | 值守                                 | 7×24小时           | -
"""

# The published form of 2023 in one district: the mended spelling of its rows is clean.
MENDED = """
时效指标           | 完工及时率                           | ≥95%               | -
社会效益指标       | 完善社区基础设施建设                 | 基本完善           | -
服务对象满意度指标 | 居民满意度                           | ≥80%               | -
"""


def _row(line: str, number: int) -> tuple[Indicator, str]:
    level2, level3, target, codes = (word.strip() for word in line.split("|"))
    level1 = "产出指标" if level2[:2] in ("数量", "质量", "时效", "成本") else "效益指标"
    level1 = "满意度指标" if "满意" in level2 else level1
    level1 = "成本指标" if level2.endswith("成本指标") and level2 != "成本指标" else level1
    at = {
        head: Address("项目", f"{letter}{number}")
        for letter, head in zip("ABCD", ("level1", "level2", "level3", "target"), strict=True)
    }
    return Indicator(level1, level2, level3, read_target(target), at), codes


LINES = [line for line in (ROWS + MENDED).splitlines() if line.strip()]


@cache
def _judged() -> dict[str, list[Finding]]:
    """What is found in each row's filing; all are checked in one call."""
    given = project("项目", "4100000 4100000 0 4100000 4100000 0 0", narrative=Narrative())
    filings = [filing(replace(given, indicators=(_row(line, 40)[0],))) for line in LINES]
    return dict(zip(LINES, check_filings(filings), strict=True))


@pytest.mark.parametrize("line", LINES)
def test_a_published_row_is_judged_as_a_reviewer_would(line):
    row, codes = _row(line, 40)
    about_row = [f.rule for f in _judged()[line] if f.at in row.at.values()]
    assert " ".join(about_row) == codes.replace("-", "")


def _telling(section: str, text: str, **more: object) -> Filing:
    """A filing with this text as one section of a project's narrative."""
    sections = dict.fromkeys(Narrative.__dataclass_fields__, "详见填报表")
    base = project("项目", "6629800 6629800 0 6629800 6629800 0 0", **more)
    name = "narrative_goals" if section == "goals" else section
    told = replace(
        base,
        narrative=Narrative(**{**sections, section: text}),
        at={**base.at, name: Address("项目", "B50")},
    )
    return filing(told)


def _told(*filings: Filing) -> list[list[str]]:
    """The codes found about that section of each filing."""
    return [[f.rule for f in found if f.at.cell == "B50"] for found in check_filings(filings)]


SENTENCES = (
    # The items of a published estimate that miss their sum by a tenth of 万元.
    ("budget", "保安费191万元、保洁费99万元、水电气372.88万元，合计662.98万元。", ["D07"]),
    ("budget", "191+99+372.88=662.98万元", ["D07"]),
    ("budget", "年度预算662.98万元，其中：保安191万元，保洁99万元，水电气372.98万元。", []),
    ("budget", "1.保安191万元；\n2.保洁99万元；\n3.水372.88万元。\n合计662.98万元。", ["D07"]),
    ("budget", "预算662.98万元（保安191万元、保洁99万元、水电气372.88万元）。", ["D07"]),
    ("budget", "年度预算662.98万元，主要用于保安191万元、保洁99万元等。", []),
    ("budget", "培训10场，每场2万元，合计20万元；资料费3万元。", []),
    ("budget", "年度预算安排662.98万元。", []),
    ("budget", "年度预算安排六百余万元，约660万元。", []),
    ("budget", "年度预算安排620万元。", ["B08"]),
    ("budget", "2022年预算安排资金6,629,800.00元。", []),
    ("budget", "上年执行数600万元，其中人员经费20万元。", ["D11"]),
    ("plan", "采购服务费300万元，根据合同支付。", []),
    ("basis", "根据《上海市2021年工作要点》、沪府〔2020〕12号和《条例》（2019年修订）。", []),
    ("basis", "2018年5月批复立项，2019年建成，自2020年起运行。", []),
    ("basis", "区人大常委会2021年度工作要点。", ["D03"]),
    ("plan", "2021年3月启动，2021年12月底前完成。", ["D03"]),
    ("overview", "截至2021年底，已建成三个站点，较2020年增加一个。", []),
    ("goals", "到2025年基本建成，2021-2025年规划目标全面完成。", []),
    ("overview", "更有效的整合资源，提供社区服务和生活配套设施 。", ["D04"]),
    ("overview", "　　保障代表履职。\n　　服务群众。", []),
    ("overview", "运行维护区人大APP、Web 网站，7×24 小时值守。", []),
    ("overview", '"1.完成培训；\n2.完成调研。"', ["D04"]),
    ("overview", '开展"清风"专项行动', []),
    ("overview", "采购XXL号工作服、XX-200型设备；建设垃圾待填埋场。", []),
    ("overview", "为XX人提供服务", ["D01"]),
    ("overview", "具体时间待定。", []),
    ("goals", "（包括总目标、年度目标……具体见表格）", ["D01"]),
)  # fmt: skip


@cache
def _told_of_sentences() -> list[list[str]]:
    return _told(*(_telling(section, text) for section, text, _ in SENTENCES))


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_published_sentence_is_judged_as_a_reviewer_would(number):
    section, text, codes = SENTENCES[number]
    assert _told_of_sentences()[number] == codes, (section, text)


def test_a_total_of_several_years_is_not_held_to_the_years_amount():
    text = "项目总投资662.98万元，2022年预算100万元。"
    span = {"start": date(2021, 1, 1), "end": date(2023, 12, 31)}
    given = [money(f"6629800 6629800 0 {year} {year} 0 0") for year in (1000000, 1100000)]
    filings = [_telling("budget", text, funding=funding, **span) for funding in given]
    assert _told(*filings) == [[], ["B08"]]


def test_a_published_total_that_misses_its_parts_is_named_with_both_amounts():
    given = replace(
        project("项目", "11419043 11419043 0 10903043 11419043 0 0"), narrative=Narrative()
    )
    found = [f for f in check_filings([filing(given)])[0] if f.severity == "error"]
    assert [f.rule for f in found] == ["B03"]
    assert "10,903,043.00 元，应为 11,419,043.00 元" in found[0].message


def test_the_seed_has_no_error_and_two_warnings_that_a_reviewer_upholds():
    seed = read_publication(text_blocks(SEED.read_text("utf-8"), "公开文本"))
    found = [(f.rule, f.severity, f.value) for f in check_filings([seed])[0]]
    assert [one for one in found if one[1] != "advice"] == [
        ("C08", "warning", "=2"),
        ("C13", "warning", "社会效益指标"),
    ]
    assert {one for one in found if one[1] == "advice"} == {("C07", "advice", "及时")}


def test_an_amount_with_its_unit_gets_the_exact_amount_as_fix():
    given = project("项目", "- 1200000 0 1200000 1200000 0 0", typed={"total": "120万元"})
    fixes = [f.fix for f in check_filings([filing(given)])[0] if f.rule == "B01"]
    assert fixes == [f"{Decimal(1200000):.2f}"]


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ("1000 -200 1200 1000 1000 0 0", {"fiscal"}),
        ("-300 -200 -100 1000 1000 0 0", {"fiscal", "other"}),
        ("-200 -200 0 -500 -500 0 0", {"fiscal", "annual_fiscal"}),
        ("-200 1000 200 1000 1000 0 0", {"total"}),
        ("-1200 -200 0 1000 1000 0 0", {"total", "fiscal"}),
    ],
)
def test_a_negative_amount_is_no_fault_of_the_sum_that_it_makes_negative(amounts, found):
    given = project("项目", amounts)
    told = [(f.rule, f.subject.field) for f in check_filings([filing(given)])[0]]
    assert {field for rule, field in told if rule[0] in "AB"} == found
    assert {rule for rule, _ in told if rule[0] in "AB"} == {"B01"}


def _fixed(target: str) -> str | None:
    row, _ = _row(f"数量指标 | 专项工作 | {target} | -", 40)
    given: Project = replace(project("项目", "9 9 0 9 9 0 0"), indicators=(row,))
    return next((f.fix for f in check_filings([filing(given)])[0] if f.rule.startswith("C1")), None)


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("不低于80%", "≥80%"),
        ("80%以上", "≥80%"),
        ("24小时内", "≤24小时"),
        ("至少3次", "≥3次"),
        ("不超过１２个月", "≤12个月"),
        ("达到90%", None),
        ("90%左右", None),
        ("2022年底前不少于3次", None),
        ("=2", None),
        ("90%", None),
    ],
)
def test_a_fix_is_offered_only_where_it_is_certain(typed, fix):
    assert _fixed(typed) == fix
