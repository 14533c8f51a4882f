"""Odd, broken and hostile workbooks, collected by Apache POI and calamine: what becomes of each.

The outcomes are data, so that a change for the better is seen as well as one for the worse.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

pytest.importorskip("resource", reason="limits on a process as Linux and macOS have them")

from tests.sizes import sizes
from tests.sources.xlsx.confined import MEMORY, outcomes
from tests.sources.xlsx.measured import run

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"
EXPECTED = ROOT / "tests" / "data" / "corpus-outcomes.toml"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of workbooks (../shared/corpus) is not here"
)


@pytest.mark.parametrize("step", sizes(48, 1))
@pytest.mark.parametrize("work", ["read_everything", "run_every_command"])
def test_every_workbook_is_read_or_refused_as_before(work: str, step: int) -> None:
    paths, refused = some(step)
    before = contents(paths)
    ends = {
        name_of(Path(outcome.path)): (outcome.end, outcome.said)
        for outcome in outcomes(f"tests.sources.xlsx.every_command:{work}", paths)
    }
    assert len(ends) == len(paths)
    assert not {
        path: outcome for path, outcome in ends.items() if outcome[0] != refused.get(path, "read")
    }
    assert before == contents(paths)


@pytest.mark.parametrize("step", sizes(48, 1))
def test_all_of_them_gathered_are_read_or_listed_as_refused(step: int, tmp_path: Path) -> None:
    """In worker processes, each workbook within its time; nothing but the outputs is written."""
    before = contents(CORPUS.rglob("*"))
    home, folder = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    folder.mkdir()
    own = {"HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(ROOT)}
    paths, refused = some(step)
    books = [str(CORPUS)] if step == 1 else list(map(str, paths))
    command = [sys.executable, "-m", "xlperf", "gather", *books, "-o", "all.xlsx"]
    command += ["--data", "all.parquet"]
    ran = run(command, folder, {**os.environ, **own})
    # No workbook of the corpus is a filing: none is in the sums, and that is an error.
    assert ran.code == 1, ran.said[-2000:]
    assert ran.memory < MEMORY
    read = pl.read_parquet(folder / "all-books.parquet")
    assert len(read) == len(paths)
    sentences = tomllib.loads((files("xlperf.sources") / "refusals.toml").read_text("utf-8"))
    for book, problem in read.select("book", "problem").iter_rows():
        code = refused.get(book)
        known = sentences.get(f"{code}_workbook") or sentences.get(code)
        sentence = known or "{file}：工作簿中没有项目表。{more}"
        pattern = re.sub(r"\\{\w+\\}", ".*", re.escape(sentence.replace("{file}", book)))
        assert re.fullmatch(pattern, problem), (book, problem)
    tables = {f"all-{name}.parquet" for name in ("books", "projects", "indicators", "findings")}
    assert {path.name for path in folder.iterdir()} == {"all.xlsx", *tables}
    assert list(home.iterdir()) == []
    assert before == contents(CORPUS.rglob("*"))


def some(step: int) -> tuple[list[Path], dict[str, str]]:
    """All workbooks that are refused and every so manieth that is read; why they are refused."""
    count, refused = expected()
    paths = sorted(CORPUS.rglob("*.xls?"))
    assert len(paths) == count
    read = [path for path in paths if name_of(path) not in refused]
    return [*(CORPUS / name for name in refused), *read[::step]], refused


def name_of(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def contents(paths: Iterable[Path]) -> dict[Path, tuple[int, str]]:
    """What must stay as it was: when each file was last written, and what it holds."""
    return {
        path: (path.stat().st_mtime_ns, sha256(path.read_bytes()).hexdigest())
        for path in paths
        if path.is_file()
    }


def expected() -> tuple[int, dict[str, str]]:
    """How many workbooks there are, and the code of the sentence for those that are refused."""
    data = tomllib.loads(EXPECTED.read_text("utf-8"))
    return data["files"], {
        path: code for code, listed in data["refused"].items() for path in listed
    }
