import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from xlperf.errors import XlperfError
from xlperf.files import contents, door, package
from xlperf.files.limits import LIMITS

NOBODY = 65534


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set limits lower, so that a test can stand on both sides of one with a small file."""

    def limit(**limits: int) -> None:
        for module in (contents, door, package):
            monkeypatch.setattr(module, "LIMITS", replace(LIMITS, **limits))

    return limit


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter; pytest's own is closed to them."""
    folder = Path(mkdtemp(prefix="xlperf-test-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Root may read and write everything: become nobody for a moment."""

    @contextmanager
    def nobody() -> Iterator[None]:
        if os.geteuid():
            yield
            return
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return nobody


def code_of(error: pytest.ExceptionInfo[XlperfError]) -> str:
    return error.value.code
