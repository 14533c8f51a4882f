"""The editions as data: what each changes, and how a form tells its own."""

import pytest

from xlperf.form.detect_edition import edition_for, edition_of
from xlperf.form.edition import dated_ids, edition_ids, load_edition
from xlperf.form.labels import SIDE_LABELS, labels, normal

BASIC = ["项目名称", "项目类别", "项目总目标"]


def test_each_edition_extends_the_one_before():
    assert dated_ids() == ("shanghai-2022", "shanghai-2023", "shanghai-2026")
    titles = [load_edition(edition).label("title") for edition in dated_ids()]
    assert titles == [
        "财政项目支出绩效目标填报表", "财政项目支出绩效目标填报表", "财政项目支出绩效目标申报表",
    ]  # fmt: skip


def test_cost_is_absent_then_second_level_then_first_level():
    taxonomies = [load_edition(edition).taxonomy for edition in dated_ids()]
    assert ["成本指标" in taxonomy["产出指标"] for taxonomy in taxonomies] == [False, True, False]
    assert ["成本指标" in taxonomy for taxonomy in taxonomies] == [False, False, True]


def test_every_form_fills_its_grid_and_prints_every_required_field():
    for edition in map(load_edition, edition_ids()):
        printed = [
            cell["value"]
            for row in edition.form["rows"]
            for cell in row["cells"]
            if "value" in cell
        ]
        assert set(edition.required) <= set(printed)
        third = edition.form["rows"][2]
        columns = [n for c in third["cells"] for n in range(c["columns"][0], c["columns"][1] + 1)]
        assert columns == list(range(1, len(edition.form["edges"])))
        assert third["height"] == 25
        table = [edition.form["table"]["side"], *edition.form["table"]["columns"]]
        spans = [n for c in table for n in range(c["columns"][0], c["columns"][1] + 1)]
        assert spans == columns


def test_year_tells_none_but_the_dated_editions():
    assert set(dated_ids()) < set(edition_ids())
    assert all(edition_for(year).id in dated_ids() for year in (2019, 2023, 2026, None))


@pytest.mark.parametrize(
    ("labels", "year", "edition"),
    [
        ([*BASIC, "年度总目标", "年度指标值", "财政项目支出绩效目标填报表"], 2023, "shanghai-2022"),
        (
            [*BASIC, "项目性质", "年度总体目标", "年度(/项目)指标值", "财政项目支出绩效目标填报表"],
            2022,
            "shanghai-2023",
        ),
        (
            [*BASIC, "项目性质", "年度总体目标", "财政项目支出绩效目标申报表"],
            2024,
            "shanghai-2026",
        ),
        ([*BASIC, "项目性质", "年度总体目标"], 2024, "shanghai-2023"),
        ([*BASIC, "项目性质", "年度总体目标"], 2026, "shanghai-2026"),
    ],
)
def test_labels_tell_the_edition_and_the_year_decides_between_equals(labels, year, edition):
    assert edition_of(labels, year).id == edition


def test_labels_of_other_editions_announce_nothing_else_on_a_dated_form():
    dated: dict[str, set[str]] = {}
    for edition in map(load_edition, dated_ids()):
        for field, spellings in edition.labels.items():
            for spelling in map(normal, spellings):
                dated.setdefault(spelling, set()).add(field)
    assert {text: set(labels().fields[text]) for text in dated} == dated


def test_a_side_label_holds_no_digit_that_a_value_might_be_part_of():
    sides = [text for text, fields in labels().fields.items() if fields[0] in SIDE_LABELS]
    assert not [text for text in sides if any(map(str.isdigit, text))]
