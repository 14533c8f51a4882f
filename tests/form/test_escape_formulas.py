"""Texts as plain columns."""

import pytest

from tests.safety.hostile import NOWHERE, TEXTS
from xlperf.form.escape_formulas import from_column, to_column


@pytest.mark.parametrize("text", [*TEXTS.values(), *NOWHERE.values(), "", "'", "''a"])
def test_every_text_comes_back(text: str) -> None:
    assert from_column(to_column(text)) == text


@pytest.mark.parametrize(
    "text", ["=1", "＝1", "+1", "-1", "@a", '"=1"', " =1", "\u200b=1", "\x01=1"]
)
def test_what_a_spreadsheet_could_work_out_begins_with_an_apostrophe(text: str) -> None:
    assert to_column(text) == f"'{text}"


@pytest.mark.parametrize("text", ["≥1次", ">=1次", "100%", "会议", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert to_column(text) == text
