"""Writes the draft of an edition as TOML, for a person to complete: `xlperf editions new`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from xlperf.filing.fields import NAMES
from xlperf.form.labels import TABLE
from xlperf.reading.sample_form import SampleForm

_LEFT = 48
"""Gives the left edge of the form on the page, in points."""
_MOST_TOLD = 8
_HEADS = ("title", "funding", "project_goals", "indicators", *TABLE)
_HEAD = """\
# {name}：由 xlperf editions new 据“{source}”起草。
# 逐行核对，补全带“待填”的地方，放入版式文件夹，文件名须为 {id}.toml。
# 怎样补全，见 xlperf/form/editions/README.md。
# 没有写的都与 extends 所指的版式相同。
extends = "generic"
id = {quoted_id}
name = {quoted_name}
region = ""
years = []

# 各栏的标签，照样表的写法；左边是栏目的代号（xlperf dump --json 里的名字）。
[labels]
"""
_TOLD = """
# 凭哪些标签认出这种表：每一项都要出现；同一标签的几种写法写在一个方括号里。待填：只留这种表独有的。
[told_by]
labels = [
"""
_REQUIRED = """
# 必填的栏目。待填：样表上有的都列在这里，不必填的删去。
[required]
"""
_TAXONOMY = """
# 一级指标和各自的二级指标，供下拉选用；样表上有的如下。待填：补全。
[taxonomy]
"""
_FORMATS = """
# 打印时金额的单位：in_wan = true 为万元。
[formats]
"""
_FORM = """
# 打印的样子：各列的边线（磅，A4 宽 595），然后自上而下逐行。
# columns 是从第几列到第几列，rows 是向下合并几行；
# label 是栏目的标签，value 是它的值，heading 是带年份的标题，text 是表上照印而填报里没有的字。
[form]
"""


def edition_draft(form: SampleForm, edition_id: str, name: str, source: str) -> str:
    """Returns the TOML of a draft; `source` is the name of the sample."""
    labels = {f: t for f, t in form.labels.items() if f in (*NAMES, *_HEADS)}
    required = [cell["value"] for row in form.rows for cell in row if "value" in cell]
    told = [text for field, text in labels.items() if field != "title"][:_MOST_TOLD]
    edges = [round(edge, 1) for edge in accumulate(form.widths, initial=float(_LEFT))]
    parts = [
        _HEAD.format(
            name=name, source=source, id=edition_id, quoted_id=_toml(edition_id),
            quoted_name=_toml(name),
        ),
        *(f"{field} = {_toml([text])}\n" for field, text in labels.items()),
        _TOLD,
        *(f"  {_toml([text])},\n" for text in told),
        "]\n",
        _REQUIRED,
        f"fields = {_toml(list(dict.fromkeys(required)))}\n",
        _TAXONOMY,
        *(f"{_toml(first)} = {_toml(second)}\n" for first, second in form.levels.items()),
        _FORMATS,
        f"in_wan = {_toml(form.in_wan)}\n",
        _FORM,
        f"edges = {_toml(edges)}\n",
    ]  # fmt: skip
    for row in form.rows:
        parts.append("[[form.rows]]\nheight = 25\ncells = [\n")
        parts += [f"  {_inline(cell)},\n" for cell in row]
        parts.append("]\n")
    parts.append("\n[form.table]\ncolumns = [\n")
    parts += [f"  {_inline(column)},\n" for column in form.table]
    side = {"columns": list(form.side or ()), "label": "indicators", "below": False}
    parts.append(f"]\nside = {_inline(side)}\n")
    return "".join(parts)


def _inline(table: Mapping[str, Any]) -> str:
    return f"{{ {', '.join(f'{key} = {_toml(value)}' for key, value in table.items())} }}"


def _toml(value: Any) -> str:
    """Spells a text, a number, a truth value or a list of them, which TOML spells as JSON does."""
    return json.dumps(value, ensure_ascii=False)
