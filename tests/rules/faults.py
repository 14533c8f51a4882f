"""Faults, one at a time: for each rule what to type where, and the cell that is then at fault.

A fault is a set of edits, so that it can be put into the objects of a filing and into the cells
of a workbook alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from tests.rules.good import HEADS
from xlperf.filing.fields import AMOUNTS, NARRATIVE, value_of
from xlperf.filing.model import WAN, Filing, Project
from xlperf.filing.target import read_target
from xlperf.operations.totals import PARTS

Place = str | tuple[int, str]
"""A field of the project, or the head of one of its indicators by number."""
_GOALS = ("overall", "annual")


@dataclass(frozen=True)
class Fault:
    """`edits` on project number `project`; `at` is the cell that the rule must name."""

    rule: str
    project: int
    at: Place
    edits: Mapping[Place, Any] = field(default_factory=dict)


Maker = Callable[[Random, Filing, int], Fault | None]
MAKERS: dict[str, list[Maker]] = {}


def fault(code: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        MAKERS.setdefault(code, []).append(maker)
        return maker

    return register


def seeded(rng: Random, code: str, filing: Filing) -> Fault | None:
    """One fault of a rule for a random project; None where the filing gives no room for it."""
    number = rng.randrange(len(filing.projects))
    makers = list(MAKERS[code])
    rng.shuffle(makers)
    return next((f for maker in makers if (f := maker(rng, filing, number)) is not None), None)


def rows(project: Project, level2: str | None = None, name: str = "") -> list[int]:
    return [
        i
        for i, row in enumerate(project.indicators)
        if (level2 is None or row.level2 == level2) and name in (row.level3 or "")
    ]


def _one(code: str, place: str, value: Callable[[Random, Project, Filing], Any]) -> None:
    """A fault that is one value typed into one field."""

    @fault(code)
    def maker(rng: Random, filing: Filing, number: int) -> Fault | None:
        typed = value(rng, filing.projects[number], filing)
        return None if typed is None else Fault(code, number, place, {place: typed})


def _target(
    code: str, value: Callable[[Random], str], level2: str | None = None, name: str = ""
) -> None:
    """A fault that is one target typed into a fitting row."""

    @fault(code)
    def maker(rng: Random, filing: Filing, number: int) -> Fault | None:
        fitting = rows(filing.projects[number], level2, name)
        if not fitting:
            return None
        place = (rng.choice(fitting), "target")
        return Fault(code, number, place, {place: value(rng)})


# A: the form


@fault("A01")
def empty_field(rng: Random, filing: Filing, number: int) -> Fault:
    from xlperf.form.edition import load_edition

    place = rng.choice(load_edition(filing.edition).required)
    return Fault("A01", number, place, {place: None})


_one("A02", "category", lambda rng, p, f: rng.choice(("经常项目", "一次性", "其他", "特定目标")))
for _date in ("start", "end"):
    _one(
        "A03", _date, lambda rng, p, f: rng.choice(("2022-13-01", "2022年2月30日", "年底", "20220"))
    )
_one("A04", "start", lambda rng, p, f: p.end + timedelta(days=rng.randint(1, 40)))
_one(
    "A04", "end", lambda rng, p, f: p.start - timedelta(days=1) if p.start.year == f.year else None
)


@fault("A05")
def last_years_dates(rng: Random, filing: Filing, number: int) -> Fault:
    year = filing.year - rng.randint(1, 3)
    dates = {"start": date(year, 1, 1), "end": date(year, 12, 31)}
    return Fault("A05", number, "end", dates)


@fault("A05")
def next_years_dates(rng: Random, filing: Filing, number: int) -> Fault:
    dates = {"start": date(filing.year + 1, 3, 1), "end": date(filing.year + 2, 12, 31)}
    return Fault("A05", number, "start", dates)


@fault("A06")
def same_name(rng: Random, filing: Filing, number: int) -> Fault | None:
    if number == 0:
        return None
    return Fault("A06", number, "name", {"name": filing.projects[number - 1].name})


_one("A07", "years", lambda rng, p, f: (p.start.year - 1, p.end.year))
_one("A07", "years", lambda rng, p, f: (p.start.year, p.end.year + rng.randint(1, 3)))

# B: the money
for _amount in AMOUNTS:
    _one(
        "B01",
        _amount,
        lambda rng, p, f: rng.choice(("约120万", "一百万元", "12,00", "待核定", -5000)),
    )
for _total, _code in (("total", "B02"), ("annual_total", "B03")):
    _one(
        _code,
        _total,
        lambda rng, p, f, name=_total: (
            getattr(p.funding, name) + Decimal(rng.choice(("0.01", "516000", "-0.10", "1000")))
        ),
    )


def _amounts(project: Project, **edits: Decimal) -> dict[Place, Any]:
    """Amounts with their totals made to agree."""
    funding = {name: getattr(project.funding, name) for name in AMOUNTS} | edits
    for total, parts in PARTS.items():
        funding[total] = sum((funding[part] for part in parts), Decimal(0))
    return {name: v for name, v in funding.items() if v != getattr(project.funding, name)}


@fault("B04")
def annual_above_total(rng: Random, filing: Filing, number: int) -> Fault:
    project = filing.projects[number]
    more = project.funding.total + rng.randint(1, 50) * WAN
    edits = _amounts(project, annual_fiscal=more)
    return Fault("B04", number, "annual_total", edits)


for _part in ("fiscal", "other", "annual_fiscal", "carried_over", "annual_other"):
    _one(
        "B05",
        _part,
        lambda rng, p, f, name=_part: (
            getattr(p.funding, name) + Decimal(rng.choice(("0.004", "0.0049")))
        ),
    )


@fault("B06")
def spends_less(rng: Random, filing: Filing, number: int) -> Fault | None:
    project = filing.projects[number]
    if project.start.year != project.end.year:
        return None
    less = project.funding.annual_fiscal - rng.randint(1, 90) * 100
    return Fault("B06", number, "annual_total", _amounts(project, annual_fiscal=less))


def _wrong_wan(rng: Random, project: Project) -> str:
    """An amount that is none of the project's, as far as 万元 with two decimals show."""
    right = {f"{value_of(project, field) / WAN:.2f}" for field in AMOUNTS}
    wans = ((project.funding.annual_total * 3 + rng.randint(3, 99) * WAN) / WAN for _ in count())
    return next(text for wan in wans if (text := f"{wan:.2f}") not in right)


