"""Which spellings of a unit's name are the same unit, and which are another one (D06)."""

from __future__ import annotations

import pytest

from xlperf.rules.name_variants import usual_names

FULL = "上海市松江区人民代表大会常务委员会办公室"


@pytest.mark.parametrize(
    ("variant", "full"),
    [
        ("松江区人民代表大会常务委员会办公室", FULL),
        ("人大常委会办公室", FULL),
        ("松江区人大办", FULL),
        ("区人大办", FULL),
        ("上海市松江区人民代表大会常务委员会办公", FULL),
        (f"{FULL}（本级）", FULL),
        ("区教育局", "上海市松江区教育局"),
        ("松江二中", "上海市松江二中"),
        ("区卫健委", "上海市松江区卫生健康委员会"),
    ],
)
def test_short_form_is_a_variant_of_the_usual_name(variant: str, full: str) -> None:
    assert usual_names("unit", [(0, full), (0, full), (0, variant)])[2] == full


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ("松江区教育局招生办公室", "松江区教育局"),
        ("松江区第一小学", "上海市松江区第一中心小学"),
        ("松江区中山小学", "松江区中山第二小学"),
        ("松江区文化馆", "松江区文化和旅游局"),
        ("松江区妇幼保健院", "松江区中心医院"),
        ("办公室", FULL),
    ],
)
def test_another_unit_keeps_its_own_name(other: str, name: str) -> None:
    assert usual_names("unit", [(0, name), (0, name), (0, other)])[2] == other


def test_only_the_same_filing_counts() -> None:
    assert usual_names("unit", [(0, FULL), (0, FULL), (1, "区人大办")])[2] == "区人大办"


def test_any_other_department_is_a_variant() -> None:
    assert usual_names("department", [(0, "甲局"), (0, "甲局"), (0, "乙局")])[2] == "甲局"
