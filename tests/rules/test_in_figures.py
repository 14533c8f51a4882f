from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tests.layouts.filings import filing, project
from xlperf.filing.model import Address, Goals
from xlperf.rules.in_figures import (
    amount_in_words,
    date_in_words,
    with_amounts_in_digits,
    with_years_in_digits,
)
from xlperf.rules.run import check_filings


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("壹佰贰拾万元整", "1200000"),
        ("一百二十万", "1200000"),
        ("一百二十万元", "1200000"),
        ("人民币叁仟伍佰元正", "3500"),
        ("壹亿贰仟万元", "120000000"),
        ("拾万零伍佰元伍角陆分", "100500.56"),
        ("三千零五", "3005"),
        ("约一百万", None),
        ("三四十万元", None),
        ("待核定", None),
        ("", None),
    ],
)
def test_an_amount_in_words_is_read_to_the_cent(text, amount):
    assert amount_in_words(text) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026年12月", "2026-12-01", "2026-12-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("二〇二六年一月一日", "2026-01-01", "2026-01-01"),
        ("二○二六年十二月三十一日", "2026-12-31", "2026-12-31"),
        ("26.1.1", "2026-01-01", "2026-01-01"),
        ("2026.3", "2026-03-01", "2026-03-31"),
        ("2022-13-01", None, None),
        ("2022年2月30日", None, None),
        ("年底", None, None),
        ("20220", None, None),
    ],
)
def test_a_date_in_words_or_in_part_is_read(text, first, last):
    assert (date_in_words(text, last=False), date_in_words(text, last=True)) == (first, last)


def test_what_is_read_so_is_the_fix_of_the_finding():
    typed = {"total": "壹佰万元整", "start": "二〇二二年一月一日", "end": "2022年12月"}
    at = {field: Address("项目", f"B{n}") for n, field in enumerate(("name", *typed), 1)}
    more = {"typed": typed, "at": at, "start": None, "end": None}
    given = project("项目", "- 1000000 0 1000000 1000000 0 0", **more)
    fixes = {f.field: f.fix for f in check_filings([filing(given)])[0] if f.rule in ("A03", "B01")}
    assert fixes == {"total": "1000000.00", "start": "2022-01-01", "end": "2022-12-31"}


def test_no_fix_is_offered_that_would_be_found_again():
    typed = {"total": "玖拾万元整", "end": "2021年12月"}
    at = {field: Address("项目", f"B{n}") for n, field in enumerate(("name", *typed), 1)}
    more = {"typed": typed, "at": at, "start": date(2022, 1, 1), "end": None}
    given = project("项目", "- 1000000 0 1000000 1000000 0 0", **more)
    fixes = {f.field: f.fix for f in check_filings([filing(given)])[0] if f.rule in ("A03", "B01")}
    assert fixes == {"total": None, "end": None}


def test_what_else_is_wrong_with_a_text_is_no_fault_of_its_fix():
    goals = Goals("完成，，某某工程", "完成年度任务")
    given = project("项目", "1000000 1000000 0 1000000 1000000 0 0", goals=goals)
    fixes = {f.rule: f.fix for f in check_filings([filing(given)])[0] if f.field == "overall"}
    assert fixes == {"D01": None, "D04": "完成，某某工程"}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("二〇二〇年", "2020年"),
        ("二零二〇年底前", "2020年底前"),
        ("二〇一〇年", "2010年"),
        ("二零零五年", "2005年"),
        ("二○○九年", "2009年"),
        ("自二〇二六年一月起", "自2026年一月起"),
        ("第二十年", "第二十年"),
    ],
)
def test_years_in_figures_are_read_with_every_kind_of_zero(text, digits):
    frame = pl.DataFrame({"text": [text]})
    assert frame.select(with_years_in_digits(pl.col("text"))).item() == digits


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("预算共计一百二十万元，均为拨款", "预算共计120万元，均为拨款"),
        ("人民币壹佰零伍万叁仟元整", "人民币1053000元整"),
        ("每人五十元", "每人50元"),
        ("几十万元、数百万元、3百万元、百元", "几十万元、数百万元、3百万元、百元"),
        ("三四十万元", "三四十万元"),
    ],
)
def test_amounts_of_a_sentence_are_spelt_in_digits(text, spelt):
    assert with_amounts_in_digits(text) == spelt