for _say in (
    "年度预算安排{}万元。",
    "本项目{year}年预算{}万元，由区财政安排。",
    "预算资金共计{}万元。",
):
    _one(
        "B08",
        "budget",
        lambda rng, p, f, say=_say: say.format(_wrong_wan(rng, p), year=f.year),
    )
_one("B08", "annual", lambda rng, p, f: f"完成全年任务，年度预算{_wrong_wan(rng, p)}万元。")


@fault("B09")
def year_in_wan(rng: Random, filing: Filing, number: int) -> Fault | None:
    """The year's column counted in 万元."""
    funding = filing.projects[number].funding
    if funding.carried_over or funding.fiscal != funding.annual_fiscal:
        return None
    edits = {
        name: getattr(funding, name) / WAN
        for name in ("annual_fiscal", "annual_other", "annual_total")
    }
    if any(amount.as_tuple().exponent < -2 and amount * 100 % 1 for amount in edits.values()):
        return None
    return Fault("B09", number, "annual_fiscal", {k: v for k, v in edits.items() if v})


@fault("B09")
def part_in_wan(rng: Random, filing: Filing, number: int) -> Fault | None:
    """One part counted in 万元 beside totals in 元."""
    funding = filing.projects[number].funding
    place = rng.choice(("fiscal", "other", "annual_fiscal", "carried_over", "annual_other"))
    amount = getattr(funding, place) / WAN
    # A total that is a formula hides the odd part, where no counterpart shows it.
    if place == "fiscal" and funding.fiscal != funding.annual_fiscal:
        return None
    if not amount or amount * 100 % 1:
        return None
    return Fault("B09", number, place, {place: amount})


# C: the indicators


@fault("C01")
def unknown_level(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), "level1")
    return Fault("C01", number, place, {place: rng.choice(("产生指标", "绩效指标", "效果指标"))})


@fault("C02")
def foreign_level(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), "level2")
    own = filing.projects[number].indicators[place[0]].level1
    foreign = "社会效益指标" if own != "效益指标" else "质量指标"
    return Fault("C02", number, place, {place: foreign})


@fault("C03")
def nothing_said(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), rng.choice(("level3", "target")))
    return Fault("C03", number, place, {place: None})


def _without(project: Project, level1: str) -> dict[Place, Any]:
    gone = [i for i, row in enumerate(project.indicators) if row.level1 == level1]
    return {(i, head): None for i in gone for head in HEADS}


