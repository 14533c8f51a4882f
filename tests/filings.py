"""Made-up filings for properties that must hold for any filing the program can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing, Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import Target, read_target
from xlperf.form.edition import load_edition
from xlperf.form.values import text_of

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"  # noqa: E501  # one string
OTHERS = "ABCabcxyz0123456789%()（）、，。；：《》“”+-=<>≥≤·/"

one_line = st.text(st.sampled_from(HAN * 3 + OTHERS), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)
long_text = st.lists(one_line, min_size=1, max_size=5).map("".join)
paragraphs = st.lists(long_text, min_size=1, max_size=3).map("\n".join)
amounts = st.decimals(Decimal(0), Decimal("9999999999.99"), places=2)
dates = st.dates(date(2015, 1, 1), date(2035, 12, 31))
targets = st.one_of(
    st.sampled_from(["有效", ">=1次", "=0%", "≥90.00(%)", "=2", "985米", "+1", "1-2", "高质量"]),
    one_line,
).map(read_target)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(strategy, strategy, strategy, st.none())


@st.composite
def indicators(draw: st.DrawFn, edition_id: str) -> Indicator:
    taxonomy = load_edition(edition_id).taxonomy
    level1 = draw(st.sampled_from(sorted(taxonomy)))
    level2 = draw(st.sampled_from(taxonomy[level1]))
    return Indicator(level1, level2, draw(one_line), draw(targets), {})


@st.composite
def projects(draw: st.DrawFn, edition_id: str) -> Project:
    edition = load_edition(edition_id)
    start, end = sorted((draw(dates), draw(dates)))
    nature = edition.vocabulary["nature"]
    rows = draw(st.lists(indicators(edition_id), min_size=1, max_size=25))
    rows.sort(key=lambda row: (row.level1, row.level2))
    # The form of 2022 prints the years of the dates where the heading gives none.
    years = (start.year, end.year) if not nature else draw(maybe(st.just((2022, 2024))))
    return Project(
        sheet="",
        name=draw(one_line),
        nature=draw(st.sampled_from(nature)) if nature else None,
        category=draw(st.sampled_from(edition.vocabulary["category"])),
        department="某区办公室",
        unit=draw(one_line),
        start=start,
        end=end,
        funding=Funding(*(draw(amounts) for _ in AMOUNTS)),
        goals=Goals(draw(paragraphs), draw(paragraphs), years),
        narrative=Narrative(*(draw(maybe(paragraphs)) for _ in range(7))),
        indicators=tuple(rows),
    )


LIKE_LABELS = (
    "项目名称", "项目类别", "其他资金", "绩效目标", "年度目标", "年度总体目标", "一级指标",
    "目标值", "产出指标", "数量指标", "说明", "权重", "版式", "一、项目概述", "七、绩效目标",
    "项目经费情况说明1", "项目资金（元）：", "（2022年度）", "主管部门：甲", "2022-01-01",
)  # fmt: skip
"""Texts that a form or a narrative uses as labels, and that a clerk may have typed as values."""


@st.composite
def with_texts(
    draw: st.DrawFn,
    edition_id: str,
    short: st.SearchStrategy[str],
    long: st.SearchStrategy[str],
) -> Project:
    """A project whose texts are all drawn anew."""
    made = draw(projects(edition_id))
    rows = (
        replace(row, level3=draw(short), target=read_target(draw(short))) for row in made.indicators
    )
    return replace(
        made,
        name=draw(short),
        unit=draw(short),
        goals=replace(made.goals, overall=draw(long), annual=draw(long)),
        narrative=Narrative(*(draw(maybe(long)) for _ in range(7))),
        indicators=tuple(rows),
    )


def like_labels(edition_id: str) -> st.SearchStrategy[Project]:
    """A project in which any text may read like a label."""
    short = st.one_of(one_line, st.sampled_from(LIKE_LABELS))
    return with_texts(edition_id, short, st.lists(short, min_size=1, max_size=4).map("\n".join))


GAPS = (
    "\t", "  ", "\n", "\n\n", "\n\n\n", " \n", "\n\t", "\n  ", "\u3000\u3000", " \t ", "\n\u3000\n",
)  # fmt: skip
"""White space that people type between words."""
EDGES = ("", "", "", "\u3000\u3000", " ", "\n", "\t")

full_line = st.integers(8, 60).flatmap(
    lambda n: st.text(st.sampled_from(HAN), min_size=n, max_size=n)
)
"""Of every length, so that some fill their cells."""


@st.composite
def gapped(draw: st.DrawFn, most: int) -> str:
    """Pieces of text with any white space before, between and behind them."""
    piece = st.one_of(one_line, full_line)
    text = draw(st.sampled_from(EDGES)) + draw(piece)
    for _ in range(draw(st.integers(0, most))):
        text += draw(st.sampled_from(GAPS)) + draw(piece)
    return text + draw(st.sampled_from(EDGES))


def spaced(edition_id: str) -> st.SearchStrategy[Project]:
    """A project in which any text may hold tabs, blank lines, spaces and full lines."""
    return with_texts(edition_id, gapped(2), gapped(6))


ODD = (
    "\u0301\u0323\u200b\u200d\u200e\u200f\u202e\u2067\xad\u2028\xa0\u3000\ufe0f"
    "\u05d0\u05e9\u0628\u0645\u0661()<>[]12 "
    "\n\t甲乙丙ab😀🏽👨\u0e33\u0e48\u1100\u1161\u11a8\u3164\u2800\ufdfa\ufb01ß\u0130𠮷〓"
)
"""Marks, signs that take no room, letters from right to left, and what few machines can show."""
character = st.one_of(
    # Private characters are none of Unicode's: some of them are the signs of the font Symbol.
    st.characters(exclude_categories=("Cc", "Co", "Cs"), exclude_characters="\ufffe\uffff"),
    st.characters(min_codepoint=0x590, max_codepoint=0x8FF, exclude_categories=("Cn",)),
    st.sampled_from(ODD),
)


def any_unicode(edition_id: str) -> st.SearchStrategy[Project]:
    """A project whose texts may hold any character that a document can hold."""
    short, long = (
        st.text(character, min_size=1, max_size=size).filter(lambda text: text_of(text) is not None)
        for size in (12, 60)
    )
    return with_texts(edition_id, short, long)


def in_fonts(edition_id: str) -> st.SearchStrategy[Project]:
    """A project whose texts may hold any character of the forms' fonts and of the usual ones."""
    shown = st.one_of(
        st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=("Cc", "Cf")),
        st.characters(min_codepoint=0x391, max_codepoint=0x451, exclude_categories=("Cn", "Mn")),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.sampled_from(
            "，。；：？！（）《》【】、“”‘’…—·①②③≥≤±×÷℃㎡％＋－～√〇あいうアイウ 　\t\n"
        ),
    )
    short, long = (
        st.text(shown, min_size=1, max_size=size).filter(lambda text: text_of(text) is not None)
        for size in (12, 60)
    )
    return with_texts(edition_id, short, long)


