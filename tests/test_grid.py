"""Grids: where their cells stand."""

import pickle

import pytest

from xlperf.filing.model import Address
from xlperf.grid import Grid

CELLS = {"name": (4, 1), "total": (10, 27)}
PLACES = {"name": Address("表", "B5"), "total": Address("表", "AB11")}


def test_addresses_of_a_worksheet_are_those_of_its_cells() -> None:
    at = Grid("表", []).addresses(CELLS)
    assert at == PLACES
    assert (at["name"], at.get("other"), "total" in at, "other" in at) == (
        ("表", "B5"), None, True, False
    )  # fmt: skip
    assert list(at.items()) == list(PLACES.items())
    assert {**at, "name": Address("", "第1行")}["total"] == PLACES["total"]
    assert repr(at) == repr(PLACES)
    with pytest.raises(KeyError):
        at["other"]


def test_addresses_go_from_process_to_process() -> None:
    assert pickle.loads(pickle.dumps(Grid("表", []).addresses(CELLS))) == PLACES


def test_addresses_of_a_document_are_its_own() -> None:
    grid = Grid("文", [], locate=lambda row, column: Address("文", f"第{row}行"))
    assert grid.addresses({"name": (4, 1)}) == {"name": Address("文", "第4行")}
