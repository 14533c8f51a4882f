from collections.abc import Callable
from dataclasses import replace

import pytest

from xlperf.errors import XlperfError
from xlperf.sources import open_file
from xlperf.sources.limits import LIMITS
from xlperf.sources.word import read_document
from xlperf.sources.xlsx import check_parts, zip_directory


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set limits lower, so that a test can stand on both sides of one with a small file."""

    def limit(**limits: int) -> None:
        for module in (check_parts, open_file, read_document, zip_directory):
            monkeypatch.setattr(module, "LIMITS", replace(LIMITS, **limits))

    return limit


def code_of(error: pytest.ExceptionInfo[XlperfError]) -> str:
    return error.value.code