@st.composite
def uneven(draw: st.DrawFn, edition_id: str) -> Project:
    """A project of which anything may be missing, its indicators in any order."""
    made = draw(projects(edition_id))
    rows = draw(st.lists(indicators(edition_id), min_size=1, max_size=40))
    gaps = st.sets(st.sampled_from(("level1", "level2", "level3", "target")), max_size=3)
    rows = [replace(row, **dict.fromkeys(draw(gaps))) for row in rows]
    # The same levels again, beside each other and apart, some of them with nothing else.
    for at in draw(st.lists(st.integers(0, len(rows) - 1), max_size=6)):
        bare = draw(st.booleans()) and (rows[at].level1 or rows[at].level2)
        again = replace(rows[at], level3=None, target=None) if bare else rows[at]
        rows.insert(draw(st.integers(at, at + 1)), again)
    funding = Funding(*(draw(maybe(amounts)) for _ in AMOUNTS))
    goals = Goals(draw(maybe(paragraphs)), draw(maybe(paragraphs)), made.goals.years)
    return replace(
        made, unit=draw(maybe(one_line)), funding=funding, goals=goals, indicators=tuple(rows)
    )


def filings(
    edition_id: str, most: int = 3, one: Callable[[str], st.SearchStrategy[Project]] = projects
) -> st.SearchStrategy[Filing]:
    made = st.lists(one(edition_id), min_size=1, max_size=most)
    return made.map(lambda p: Filing(tuple(p), edition_id, year=2022, department="某区办公室"))


def bare(project: Project) -> Project:
    """The project without where and how it was read."""
    rows = tuple(replace(row, at={}, note=None) for row in project.indicators)
    read = {"sheet": "", "at": {}, "notes": {}, "marks": {}, "flaws": (), "sums": frozenset()}
    other = project.other_period
    if other is not None:
        other = replace(other, indicators=tuple(replace(row, at={}) for row in other.indicators))
    return replace(project, **read, indicators=rows, other_period=other)


def on_paper(value: Any) -> Any:
    """A project, or any part of it, without white space, of which a page shows little."""
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, Target):
        return read_target(on_paper(value.text))
    if isinstance(value, tuple):
        return tuple(map(on_paper, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: on_paper(getattr(value, f.name)) for f in fields(value)})
    return value
