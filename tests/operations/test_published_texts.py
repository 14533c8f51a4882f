"""What a PDF carries along is what its pages show, and never tells more than they do."""

from dataclasses import replace
from pathlib import Path

import pytest

from xlperf.filing.model import Address, Filing, Goals, Narrative, Project
from xlperf.form.edition import load_edition
from xlperf.operations.published_texts import as_typed, published_texts
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
AT = Address("表.pdf", "第1页表1行3列3")


def named(*names):
    projects = (
        Project(sheet="表.pdf", name=name, at={"name": AT}, marks={AT: "由 2 行合并"})
        for name in names
    )
    return Filing(tuple(projects), "shanghai-2022")


def names(filing):
    return [project.name for project in filing.projects]


def test_only_what_is_printed_is_published():
    filing = read_filing(SEED)
    project = replace(
        filing.projects[0], nature="不印的性质", notes={"name": "内部理由"}, sheet="内部表名"
    )
    forms = published_texts([project], load_edition("shanghai-2022"), False)
    assert project.name in forms
    assert project.indicators[0].target.text in forms
    hidden = ("不印的性质", "内部理由", "内部表名", project.narrative.overview)
    assert not set(hidden) & set(forms)
    whole = published_texts([project], load_edition("shanghai-2022"), True)
    assert project.narrative.overview in whole
    assert "不印的性质" in published_texts([project], load_edition("shanghai-2023"), False)


@pytest.mark.parametrize(
    "typed", ["代表\t工作", "代表\n\n工作\n", "　　代表工作", "代表\u200b工作"]
)
def test_white_space_of_a_value_is_restored_and_its_mark_gone(typed):
    read = as_typed(named("代表工作"), [typed], "表.pdf")
    assert names(read) == [typed]
    assert read.projects[0].marks == {}


@pytest.mark.parametrize(
    "typed",
    ["代表工作费", "代 表", "工作代表", "代表工怍", "代表工作\u202e", "代表\x00工作", "代表①作"],
)
def test_text_that_shows_something_else_changes_nothing(typed):
    read = named("代表工作", "代表1作")
    assert as_typed(read, [typed], "表.pdf").projects == read.projects


def test_radical_that_a_font_draws_as_the_character_is_that_character():
    assert names(as_typed(named("⼯作ﬁle"), ["工 作file"], "表.pdf")) == ["工 作file"]


def test_values_that_look_alike_are_told_apart_by_their_order():
    read = named("甲乙", "丙", "甲 乙")
    assert names(as_typed(read, ["甲\t乙", "丙", "甲\n乙"], "表.pdf")) == ["甲\t乙", "丙", "甲\n乙"]


def test_several_spellings_for_another_number_of_values_are_not_guessed_among():
    read = named("甲乙", "甲乙", "甲乙")
    assert as_typed(read, ["甲\t乙", "甲\n乙"], "表.pdf") == read


def test_texts_that_the_pages_do_not_show_are_counted_and_named():
    read = as_typed(named("甲乙"), ["甲\t乙", "长的\n目标", "丙", "\n"], "表.pdf")
    assert names(read) == ["甲\t乙"]
    [flaw] = read.flaws
    assert str(flaw.at) == "表.pdf!附带的文字"
    assert flaw.text.startswith("有 2 段在页面上没有照样读到，如“长的 目标”")
    assert as_typed(named("甲乙"), ["甲\t乙"], "表.pdf").flaws == ()


def test_one_spelling_is_that_of_every_value_that_looks_like_it():
    read = named("甲乙", "甲乙", "甲乙")
    assert names(as_typed(read, ["甲\t乙"], "表.pdf")) == ["甲\t乙"] * 3


def test_every_kind_of_text_is_restored():
    filing = read_filing(SEED)
    edition = load_edition(filing.edition)
    spread = ["\t".join(text) for text in published_texts(filing.projects, edition, True)]
    read = as_typed(filing, spread, "表.pdf")
    assert published_texts(read.projects, edition, True) == spread
    assert read.department == "\t".join(filing.department)
    assert read.projects[0].goals != Goals()
    assert read.projects[0].narrative != Narrative()


def test_mark_on_the_page_is_the_character_that_it_stands_for():
    read = as_typed(
        named("代表〓工作", "〓〓", "〓"), ["代表😀工作", "\U0010ffff😀"], "表.pdf", "😀\U0010ffff"
    )
    assert names(read) == ["代表😀工作", "\U0010ffff😀", "〓"]
    assert read.flaws == ()


@pytest.mark.parametrize(
    ("shown", "typed", "unshown"),
    [
        ("代表工作", "代表费作", "费"), ("代表工作", "代表😀作", "😀"),
        ("代表〓作", "代表工费", "工费"), ("代表〓作", "代表😀作", ""),
        ("代表作", "代表😀作", "😀"),
    ],
)  # fmt: skip
def test_character_that_is_said_to_be_unshown_is_believed_for_a_mark_alone(shown, typed, unshown):
    read = named(shown)
    assert as_typed(read, [typed], "表.pdf", unshown).projects == read.projects


def test_two_texts_that_a_mark_fits_are_not_guessed_between():
    read = named("代表〓", "代表〓", "代表〓")
    assert as_typed(read, ["代表😀", "代表🏽"], "表.pdf", "😀🏽") == read


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("םולש", "שלום"),
        ("甲םולש乙", "甲שלום乙"),
        ("12-3 45 מ", "12-3 מ 45"),
        ("ب(12)ا", "ا (12) ب"),
    ],
)
def test_letters_from_right_to_left_are_restored_to_their_order(shown, typed):
    assert names(as_typed(named(shown), [typed], "表.pdf")) == [typed]


def test_a_mark_without_a_letter_goes_back_to_its_sign_and_letters_keep_theirs():
    assert names(as_typed(named("©÷\u031c"), ["©\u031c÷"], "表.pdf")) == ["©\u031c÷"]
    assert names(as_typed(named("éa"), ["eá"], "表.pdf")) == ["éa"]


@pytest.mark.parametrize("typed", ["21 שלום", "1 2 שלום", "שלום 1", "12 甲שלום", "12 שלוס"])
def test_among_letters_from_right_to_left_words_and_numbers_stay_what_they_are(typed):
    read = named("12 םולש")
    assert as_typed(read, [typed], "表.pdf").projects == read.projects
