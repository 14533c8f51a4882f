from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.filing.target import read_target

# text, operator, number, unit, words
UNDERSTOOD = [
    (">=1次", "≥", "1", "次", None),
    ("≥13459.00(平方米)", "≥", "13459.00", "平方米", None),
    ("=5.00(万人次)", "=", "5.00", "万人次", None),
    ("90%", None, "90", "%", None),
    ("＞９０％", ">", "90", "%", None),
    ("=0%", "=", "0", "%", None),
    ("=2", "=", "2", None, None),
    ("985米", None, "985", "米", None),
    ("90.00(度)", None, "90.00", "度", None),
    ("≥1,200,000.00元", "≥", "1200000.00", "元", None),
    ("≥200.5 ㎡", "≥", "200.5", "m2", None),
    ("=15台（套）", "=", "15", "台(套)", None),
    ("≥10场（次）", "≥", "10", "场(次)", None),
    ("100人次/年", None, "100", "人次/年", None),
    ("有效", None, None, None, "有效"),
    ("高质量", None, None, None, "高质量"),
    ("不低于80%", "≥", "80", "%", "不低于80%"),
    ("80%以上", "≥", "80", "%", "80%以上"),
    ("3个工作日以内", "≤", "3", "个工作日", "3个工作日以内"),
    ("不超过10万元", "≤", "10", "万元", "不超过10万元"),
    ("达到90%", None, "90", "%", "达到90%"),
    ("慰问人数不少于100人", None, "100", "人", "慰问人数不少于100人"),
    ("5-10次", None, None, None, "5-10次"),
    ("2022年12月底前", None, None, None, "2022年12月底前"),
    (
        "慰问人数不少于100人,宣传用品不少于20000份",
        None,
        None,
        None,
        "慰问人数不少于100人,宣传用品不少于20000份",
    ),
]


@pytest.mark.parametrize(("text", "operator", "number", "unit", "words"), UNDERSTOOD)
def test_target_is_understood_and_kept_as_typed(text, operator, number, unit, words):
    target = read_target(text)
    assert target.text == text
    assert str(target) == text
    assert target.operator == operator
    assert target.number == (Decimal(number) if number else None)
    assert target.unit == unit
    assert target.words == words


@given(st.text())
def test_any_text_prints_back_unchanged(text):
    assert str(read_target(text)) == text


def test_target_is_quantified_when_it_holds_a_number():
    quantified = [">=1次", "90%", "不低于80%", "5-10次", "２次"]
    assert all(read_target(text).quantified for text in quantified)
    assert not any(read_target(text).quantified for text in ["有效", "及时", "", "高质量"])


def test_canonical_spelling_needs_an_operator_that_is_certain():
    assert read_target("不低于80%").canonical == "≥80%"
    assert read_target("90%").canonical is None
    assert read_target("达到90%").canonical is None
