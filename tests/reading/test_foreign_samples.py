"""Files of other places: each value is what a person reads, or the file is left with the reason."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.text.told import expected, told
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.reading.read_filing import read_filing

FOLDER = Path(__file__).parents[1] / "data" / "forms"
SAMPLES = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))


def without_space(values):
    return {
        name: ["".join(row.split()) for row in value] if name == "rows" else value
        for name, value in values.items()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_right_or_the_file_is_left_with_the_reason(name):
    truth = dict(SAMPLES[name])
    if "refused" in truth:
        with pytest.raises(XlperfError, match=truth["refused"]):
            read_filing(FOLDER / name)
        return
    found = told(read_filing(FOLDER / name))
    for field, value in truth.pop("may", {}).items():
        if field in found:
            got = found.pop(field)
            assert got == (Decimal(value) if field in AMOUNTS else value)
    assert without_space(found) == without_space(expected(truth))


def test_every_file_has_its_truth():
    assert {path.name for path in FOLDER.iterdir()} - {"expected.toml"} == set(SAMPLES)