@fault("C04")
def no_outputs(rng: Random, filing: Filing, number: int) -> Fault:
    level1 = rng.choice(("产出指标", "效益指标"))
    return Fault("C04", number, "indicators", _without(filing.projects[number], level1))


@fault("C05")
def no_satisfaction(rng: Random, filing: Filing, number: int) -> Fault:
    return Fault("C05", number, "indicators", _without(filing.projects[number], "满意度指标"))


@fault("C06")
def twice(rng: Random, filing: Filing, number: int) -> Fault | None:
    project = filing.projects[number]
    pairs = [(a, b) for b in rows(project) for a in range(b) if
             project.indicators[a].level2 == project.indicators[b].level2]  # fmt: skip
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    row = project.indicators[first]
    edits = {(second, "level3"): row.level3, (second, "target"): row.target.text}
    return Fault("C06", number, (second, "level3"), edits)


_target("C07", lambda rng: "满意度", name="满意度")
_target("C07", lambda rng: "及时率", name="及时率")
_target("C07", lambda rng: "完成率", name="完成率")
_target("C07", lambda rng: "推动代表履职", name="推动代表履职")
_target("C08", lambda rng: f"{rng.choice('=≥＞')}{rng.randint(1, 999)}", level2="数量指标")
# Not below what C28 asks of a satisfaction.
_target("C09", lambda rng: f"{rng.randint(90, 99)}%", name="率")
_target("C09", lambda rng: f"{rng.randint(1, 999)}个", name="更新系统")
_target(
    "C09", lambda rng: f"{rng.randint(100, 999)}人(其中新增{rng.randint(1, 9)}人)", name="培训人数"
)
_target("C10", lambda rng: rng.choice(("按计划", "若干次", "较多", "按时完成")), level2="数量指标")
_target("C10", lambda rng: rng.choice(("较高", "好")), name="满意度")
_WORDED = ("不低于{}%", "{}%以上", "达到{}%", "至少{}%")
_target("C11", lambda rng: rng.choice(_WORDED).format(rng.randint(60, 99)), name="完成率")
for _name, _unit in (("会议召开次数", "次"), ("培训人数", "人"), ("宣传册", "份")):
    _target("C11", lambda rng, unit=_unit: f"不少于{rng.randint(2, 99)}{unit}", name=_name)
_target("C11", lambda rng: f"开展至少{rng.randint(2, 9)}次专题会议", name="会议召开次数")
_target("C11", lambda rng: f"{rng.randint(2, 90)}分钟内响应", level2="时效指标")


@fault("C12")
def swallowed(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), "target")
    typed = rng.choice((2, 0.9, 1.5, date(2022, 1, 2)))
    return Fault("C12", number, place, {place: typed})


def _level(code: str, name: str, wrong: str) -> None:
    @fault(code)
    def maker(rng: Random, filing: Filing, number: int) -> Fault | None:
        fitting = rows(filing.projects[number], name=name)
        if not fitting:
            return None
        place = (fitting[0], "level2")
        return Fault(code, number, place, {place: wrong})


_target("C12", lambda rng: str(rng.randint(44000, 46000)), level2="时效指标")


_level("C13", "完工及时率", "质量指标")
_level("C13", "验收合格率", "时效指标")
_level("C13", "培训人数", "质量指标")


@fault("C13")
def loss_as_effect(rng: Random, filing: Filing, number: int) -> Fault | None:
    fitting = rows(filing.projects[number], level2="社会效益指标")
    if not fitting:
        return None
    row = rng.choice(fitting)
    edits = {(row, "level3"): "系统重要存储丢失率", (row, "target"): "=0%"}
    return Fault("C13", number, (row, "level2"), edits)


_target(
    "C14",
    lambda rng: f"={rng.randint(1, 99)}{rng.choice(('万元', '元', '(万元)'))}",
    level2="数量指标",
)
_target("C15", lambda rng: f"≥{rng.randint(101, 990)}%", name="满意")
_target("C15", lambda rng: f"＞{rng.randint(101, 990)}％", name="合格率")
_target("C15", lambda rng: f"≥{rng.randint(101, 990)}百分比", name="合格率")
_target("C15", lambda rng: rng.choice((">100%", "＞100％", "＞100.00(%)")), name="合格率")
_target("C15", lambda rng: f"≤-{rng.randint(1, 9)}%", name="出错率")
_target("C16", lambda rng: f"<={rng.randint(60, 99)}%", name="满意度")
_target("C16", lambda rng: f">= {rng.randint(1, 9)}%", name="出错率")
_target("C16", lambda rng: f"≥{rng.randint(1, 9)}起", name="事故")
_target(
    "C17",
    lambda rng: f"慰问人数不少于{rng.randint(9, 99)}人,宣传用品不少于20000份",
    level2="数量指标",
)
_target("C17", lambda rng: f"≥{rng.randint(1, 9)}次；≥{rng.randint(10, 99)}人", level2="数量指标")


