"""The values that a finding's sentence names: amounts in 元, labels, addresses, choices."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from xlperf.editions import Edition
from xlperf.model import AMOUNTS
from xlperf.rules.registry import Check
from xlperf.rules.tables import Tables


def money(fen: int | None) -> str:
    """An amount in 分 as 元 with two decimals and thousands separators."""
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


def wording(
    check: Check, row: dict[str, Any], field: str, tables: Tables, edition: Edition
) -> dict[str, Any]:
    """The values for a rule's message, by name; `value` is the one the finding is about."""
    values: dict[str, Any] = {name: "" if value is None else value for name, value in row.items()}
    for name in check.money:
        values[name] = money(row[name])
    values["label"] = _label(field, edition)
    if "value" not in row:
        values["value"] = values.get(field, "")
    if check.on == "projects":
        project = tables.sources[row["row"]]
        for name in ("start", "end", "total", "name"):
            if name in project.at:
                values[f"{name}_at"] = project.at[name]
        if field in AMOUNTS and field not in check.money:
            values["value"] = f"{getattr(project.funding, field):,f}"
    more = _MORE.get(check.code)
    if more:
        values.update(more(row, field, tables, edition))
    return values


def suggestion(code: str, values: dict[str, Any]) -> str | None:
    """The exact new text for the cell, where the rule is certain of one."""
    fix = values.get("fix")
    return str(fix) if fix else None


def _label(field: str, edition: Edition) -> str:
    if field in edition.labels or field in edition.sections:
        return edition.label(field).replace("：", "") if ":" in field else edition.label(field)
    return field


def _vocabulary(row: dict[str, Any], field: str, _: Tables, edition: Edition) -> dict[str, Any]:
    words = edition.vocabulary[field]
    near = get_close_matches(str(row[field]).strip(), words, n=1, cutoff=0.5)
    return {
        "choices": "、".join(words),
        "nearest": f"是否应为“{near[0]}”？请从下拉列表中选择。" if near else "请从下拉列表中选择。",
        "fix": near[0] if near else None,
    }


def _same_name(row: dict[str, Any], _: str, tables: Tables, __: Edition) -> dict[str, Any]:
    name = str(row["name"]).strip()
    for number, project in enumerate(tables.sources):
        if tables.filings[number] == row["filing"] and (project.name or "").strip() == name:
            return {"other": project.at["name"]}
    raise AssertionError("a repeated name has a first")


def _heading(row: dict[str, Any], _: str, __: Tables, ___: Edition) -> dict[str, Any]:
    return {
        "first": row["first_year"],
        "last": row["last_year"],
        "value": f"{row['first_year']}-{row['last_year']}",
    }


def _damage(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    return {"problem": row["value"]}


def _unreadable(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    return {"problem": "不能是负数" if str(row["value"]).startswith("-") else "无法识别为金额"}


def _levels(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    edition: Edition = _[-1]
    return {"choices": "、".join(edition.pairs)}


def _sublevels(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    edition: Edition = _[-1]
    level1 = "".join(str(row["level1"] or "").split())
    return {
        "choices": "、".join(edition.taxonomy.get(level1) or sorted(edition.pairs.get(level1, ())))
    }


def _absent(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    edition: Edition = _[-1]
    missing = [edition.roles[role] for role in ("output", "benefit") if not row[role]]
    return {"missing": "和".join(missing), "value": ""}


def _same_indicator(row: dict[str, Any], _: str, tables: Tables, __: Edition) -> dict[str, Any]:
    keys = ("level1", "level2", "level3")

    def plain(values: Any) -> list[str]:
        return ["".join(str(value or "").split()) for value in values]

    mine = plain(row[key] for key in keys)
    project = tables.sources[row["project"]]
    for indicator in project.indicators:
        if plain(getattr(indicator, key) for key in keys) == mine:
            return {"other": indicator.at["level3"]}
    raise AssertionError("a repeated indicator has a first")


def _swallowed(row: dict[str, Any], *_: Any) -> dict[str, Any]:
    text = str(row["swallowed"])
    return {"value": text, "fix": text if text.startswith("=") else None}


_MORE: dict[str, Any] = {
    "A02": _vocabulary,
    "A06": _same_name,
    "A07": _heading,
    "A08": _damage,
    "B01": _unreadable,
    "C01": _levels,
    "C02": _sublevels,
    "C04": _absent,
    "C06": _same_indicator,
    "C12": _swallowed,
}
