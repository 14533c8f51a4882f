"""Filings made up for the drawing tests: everything that can stand in a cell, in few projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Filing, Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target

TABLE = """
产出指标   | 数量指标           | 工作计划完成率   | >90%
产出指标   | 数量指标           | 慰问人数         | ≥100(人次)
产出指标   | 质量指标           | 推动代表履职     | 有效
效益指标   | 社会效益指标       | 推动地区经济发展 | ＞９０％
满意度指标 | 服务对象满意度指标 | 代表满意度       | 不低于80%
"""


def money(text: str) -> Funding:
    """Seven amounts in the order of the form; `-` is an empty one."""
    words = (None if word == "-" else Decimal(word) for word in text.split())
    return Funding(**dict(zip(AMOUNTS, words, strict=True)))


def indicators(table: str, sheet: str) -> tuple[Indicator, ...]:
    """Indicators from lines of four columns; a dot stands for an empty one."""
    found = []
    for row, line in enumerate(table.strip().splitlines(), start=18):
        level1, level2, level3, target = (
            None if word.strip() == "." else word.strip() for word in line.split("|")
        )
        at = {
            head: Address(sheet, f"{letter}{row}")
            for letter, head in zip("ABCD", ("level1", "level2", "level3", "target"), strict=True)
        }
        understood = read_target(target) if target is not None else None
        found.append(Indicator(level1, level2, level3, understood, at))
    return tuple(found)


def project(name: str | None, amounts: str, table: str = TABLE, **more: object) -> Project:
    """A project called so, whose addresses are cells of a sheet called after it."""
    sheet = name or "无名"
    fields: dict[str, object] = {
        "sheet": sheet,
        "name": name,
        "category": "经常性项目",
        "department": "某区人民代表大会常务委员会办公室",
        "unit": "某区人民代表大会常务委员会办公室",
        "start": date(2022, 1, 1),
        "end": date(2022, 12, 31),
        "funding": money(amounts),
        "goals": Goals("年度代表工作按照计划执行", "保障代表履职", (2022, 2022)),
        "narrative": Narrative(overview="保障代表活动。", basis="工作要点。\n内控制度。"),
        "indicators": indicators(table, sheet),
        "at": {field: Address(sheet, f"Z{n}") for n, field in enumerate(("name", *AMOUNTS), 1)},
    }
    return Project(**{**fields, **more})  # type: ignore[arg-type]  # fields by name


def filing(*projects: Project) -> Filing:
    """A filing of 2022 in the first edition."""
    return Filing(projects, "shanghai-2022", 2022, "某区人民代表大会常务委员会")


def example() -> Filing:
    """Two units; sums in 分; an empty total; a wrong one; an unreadable amount; no targets."""
    return filing(
        project("代表工作", "1200000 1000000 200000 1200000 1000000 0 200000"),
        project("会议/培训[2022]", "670000.10 670000.10 0 670000.10 600000.05 70000.05 0"),
        project("空总额", "- 20000 0 - 20000 0 0", unit="某区代表服务中心"),
        project("总额不符", "700001 700000 0 699999 700000 0 0", "产出指标 | . | 指标 | ."),
        project(
            "金额写了字",
            "- - 0 - - 0 0",
            ". | . | . | 完成3场",
            typed={"fiscal": "五万", "end": "2022-13-01"},
            end=None,
        ),
        project(None, "- - - - - - -", "", category=None, unit=None, start=None),
    )