@fault("C18")
def no_indicators(rng: Random, filing: Filing, number: int) -> Fault:
    every = rows(filing.projects[number])
    return Fault("C18", number, "indicators", {(i, head): None for i in every for head in HEADS})


@fault("C19")
def nothing_measured(rng: Random, filing: Filing, number: int) -> Fault:
    every = rows(filing.projects[number])
    return Fault("C19", number, "indicators", {(i, "target"): "符合标准" for i in every})


@fault("C20")
def no_quality(rng: Random, filing: Filing, number: int) -> Fault:
    project = filing.projects[number]
    gone = rows(project, rng.choice(("质量指标", "时效指标")))
    return Fault("C20", number, "indicators", {(i, head): None for i in gone for head in HEADS})


@fault("C20")
def no_cost(rng: Random, filing: Filing, number: int) -> Fault | None:
    gone = [i for i, row in enumerate(filing.projects[number].indicators) if "成本" in row.level2]
    edits = {(i, head): None for i in gone for head in HEADS}
    return Fault("C20", number, "indicators", edits) if gone else None


def _renamed(code: str, level2: str, name: str, target: str, head: str) -> None:
    """A fault that is one row with another name and target."""

    @fault(code)
    def maker(rng: Random, filing: Filing, number: int) -> Fault | None:
        fitting = rows(filing.projects[number], level2)
        if not fitting:
            return None
        row = rng.choice(fitting)
        typed = target.format(n=rng.randint(2, 9))
        return Fault(code, number, (row, head), {(row, "level3"): name, (row, "target"): typed})


_renamed("C03", "数量指标", "宣传场次", "≥**场", "target")
_renamed("C03", "数量指标", "宣传场次", "待定", "target")
_renamed("C03", "社会效益指标", "无", "/", "target")
_renamed("C07", "社会效益指标", "提升社区绿化水平", "提升", "target")
_renamed("C07", "时效指标", "资料报送及时性", "及时", "target")
_renamed("C08", "数量指标", "绿化面积(亩)", "≥{n}000", "target")
_renamed("C09", "数量指标", "绿化面积(亩)", "{n}000", "target")
_renamed("C21", "社会效益指标", "维护社会稳定", "≥9{n}%", "target")
_renamed("C21", "数量指标", "资助学生人数", "=100%", "target")
_renamed("C24", "时效指标", "任务完成时间", "全年", "target")
_renamed("C25", "数量指标", f"新建水泥路{1}条", "≥{n}公里", "level3")
_renamed("C25", "数量指标", "村组干部230人", "=100%", "level3")
_renamed("C26", "数量指标", "骨干培训人数", "≥{n}场", "target")
_renamed("C26", "数量指标", "打印机", "={n}.5台", "target")
_renamed("C27", "数量指标", "数量", "≥{n}项", "level3")
_renamed("C27", "质量指标", "88", "≥{n}项", "level3")
_renamed("C28", "服务对象满意度指标", "参会人员满意度", "≥6{n}%", "target")
_renamed("D01", "数量指标", "黄金蜜种植数量(≥**株)", "≥{n}00株", "level3")


@fault("C22")
def cost_in_another_unit(rng: Random, filing: Filing, number: int) -> Fault | None:
    project = filing.projects[number]
    fitting = [i for i, row in enumerate(project.indicators) if "成本" in row.level2]
    if not fitting:
        return None
    row = fitting[0]
    edits = {(row, "level3"): "项目总成本", (row, "target"): f"≤{project.funding.total:.0f}万元"}
    return Fault("C22", number, (row, "target"), edits)


@fault("C23")
def deadline_of_last_year(rng: Random, filing: Filing, number: int) -> Fault:
    project = filing.projects[number]
    row = rng.choice(rows(project, "时效指标"))
    year = min(filing.year, project.start.year) - rng.randint(1, 3)
    edits = {(row, "level3"): "项目完成时间", (row, "target"): f"{year}年12月底前"}
    return Fault("C23", number, (row, "target"), edits)


