"""Boxes: the ticked choice is read, and none where it cannot be told."""

import pytest

from tests.reading.made_forms import as_grid
from tests.reading.test_foreign_forms import table
from xlperf.reading.published_forms.check_boxes import chosen
from xlperf.reading.read_publication import read_publication


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("新增项目□ 延续项目☑", "延续项目"),
        ("□新增项目 ☑延续项目", "延续项目"),
        ("新增项目（□） 延续项目（√）", "延续项目"),
        ("新增项目□\n延续项目√", "延续项目"),
        ("☑ 新增项目    ☐ 延续项目", "新增项目"),
        ("经常性项目■、一次性项目□", "经常性项目"),
        ("新增项目□ 延续项目□", None),
        ("新增项目☑ 延续项目☑", "新增项目☑ 延续项目☑"),
        ("□√新增项目 □延续项目", "新增项目"),
        ("（√）新增 （ ）延续", "新增"),
        ("新增（  ） 延续（ √ ）", "延续"),
        ("1.特定目标类☑\n2.其他运转类□", "特定目标类"),
        ("□ 1、新增 ☑ 2、延续", "延续"),
        ("（ ）新增 （ ）延续", "（ ）新增 （ ）延续"),
    ],
)
def test_ticked_word_is_the_choice(text, word):
    assert chosen(text) == word


@pytest.mark.parametrize("text", ["延续项目", "其他运转类（延续）", "其他运转类（）", ""])
def test_text_without_boxes_stays_as_it_is(text):
    assert chosen(text) == text


def test_choice_on_a_form_is_its_nature():
    lines = table("transfer").splitlines()
    lines[2] = "项目名称 | 高标准农田 | < | 项目属性 | 新增项目□ 延续项目☑"
    [project] = read_publication([as_grid("\n".join(lines))]).projects
    assert project.nature == "延续项目"


@pytest.mark.parametrize("line", ["〔2021年度〕", "【2021年度】", "[2021年度]", "(2021年度)"])
def test_year_is_read_in_every_bracket(line):
    lines = table("transfer").splitlines()
    lines[1] = line + " | < | < | < | <"
    assert read_publication([as_grid("\n".join(lines))]).year == 2021


@pytest.mark.parametrize(
    "line",
    ["金额单位：万元", "单位：人民币万元", "（金额单位：万元）", "以万元为单位", "单位：万元、%"],
)
def test_unit_of_amounts_is_read_wherever_it_is_said(line):
    lines = table("transfer").replace("资金情况（万元）", "资金情况").splitlines()
    lines[1] = line + " | < | < | < | <"
    [project] = read_publication([as_grid("\n".join(lines))]).projects
    assert project.funding.annual_total == 5_000_000
