"""Defines the worksheet functions: what a cell can ask of the program.

Pure functions of the ranges they are given; none writes anything. Their docstrings are what
Excel's function wizard shows, their names and arguments what the VBA wrappers are made of.
"""

from __future__ import annotations

import xlwings as xw

from xlperf.excel_addin.functions.ranges import Area, filing_in, findings_in, in_one_text, verdicts
from xlperf.excel_addin.functions.results import Rows, in_cells
from xlperf.excel_addin.functions.vba_wrappers import CATEGORY
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.layouts.printed_form import form_sheet
from xlperf.operations.totals import PARTS, completed, parts_sum, statement_sentence, totals
from xlperf.rules.finding import SEVERITIES


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.ret()
@in_cells
def XLPERF_CHECK(area: Area) -> Rows:
    """校验一张项目表，逐条列出问题：级别、代码、单元格、问题与改法、建议改为。

    area：项目表的整个区域，从 A1 开始，如 代表工作!A1:F80
    """
    found = findings_in(area)
    if not found:
        return [[template()["findings"]["none"]]]
    return [
        ("级别", "代码", "单元格", "问题与改法", "建议改为"),
        *((SEVERITIES[f.severity], f.rule, f.at.cell, f.message, f.fix) for f in found),
    ]


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.ret()
@in_cells
def XLPERF_STATUS(area: Area) -> Rows:
    """逐行说明绩效指标有没有问题：通过，或问题与改法；空行不显示。

    area：绩效指标各行，依次为一级、二级、三级指标、年度指标值和说明；也可以是整张项目表
    """
    return [[verdict] for verdict in verdicts(area)]


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.ret()
@in_cells
def XLPERF_VERDICTS(area: Area) -> Rows:
    """各行绩效指标的结论，合为一段文字，供启用宏的模板里“即时校验”一栏逐行取用。

    area：绩效指标表，从表头一行开始，依次为一级、二级、三级指标、年度指标值和说明
    """
    return [[in_one_text(verdicts(area))]]


@xw.func(category=CATEGORY)
@xw.arg("target", ndim=2)
@xw.ret()
@in_cells
def XLPERF_TARGET(target: Area) -> Rows:
    """说明年度指标值是怎样理解的：定量的给出运算符、数值和单位，定性的给出文字。

    target：年度指标值所在的单元格，如 D35；也可以是一列
    """
    return [[_understood(text_of(value)) for value in row] for row in target]


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.ret()
@in_cells
def XLPERF_TOTALS(area: Area) -> Rows:
    """核对一张项目表的两个总额：表内数、各项之和、差额，单位为元。

    area：项目表的整个区域，从 A1 开始
    """
    filing = filing_in([area])
    edition = load_edition(filing.edition)
    rows: list[tuple[object, ...]] = [("", "表内数", "各项之和", "差额")]
    for total in PARTS:
        stated = getattr(completed(filing.project_sheets[0]), total)
        parts = parts_sum(filing.project_sheets[0].funding, total)
        difference = None if stated is None else stated - parts
        rows.append((edition.label(total), stated, parts, difference))
    return rows


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.ret()
@in_cells
def XLPERF_FORM(area: Area) -> Rows:
    """按规定的版式列出一个项目的填报表，只有文字，不含边框和合并。

    area：项目表的整个区域，从 A1 开始
    """
    filing = filing_in([area])
    form = form_sheet(filing.project_sheets[0], "", load_edition(filing.edition), filing.year)
    height = max(cell.row + cell.rows for cell in form.cells)
    rows: list[list[object]] = [[""] * len(form.widths) for _ in range(height)]
    for cell in form.cells:
        rows[cell.row][cell.column] = cell.value
    return rows


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.arg("areas", ndim=2)
@xw.ret()
@in_cells
def XLPERF_SUMMARY(area: Area, *areas: Area) -> Rows:
    """汇总若干张项目表：每个项目一行，末行为合计，单位为元。

    area：第一张项目表的整个区域，从 A1 开始
    areas：其余各张项目表的区域
    """
    filing = filing_in([area, *areas])
    edition = load_edition(filing.edition)
    whole = totals(filing.projects)
    heads = [edition.label(field) for field in ("name", "unit", *AMOUNTS)]
    rows = [
        (number, project.name, project.unit, *_amounts(completed(project)))
        for number, project in enumerate(filing.projects, start=1)
    ]
    last = ("", template()["summary"]["total"], "", *(whole.amounts[name] for name in AMOUNTS))
    return [(template()["summary"]["number"], *heads), *rows, last]


@xw.func(category=CATEGORY)
@xw.arg("area", ndim=2)
@xw.arg("areas", ndim=2)
@xw.ret()
@in_cells
def XLPERF_STATEMENT(area: Area, *areas: Area) -> Rows:
    """绩效目标设置情况的一句话：预算单位数、项目数和涉及的预算资金（万元）。

    area：第一张项目表的整个区域，从 A1 开始
    areas：其余各张项目表的区域
    """
    filing = filing_in([area, *areas])
    edition = load_edition(filing.edition)
    return [[statement_sentence(edition, totals(filing.projects), filing.year)]]


def _amounts(funding: object) -> list[object]:
    return [getattr(funding, name) for name in AMOUNTS]


def _understood(text: str | None) -> str:
    if text is None:
        return ""
    target = read_target(text)
    if target.number is None:
        kind = "文字中有几个数，不能当作一个数值" if target.quantified else "定性"
        return f"{kind}：{text}"
    parts = [
        f"运算符 {target.operator or '（无）'}",
        f"数值 {target.number}",
        f"单位 {target.unit or '（无）'}",
    ]
    spelling = target.canonical
    advice = f"；可写作 {spelling}" if target.words is not None and spelling else ""
    return f"定量：{'，'.join(parts)}{advice}"