# D: the words
_LEFT = ("XX", "××", "ＸＸＸ", "某某", "___")
for _text in ("name", "unit", "annual", *NARRATIVE):
    _one("D01", _text, lambda rng, p, f: f"完成{rng.choice(_LEFT)}工作")
_one("D01", "narrative_goals", lambda rng, p, f: "（包括总目标、年度目标，具体见表格）")
_one("D01", "basis", lambda rng, p, f: rng.choice(("待定", "待填")))
_one(
    "D01", "annual", lambda rng, p, f: rng.choice(("由某某实施", "增加（减少）数量", "20XX年完成"))
)
_one("D01", "overview", lambda rng, p, f: rng.choice(("{单位}组织实施", "（请简要说明项目情况）")))
_target("C03", lambda rng: f"≥{rng.choice(('XX', '××', '____'))}%", name="率")
_one("D02", "annual", lambda rng, p, f: p.goals.overall if p.start.year < p.end.year else None)


def _foreign_year(rng: Random, project: Project, filing: Filing) -> int:
    return min(filing.year, project.start.year) - rng.randint(1, 2)


for _section, _say in (
    ("basis", "区人大常委会{}年度工作要点。"),
    ("plan", "根据{}年度工作计划分步实施。"),
    ("name", "{}年度代表工作"),
    ("annual", "{}年完成各项会议任务。"),
    ("overview", "本项目为{}年重点工作。"),
):
    _one(
        "D03",
        _section,
        lambda rng, p, f, say=_say: say.format(_foreign_year(rng, p, f)),
    )


def _untidy(rng: Random, text: str) -> str:
    return rng.choice(
        (
            f" {text}",
            f"{text}\n",
            f"\n{text}",
            f'"{text}"',
            f'"{text}',
            f"{text[:2]} {text[2:]}",
            f"{text}　",
            f"{text}１２项",
        )
    )


for _text in ("overview", "basis", "body", "annual"):
    _one("D04", _text, lambda rng, p, f: _untidy(rng, "保障代表履职和各项活动。"))


@fault("D04")
def untidy_name(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), "level3")
    text = filing.projects[number].indicators[place[0]].level3
    return Fault("D04", number, place, {place: f"{text} "})


for _section in NARRATIVE:
    _one("D05", _section, lambda rng, p, f: "")
    _one("D05", _section, lambda rng, p, f: rng.choice(("略", "无", "同上", "见附件", "。", "111")))


@fault("D05")
def several_sections(rng: Random, filing: Filing, number: int) -> Fault:
    first, *more = sorted(rng.sample(range(len(NARRATIVE)), 3))
    edits = {NARRATIVE[n]: rng.choice(("", "1.\n2.\n3.", "测试")) for n in (first, *more)}
    return Fault("D05", number, NARRATIVE[first], edits)


@fault("D06")
def other_department(rng: Random, filing: Filing, number: int) -> Fault | None:
    if len(filing.projects) < 3 or number == 0:
        return None
    name = filing.department.removeprefix("上海市")
    return Fault("D06", number, "department", {"department": name})


@fault("D06")
def other_unit(rng: Random, filing: Filing, number: int) -> Fault | None:
    units = [p.unit for p in filing.projects]
    if units.count(filing.department) < 3 or units[number] != filing.department:
        return None
    return Fault("D06", number, "unit", {"unit": filing.department.removeprefix("上海市")})


def _listing(say: str, off: str) -> Callable[[Random, Project, Filing], str]:
    def text(rng: Random, project: Project, filing: Filing) -> str:
        whole = project.funding.annual_total / WAN
        first = (whole * Decimal("0.3")).quantize(Decimal("0.0001"))
        second = (whole * Decimal("0.2")).quantize(Decimal("0.0001"))
        third = whole - first - second + Decimal(off)
        parts = (f"{part:f}" for part in (first, second, third))
        return say.format(*parts, whole=f"{whole:f}")

    return text


_one(
    "D07",
    "budget",
    _listing("年度预算{whole}万元，其中：保安费{}万元，保洁费{}万元，维修费{}万元。", "0.5"),
)
_one(
    "D07", "budget", _listing("保安费{}万元、保洁费{}万元、维修费{}万元，合计{whole}万元。", "-0.7")
)
_one("D07", "plan", _listing("经费测算：{}+{}+{}={whole}万元。", "3"))


