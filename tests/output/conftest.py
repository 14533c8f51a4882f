"""Workbooks that the tests of output write anew."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.drawing import FEW
from tests.workbooks import EXAMPLE
from xlperf.layouts.placed_filing import placed_filing
from xlperf.output import rebuild, save_with_findings
from xlperf.output.save import save_filing
from xlperf.output.save_with_findings import Checked, checked_bytes
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example's first two projects with their findings: quicker to rebuild."""
    filing = read_filing(EXAMPLE)
    filing = placed_filing(replace(filing, projects=filing.projects[:2], statement=None))
    findings = check_filings([filing])[0]
    assert findings
    path = tmp_path_factory.mktemp("two") / "two.xlsx"
    save_filing(filing, findings, path, (), FEW)
    return path


_drawn: dict[bytes, Checked] = {}


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filing that a command has checked and drawn before comes out as it was then."""

    def known(*asked: Any) -> Checked:
        key = pickle.dumps(asked)
        if key not in _drawn:
            _drawn[key] = checked_bytes(*asked)
        return _drawn[key]

    for module in (rebuild, save_with_findings):
        monkeypatch.setattr(module, "checked_bytes", known)
