from __future__ import annotations

from xlperf.filing.target import read_target
from xlperf.rules.value_in_name import value_in_name


def test_a_long_run_of_digits_and_commas_in_a_name_holds_no_value():
    assert value_in_name("2," * 15_000, read_target("≥3次")) is None
    assert value_in_name("2," * 3_000 + "培训5次", read_target("≥3次")) == "5次"
