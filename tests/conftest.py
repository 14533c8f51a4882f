"""Fixtures that several packages' tests share."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests import drawing
from tests.gather.in_process import InProcess
from tests.libreoffice import close, convert, running
from xlperf.gather import run
from xlperf.output.documents import pdf

NOBODY = 65534


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("libreoffice", "excel"),
        default="libreoffice",
        help="the spreadsheet application that the tests of xlperf.excel_addin drive",
    )


def pytest_configure() -> None:
    # A shell that runs the tests in the background has them, and all they start, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    # What is loaded by now stays; looked through again and again it takes a twentieth of the run.
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    close()


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of the session's own: no test reads or fills that of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLPERF_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def office() -> Any:
    """The LibreOffice that all tests of this process share."""
    return running()


Counted = Callable[[str, Any, str], Counter[str]]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts the calls of a module's function under a name; gives the counts of all so counted."""
    calls: Counter[str] = Counter()

    def count(name: str, module: Any, function: str) -> Counter[str]:
        work = getattr(module, function)

        def counting(*arguments: Any, **options: Any) -> Any:
            calls[name] += 1
            return work(*arguments, **options)

        monkeypatch.setattr(module, function, counting)
        return calls

    return count


@pytest.fixture
def printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program prints goes through the LibreOffice that runs already."""

    def printed(source: Path) -> Path:
        return convert([source], "pdf", source.parent)[0]

    monkeypatch.setattr(pdf, "printed", printed)


@pytest.fixture(scope="module")
def small_library() -> Iterator[None]:
    """Commands draw workbooks with a small library, for tests to which it is not the point."""
    with drawing.small_library():
        yield


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are gathered in this process, for tests to which no process is the point."""
    monkeypatch.setattr(run, "reading_workers", InProcess)


@pytest.fixture(scope="session")
def application(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The xlwings App under test: LibreOffice behind our engine, or a real Excel."""
    import xlwings as xw

    if pytestconfig.getoption("--engine") == "excel":
        with xw.App(visible=False, add_book=False) as app:
            yield app
        return
    from tests.engine.app import Engine

    engine = xw.Engine(impl=Engine(request.getfixturevalue("office")))
    xw.engines.add(engine)
    engine.activate()
    yield engine.apps.active


@pytest.fixture
def app(application: Any) -> Iterator[Any]:
    """The application without any book open, before and after."""
    yield application
    for book in list(application.books):
        book.close()


@pytest.fixture
def only_libreoffice(pytestconfig: pytest.Config) -> None:
    """For tests of what only our engine has: recorded alerts, counted calls, its VBA."""
    if pytestconfig.getoption("--engine") != "libreoffice":
        pytest.skip("this test looks inside the LibreOffice engine")


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
