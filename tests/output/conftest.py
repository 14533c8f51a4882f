"""Workbooks that the tests of output write anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.drawing import FEW
from tests.workbooks import EXAMPLE
from xlperf.layouts.placed_filing import placed_filing
from xlperf.output.save import save_filing
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
