"""Every way of writing, through the command line, with the write going wrong at its main points."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile, ZipInfo

import pypdfium2
import pytest

from tests.drawing import draw_filing
from tests.output.faults import Fault, Kind, faulty
from tests.safety.child import command
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output.backups import FOLDER
from xlperf.reading.read_filing import read_filing

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="files told by /proc"),
    pytest.mark.usefixtures("in_process", "small_library", "drawn_once"),
]

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
EXAMPLE = "one.xlsx"
OLD = b"the file that was there before"
TABLES = tuple(f"out-{name}.parquet" for name in ("books", "projects", "indicators", "findings"))
COMMANDS = {
    "import": (("import", str(SEED), "-o", "out.xlsx"), ("out.xlsx",)),
    "form": (("form", EXAMPLE, "-o", "out.xlsx"), ("out.xlsx",)),
    "form, PDF": (("form", EXAMPLE, "-o", "out.pdf"), ("out.pdf",)),
    "publish": (("publish", EXAMPLE, "-o", "out.docx", "--pdf"), ("out.docx", "out.pdf")),
    "rebuild in place": (("rebuild", "book.xlsx", "--in-place"), ("book.xlsx",)),
    "library": (("library", EXAMPLE, "-o", "out.tsv"), ("out.tsv",)),
    "add-in": (("addin", "build", "-o", "out.xlam"), ("out.xlam",)),
    "gather": (
        ("gather", EXAMPLE, "-o", "out.xlsx", "--data", "out.parquet", "--jobs", "1"),
        ("out.xlsx", *TABLES),
    ),
}


class Point(NamedTuple):
    """A fault, the exit code, how many files are written all the same, and words of the message."""

    fault: Fault
    code: int
    done: Callable[[int], int]
    said: str


def none(_: int) -> int:
    return 0


def first(_: int) -> int:
    return 1


def every(count: int) -> int:
    return count


POINTS = {
    "no links": Point(Fault(Kind(errno.EPERM), "link"), 0, every, "原有的文件没有丢失，留作"),
    "no folder synced": Point(Fault(Kind(errno.EINVAL), "fsync folder"), 0, every, "留作"),
    "no file synced": Point(Fault(Kind(errno.EIO), "fsync"), 2, none, "原文件没有改动"),
    "full": Point(Fault(Kind(errno.ENOSPC), "mkdir"), 2, none, "磁盘空间不足，没有写入"),
    "no folder": Point(Fault(Kind(errno.EACCES), "mkdir"), 2, none, "没有写入，因为原文件不能备份"),
    "not replaced": Point(Fault(Kind(errno.EACCES), "replace"), 2, none, "没有写入权限"),
    "interrupted before": Point(Fault(Kind(None), "replace"), 2, none, "没有写出任何文件"),
    "interrupted after": Point(Fault(Kind(None, True), "replace"), 2, first, "已中断。已写出"),
    "interrupted at the backup": Point(
        Fault(Kind(None), "fsync folder"), 2, none, "没有写出任何文件"
    ),
}


@cache
def before() -> dict[str, bytes]:
    """What is in the folder at first; one workbook in other bytes than a rebuilt one has."""
    filing, drawn, book = read_filing(SEED), BytesIO(), BytesIO()
    one = replace(filing, projects=filing.projects[:1], statement=None)
    draw_filing(one, load_edition(filing.edition), (), drawn)
    with ZipFile(drawn) as old, ZipFile(book, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name))
    outs = {out for _, outs in COMMANDS.values() for out in outs}
    return {**dict.fromkeys(outs, OLD), EXAMPLE: drawn.getvalue(), "book.xlsx": book.getvalue()}


def run(folder: Path, name: str, *faults: Fault) -> dict[str, Any]:
    folder.mkdir()
    for file, content in before().items():
        (folder / file).write_bytes(content)
    with chdir(folder), faulty(folder, *faults):
        return command(*COMMANDS[name][0])


@pytest.fixture(scope="module")
def blank() -> bytes:
    """A PDF of blank pages, each of which counts as a form."""
    document, made = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(20):
        document.new_page(595, 842)
    document.save(made)
    return made.getvalue()


@pytest.fixture(autouse=True)
def pdf(monkeypatch: pytest.MonkeyPatch, blank: bytes) -> None:
    """How a PDF is made is not what goes wrong here, and takes seconds."""
    monkeypatch.setattr("xlperf.output.documents.pdf.to_pdf", lambda content, *_, **__: blank)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, bytes]]]:
    """What each command writes where nothing goes wrong."""
    known: dict[str, dict[str, bytes]] = {}

    class Drawn(dict):  # type: ignore[type-arg]  # drawn as asked
        def __missing__(self, name: str) -> dict[str, bytes]:
            folder = tmp_path_factory.mktemp("clean") / "in"
            done = run(folder, name)
            assert done["code"] == 0, done["err"]
            self[name] = {out: (folder / out).read_bytes() for out in COMMANDS[name][1]}
            return self[name]

    yield Drawn(known)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_became_of_its_files(
    name: str, point: str, tmp_path: Path, drawn: dict[str, dict[str, bytes]]
) -> None:
    fault, code, count, said = POINTS[point]
    new, old, folder = drawn[name], before(), tmp_path / "in"
    done = run(folder, name, fault)
    assert (done["code"], done["err"].count("Traceback")) == (code, 0), done["err"]
    assert said in done["err"]
    written = [out for out in new if (folder / out).read_bytes() == new[out]]
    assert len(written) == count(len(new))
    assert [out for out in new if (folder / out).read_bytes() == old[out]] == [
        out for out in new if out not in written
    ]
    backups = {path.name: path.read_bytes() for path in folder.glob(f"{FOLDER}/*")}
    assert sorted(backups.values()) == sorted(old[out] for out in written)
    assert all(backup in done["err"] for backup in backups)
    assert (folder / FOLDER).is_dir() == bool(backups)
    assert not list(folder.glob(".xlperf-*"))
    if code == 2:
        for out in new:
            assert (f"已写出 {out}" in done["err"]) == (out in written)


def test_what_was_written_before_a_failure_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise XlperfError("LibreOffice：本机没有找到。")

    monkeypatch.setattr("xlperf.output.documents.pdf.to_pdf", missing)
    done = run(tmp_path / "in", "publish")
    (backup,) = (tmp_path / "in").glob(f"{FOLDER}/*")
    assert done["code"] == 2
    assert done["err"].endswith(
        f"LibreOffice：本机没有找到。已写出 out.docx（原文件留作“{FOLDER}/{backup.name}”）。\n"
    )