@fault("D08")
def goal_of_another_figure(rng: Random, filing: Filing, number: int) -> Fault | None:
    project = filing.projects[number]
    fitting = rows(project, "数量指标", "培训人数")
    if not fitting:
        return None
    count = project.indicators[fitting[0]].target.number
    place = rng.choice(("annual", "narrative_goals"))
    return Fault("D08", number, place, {place: f"完成各项任务，培训{count + 7}人次。"})


_one("D09", "period", lambda rng, p, f: f"{p.end.year}年3月至{p.end.year}年9月")
_one("D09", "period", lambda rng, p, f: "{0}年1月1日至{0}年12月31日".format(p.start.year - 1))
_one("D09", "period", lambda rng, p, f: "六年")
_one("D10", "plan", lambda rng, p, f: f"300人×500元={rng.randint(16, 99)}.5万元。")
_one("D10", "plan", lambda rng, p, f: "补助标准450元/人，3000人共120万元。")
_one("D11", "budget", lambda rng, p, f: f"{f.year - 1}年预算{_wrong_wan(rng, p)}万元。")
_one("D12", "overview", lambda rng, p, f: rng.choice(("保障项目项目实施。", "管理的的需要。")))

# E: the import, with --as-integrated
_target("E01", lambda rng: f"{rng.randint(90, 99)}%", name="率")
_target("E02", lambda rng: f"≥{rng.randint(1, 99)}", level2="数量指标")
_target("E02", lambda rng: f"达到{rng.randint(60, 99)}%", name="完成率")
_target("E03", lambda rng: "80%-90%", name="完成率")
_target("E03", lambda rng: "每周5*8小时", name="会议召开")


@fault("E04")
def odd_name(rng: Random, filing: Filing, number: int) -> Fault:
    table = filing.projects[number].indicators
    place = (rng.choice([i for i, row in enumerate(table) if row.target.number != 0]), "level3")
    text = table[place[0]].level3
    long = "、".join([text] * 60)  # no word stands twice in a row
    return Fault("E04", number, place, {place: rng.choice(("--", "-_-", "___", long))})


@fault("E05")
def padded(rng: Random, filing: Filing, number: int) -> Fault:
    place = (rng.choice(rows(filing.projects[number])), rng.choice(HEADS[2:]))
    row = filing.projects[number].indicators[place[0]]
    text = row.target.text if place[1] == "target" else getattr(row, place[1])
    return Fault("E05", number, place, {place: rng.choice((f" {text}", f"{text} "))})


_target("E07", lambda rng: f"慰问{rng.randint(9, 99)}人，走访20户", level2="数量指标")


# Putting a fault into a filing


def with_fault(filing: Filing, fault: Fault) -> Filing:
    """The filing as it would be read with the edits typed into its cells."""
    project = filing.projects[fault.project]
    for place, value in fault.edits.items():
        project = _typed(project, place, value)
    kept = tuple(
        row for row in project.indicators if row.level1 or row.level2 or row.level3 or row.target
    )
    project = replace(project, indicators=kept)
    projects = list(filing.projects)
    projects[fault.project] = project
    return replace(filing, projects=tuple(projects))


def _typed(project: Project, place: Place, value: Any) -> Project:
    if isinstance(place, tuple):
        number, head = place
        row = project.indicators[number]
        if head != "target":
            row = replace(row, **{head: value})
        elif isinstance(value, str | None):
            row = replace(row, target=read_target(value) if value else None)
        else:
            row = replace(row, target=read_target(str(value)), swallowed=str(value))
        kept = (*project.indicators[:number], row, *project.indicators[number + 1 :])
        return replace(project, indicators=kept)
    value = value or None
    if place in AMOUNTS:
        if isinstance(value, str):
            typed = {**project.typed, place: value}
            return replace(project, typed=typed, funding=replace(project.funding, **{place: None}))
        amount = None if value is None else Decimal(value)
        return replace(project, funding=replace(project.funding, **{place: amount}))
    if place in ("start", "end") and isinstance(value, str):
        return replace(project, typed={**project.typed, place: value}, **{place: None})
    if place in _GOALS:
        return replace(project, goals=replace(project.goals, **{place: value}))
    if place == "years":
        return replace(project, goals=replace(project.goals, years=value))
    if place in NARRATIVE:
        section = place.removeprefix("narrative_")
        return replace(project, narrative=replace(project.narrative, **{section: value}))
    return replace(project, **{place: value})
