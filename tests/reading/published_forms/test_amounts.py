"""Amounts under other places' labels: what cannot be told is named, never taken for another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.reading.made_forms import as_grid
from tests.sources.text.told import told
from xlperf.filing.fields import AMOUNTS
from xlperf.reading.read_publication import read_publication

LAYOUTS = tomllib.loads((Path(__file__).parents[1] / "layouts.toml").read_text("utf-8"))
UNTOLD = "没有写明是项目总额还是年度金额，没有读入"


def read(name, old="", new=""):
    return read_publication([as_grid(LAYOUTS[name]["table"].replace(old, new))])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("only-last-year", "“年度资金总额”的金额没有写在年度预算数的列下"),
        ("money-of-several-years", "“财政拨款”的金额没有写在年度预算数的列下"),
        ("money-of-nobody-says-when", f"“项目资金”{UNTOLD}"),
        ("sum-of-nobody-says-when", f"“合计”{UNTOLD}"),
        ("budget-with-sources", "有“上级补助”一栏"),
    ],
)
def test_amount_that_is_not_read_is_named(name, said):
    assert any(said in flaw.text for flaw in read(name).flaws)


def test_two_budgets_of_the_year_are_reported():
    filing = read("budget-asked-for", "备注 | -", "预算批复数 | 1,000.00")
    [flaw] = filing.projects[0].flaws
    assert "与“年度预算申请金额”是同一栏，只读了前一格的值" in flaw.text


@pytest.mark.parametrize("label", ["金额", "项目预算", "专项经费（元）"])
def test_unknown_label_of_an_amount_is_named_beside_a_known_one(label):
    filing = read("budget-asked-for", "年度预算申请金额", label)
    assert told(filing).keys().isdisjoint(AMOUNTS)
    assert any(f"“{label[:4]}" in flaw.text for flaw in filing.flaws)


def test_value_that_reads_like_a_head_of_last_year_heads_nothing():
    filing = read("budget-of-the-year", "项目属性 | 延续项目", "项目内容 | 上年完成")
    assert told(filing)["annual_fiscal"] == 120000
