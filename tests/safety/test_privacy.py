"""Nothing leaves the machine, and nothing of the machine gets into what is written."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from datetime import datetime
from getpass import getuser
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pdfplumber
import polars as pl
import pytest

from tests.libreoffice import soffice
from tests.safety.children import COMMAND, ROOT, run_all
from tests.safety.packages import ways_out
from tests.workbooks import EXAMPLE, leads_to

SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
ALONE = ["unshare", "--map-root-user", "--net"]


def commands(folder):
    book = folder / "filing.xlsx"
    return [
        ["import", SEED, "-o", book],
        ["check", book, "--report", folder / "report.xlsx"],
        ["check", book, "--json"],
        ["dump", book],
        ["rebuild", book, "-o", folder / "rebuilt.xlsx"],
        ["form", book, "-o", folder / "forms.xlsx"],
        ["publish", book, "-o", folder / "published.docx"],
        ["compare", book, book, "-o", folder / "compared.xlsx"],
        ["export", book, "--to", "integrated", "-o", folder / "exported.xlsx"],
        ["library", book, "-o", folder / "library.xlsx"],
        ["handbook", folder / "handbook.docx"],
        ["new", folder / "blank.xlsx", "--year", "2022"],
        ["rules"],
        ["rules", "C12"],
        ["editions"],
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zhang-san")
    jobs = [list(map(str, job)) for job in commands(folder)]
    return folder, run_all(COMMAND, jobs, folder, workers=1)


def test_no_command_opens_a_socket_starts_a_program_or_writes_elsewhere(made):
    _, answers = made
    assert [(answer.faults, answer.result["code"]) for answer in answers] == [([], 0)] * len(
        answers
    )


def test_commands_work_where_there_is_no_network_at_all(tmp_path):
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], check=False).returncode:
        pytest.skip("this machine lets no process be without a network")
    book, out = tmp_path / "filing.xlsx", tmp_path / "gathered.xlsx"
    for job in (["import", SEED, "-o", book], ["gather", book, "-o", out], ["check", book]):
        done = subprocess.run(
            [*ALONE, sys.executable, "-m", "xlperf", *map(str, job)],
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert out.is_file()


def test_written_files_name_no_user_no_path_and_no_hour(made):
    folder, _ = made
    written = sorted(path for path in folder.iterdir() if path.is_file())
    assert len(written) >= 6
    for path in written:
        assert ways_out(path) == []
        with ZipFile(path) as package:
            parts = {
                name: package.read(name).decode("utf-8", "replace") for name in package.namelist()
            }
            # The least that a zip can say, or a constant of a library's.
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = "\n".join(parts.values())
        for private in (str(folder), folder.name, str(ROOT), str(Path.home()), "/tmp/", "C:\\"):
            assert private not in whole
        properties = parts.get("docProps/core.xml", "")
        for field in ("creator", "lastModifiedBy"):
            for said in re.findall(f"<[^>]*{field}[^>]*>([^<]*)<", properties):
                assert said in ("", "python-docx")
        user = getuser()
        assert f">{user}<" not in whole
        now = datetime.now()
        assert not re.search(f"{now:%Y-%m-%d}T", whole)


def test_the_same_command_writes_the_same_bytes_again(made, tmp_path):
    folder, _ = made
    again = [list(map(str, job)) for job in commands(tmp_path)]
    run_all(COMMAND, again, tmp_path, workers=1)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_no_log_and_no_temporary_file_is_left(made):
    folder, _ = made
    assert {path.suffix for path in folder.iterdir()} == {".xlsx", ".docx"}


USER, MACHINE = "zhang-san-of-finance", "DESKTOP-OF-ZHANG"


def private(home):
    return (str(home), USER, MACHINE, str(ROOT), socket.gethostname() * 2)


def run_as_zhang(home, *job, cwd=None):
    own = {"HOME": home, "USERPROFILE": home, "USER": USER, "USERNAME": USER, "LOGNAME": USER}
    own |= {"HOSTNAME": MACHINE, "COMPUTERNAME": MACHINE, "PYTHONPATH": ROOT}
    done = subprocess.run(
        [sys.executable, "-m", "xlperf", *map(str, job)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd or home,
        env={**os.environ, **{name: str(value) for name, value in own.items()}},
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """A user's own folder, a shared one, and in it what was gathered from both."""
    top = tmp_path_factory.mktemp("disk")
    home, shared = top / USER, top / "shared"
    for folder in (home / "in" / "unit", shared / "in"):
        folder.mkdir(parents=True)
    for copy in (home / "in" / "unit" / "one.xlsx", shared / "in" / "two.xlsx"):
        shutil.copy(EXAMPLE, copy)
    (home / "in" / "no\x01book.xlsx").write_bytes(b"PK\x03\x04 no more than that")
    elsewhere = home / "elsewhere.xlsx"
    shutil.copy(shared / "in" / "two.xlsx", elsewhere)
    (shared / "in" / "link.xlsx").symlink_to(elsewhere)
    out = ["-o", "all.xlsx", "--data", "all.parquet", "--resume"]
    run_as_zhang(home, "gather", home / "in", shared / "in", *out, cwd=shared)
    books = [home / "in" / "unit" / "one.xlsx", shared / "in" / "two.xlsx"]
    run_as_zhang(home, "check", *books, "--report", "report.xlsx", cwd=shared)
    return home, shared


def said_in(path):
    """Everything that a written file holds, as text, also what it holds compressed."""
    data = path.read_bytes()
    texts = [data.decode("utf-8", "replace")]
    if path.suffix == ".parquet":
        texts.append(str(pl.read_parquet(path).rows()))
        texts.append(str(pl.read_parquet_metadata(path)))
    elif path.suffix in (".xlsx", ".docx", ".xlsm"):
        with ZipFile(path) as package:
            texts += [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return "\n".join(texts)


def test_what_was_gathered_tells_nothing_of_the_machine(gathered):
    home, shared = gathered
    written = [path for path in shared.rglob("*") if path.is_file() and path.parent.name != "in"]
    assert len(written) == 6, "the workbook, the report and four tables"
    for path in written:
        whole = said_in(path)
        for word in private(home):
            assert word not in whole, path.name


def test_workbooks_from_all_over_a_machine_are_told_apart_by_the_ends_of_their_paths(gathered):
    _, shared = gathered
    names = set(pl.read_parquet(shared / "all-books.parquet")["book"])
    assert names == {"one.xlsx", "two.xlsx", "link.xlsx", "no\x01book.xlsx"}


def test_links_lead_only_where_they_tell_nothing_of_the_machine(gathered):
    _, shared = gathered
    for name in ("all.xlsx", "report.xlsx"):
        book = openpyxl.load_workbook(shared / name)
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        links = {led[0] for cell in cells if (led := leads_to(cell))}
        assert links <= {"in/two.xlsx"}, name
        assert ways_out(shared / name) == []
    assert links


def test_pdf_tells_nothing_of_the_machine(tmp_path):
    soffice()
    home = tmp_path / USER
    home.mkdir()
    run_as_zhang(home, "form", EXAMPLE, "-p", "代表工作", "-o", "one.pdf")
    with pdfplumber.open(home / "one.pdf") as pdf:
        told = f"{pdf.metadata} {(home / 'one.pdf').read_bytes().decode('latin-1')}"
    for word in private(home):
        assert word not in told
