"""Filings with nothing wrong with them, made at random: what faults are put into."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from xlperf.filing.fields import AMOUNTS, NARRATIVE
from xlperf.filing.model import WAN, Address, Filing, Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import Edition, load_edition

HEADS = ("level1", "level2", "level3", "target")
FIELDS = (
    "name", "nature", "category", "department", "unit", "start", "end", "overall", "annual",
    *AMOUNTS,
    *NARRATIVE,
    "years", "indicators", "weights",
)  # fmt: skip

QUANTITY = [
    ("工作计划完成率", "≥{rate}%"),
    ("会议召开次数", ">={count}次"),
    ("培训人数", "≥{count}人次"),
    ("更新系统（软件）数量", "={count}个"),
    ("宣传册发放数量", "≥{count}(份)"),
    ("规划建筑面积", "≥{count}.50(平方米)"),
]
QUALITY = [
    ("会议材料印刷出错率", "=0%"),
    ("设备验收合格率", "≥{rate}%"),
    ("推动代表履职", "有效"),
    ("培训课程安排", "合理"),
    ("信息管理平台故障处理率", "=100%"),
    ("有责投诉次数", "≤{small}次"),
]
TIMELINESS = [
    ("项目完成及时性", "迅速"),
    ("完工及时率", "≥{rate}%"),
    ("会议召开", "按时"),
    ("按计划完成", "12月底前"),
]
COST = [
    ("会议单次成本", "≤{count}元"),
    ("人均培训成本", "≤{count}元/人"),
]
BENEFIT = [
    ("社会效益指标", "推动地区经济社会发展", "有效"),
    ("社会效益指标", "代表履职能力", "提升"),
    ("社会效益指标", "安全生产事故起数", "≤{small}起"),
    ("社会效益指标", "社会影响力、知晓率", "提升"),
    ("经济效益指标", "带动企业增收", "≥{count}万元"),
    ("经济效益指标", "税收增长率", "≥120%"),
    ("生态效益指标", "绿化覆盖率", "＞{rate}%"),
    ("可持续影响指标", "长效管理机制", "健全"),
]
SATISFACTION = [
    ("代表满意度", ">{rate}%"),
    ("使用者满意率", "≥{rate}%"),
    ("居民满意度", "≥{rate}.00(%)"),
]

GOALS = [
    "年度代表工作按照计划执行",
    "保质保量完成本年度的学习培训工作计划任务。",
    "组织召开区人代会、常委会会议，完成会议各项议程，人民群众满意。",
    "·松江人大APP安全稳定可控，运转正常，漏洞修补及时",
    "1.完成课题调研；\n2.形成调研报告。",
]
OVERALL = "三年内建成覆盖全区的网络信息系统。"
TEXTS = {
    "overview": [
        "保障市、区两级人大代表闭会期间活动开展、履职保障。",
        "为辖区居民提供服务 24 小时不间断。",
    ],
    "basis": [
        "区人大常委会{year}年度工作要点、区人大办内控制度等。",
        "根据《2016年全区信息化规划》和沪府〔2019〕12号文件，自2019年起实施。",
        "经科委协同理财审核通过。",
    ],
    "body": ["区人大常委会办公室。", "区人大常委会各委、室。"],
    "plan": [
        "根据区人大常委会年度工作要点安排按时间节点完成。",
        "分季度实施，{year}年12月底前完成。",
    ],
    "period": ["详见部门的财政项目支出绩效目标填报表", "{year}年1月1日至{year}年12月31日。"],
    "budget": [
        "详见部门的财政项目支出绩效目标填报表",
        "{year}年度预算安排{wan}万元。",
        "本项目年度预算{wan}万元，其中：会议费{part}万元，培训费{rest}万元。",
    ],
    "narrative_goals": [
        "详见部门的财政项目支出绩效目标填报表",
        "按计划完成各项工作，截至2019年底已完成前期工作。",
    ],
}


def good_filing(rng: Random, edition_id: str = "shanghai-2022", most: int = 4) -> Filing:
    """A filing of one to `most` projects without a fault, each on a sheet of its own."""
    edition = load_edition(edition_id)
    year = edition.years[-1]
    department = rng.choice(("上海市某区人民代表大会常务委员会办公室", "上海市某区文化和旅游局"))
    units = [department, "某区图书馆"] if rng.random() < 0.3 else [department]
    names = rng.sample(
        ["代表工作", "人大会议", "网络信息系统运行与维护", "业务培训", "专题调研"], most
    )
    projects = [
        _project(rng, name, edition, year, department, rng.choice(units))
        for name in names[: rng.randint(1, most)]
    ]
    return Filing(tuple(projects), edition_id, year, department)


def _project(
    rng: Random, name: str, edition: Edition, year: int, department: str, unit: str
) -> Project:
    several = rng.random() < 0.4
    first, last = (year - rng.randint(0, 2), year + rng.randint(1, 2)) if several else (year, year)
    funding = _funding(rng, several)
    annual = rng.choice(GOALS)
    at = {field: Address(name, f"B{row}") for row, field in enumerate(FIELDS, 1)}
    return Project(
        sheet=name,
        name=name,
        nature=rng.choice(edition.vocabulary["nature"] or (None,)),
        category=rng.choice(edition.vocabulary["category"]),
        department=department,
        unit=unit,
        start=date(first, 1, 1),
        end=date(last, 12, 31),
        funding=funding,
        goals=Goals(OVERALL if several else rng.choice((annual, *GOALS)), annual, (first, last)),
        narrative=_narrative(rng, year, funding),
        indicators=_indicators(rng, name, edition),
        at=at,
    )


def _funding(rng: Random, several: bool) -> Funding:
    fiscal = Decimal(rng.randint(2, 900)) * WAN + Decimal(rng.choice(("0", "0.50", "1234.56")))
    carried, other = rng.choice(((0, 0), (0, 200_000), (150_000, 30_000)))
    annual = (fiscal, Decimal(carried), Decimal(other))
    total_fiscal = fiscal + carried + (rng.randint(3, 400) * WAN if several else 0)
    return Funding(
        total=total_fiscal + other,
        fiscal=total_fiscal,
        other=Decimal(other),
        annual_total=sum(annual, Decimal(0)),
        annual_fiscal=fiscal,
        carried_over=Decimal(carried),
        annual_other=Decimal(other),
    )


def _narrative(rng: Random, year: int, funding: Funding) -> Narrative:
    assert funding.annual_total is not None
    wan = funding.annual_total / WAN
    part = (wan / 3).quantize(Decimal("0.01"))
    figures = {"year": year, "wan": f"{wan:f}", "part": part, "rest": f"{wan - part:f}"}
    texts = (rng.choice(TEXTS[field]).format(**figures) for field in NARRATIVE)
    return Narrative(*texts)


def _indicators(rng: Random, sheet: str, edition: Edition) -> tuple[Indicator, ...]:
    costs = (
        ("成本指标", "经济成本指标") if "成本指标" in edition.taxonomy else ("产出指标", "成本指标")
    )
    rows = [
        *((*costs, *row) for row in rng.sample(COST, 1) if edition.id != "shanghai-2022"),
        *(("产出指标", "数量指标", *row) for row in rng.sample(QUANTITY, rng.randint(1, 3))),
        *(("产出指标", "质量指标", *row) for row in rng.sample(QUALITY, rng.randint(1, 2))),
        *(("产出指标", "时效指标", *row) for row in rng.sample(TIMELINESS, rng.randint(1, 2))),
        *(("效益指标", *row) for row in rng.sample(BENEFIT, rng.randint(1, 3))),
        *(("满意度指标", "服务对象满意度指标", *row) for row in rng.sample(SATISFACTION, 1)),
    ]
    found = []
    for number, (*levels, target) in enumerate(rows, start=len(FIELDS) + 2):
        figures = {
            "rate": rng.randint(80, 99),
            "count": rng.randint(1, 5000),
            "small": rng.randint(0, 5),
        }
        at = {head: Address(sheet, f"{c}{number}") for head, c in zip(HEADS, "ABCD", strict=True)}
        found.append(Indicator(*levels, read_target(target.format(**figures)), at))
    return tuple(found)
