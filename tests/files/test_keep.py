"""What people have worked on is never replaced unseen; what the program made is, over and over."""

import shutil
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest

from tests.libreoffice import soffice
from xlperf.errors import XlperfError
from xlperf.files.write import write_bytes

DATA = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
EXAMPLE = Path(__file__).parents[2] / "workbooks" / "example-songjiang-2022.xlsx"
COMMANDS = {
    "import": ("import", DATA, "--edition", "shanghai-2023", "-o", "出.xlsx"),
    "rebuild": ("rebuild", "填.xlsx", "--edition", "shanghai-2023", "-o", "出.xlsx"),
    "form": ("form", "填.xlsx", "-o", "出.xlsx"),
    "report": ("check", "填.xlsx", "--report", "出.xlsx"),
    "export": ("export", "填.xlsx", "--to", "integrated", "-o", "出.xlsx"),
    "library": ("library", "填.xlsx", "-o", "出.xlsx"),
    "compare": ("compare", "填.xlsx", "填.xlsx", "-o", "出.xlsx"),
    "gather": ("gather", "填.xlsx", "-o", "出.xlsx"),
    "publish": ("publish", "填.xlsx", "-o", "出.docx"),
    "handbook": ("handbook", "出.docx"),
}
AGAIN = [name for name in COMMANDS if name not in ("import", "rebuild")]


def run(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "xlperf", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stderr


def names(folder):
    return {path.name for path in folder.iterdir() if path.is_file()}


def document(path):
    made = docx.Document()
    made.add_paragraph("本单位手工填写的表")
    made.save(path)


def touched(path):
    """The workbook as another program saves it after a change."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "改过"
    book.save(path)


@pytest.mark.parametrize("name", COMMANDS)
def test_filing_or_another_persons_file_in_an_outputs_place_is_kept_and_named(name, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    out = tmp_path / COMMANDS[name][-1]
    shutil.copy(EXAMPLE, out) if out.suffix == ".xlsx" else document(out)
    old = out.read_bytes()
    said = run(tmp_path, *COMMANDS[name])
    backup = out.with_name(f"出（备份）{out.suffix}")
    assert backup.read_bytes() == old
    assert out.read_bytes() != old
    assert f"{out.name}：原有的同名文件没有丢失，留作“{backup.name}”。" in said


@pytest.mark.parametrize("name", AGAIN)
def test_command_that_runs_again_replaces_its_own_output(name, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    run(tmp_path, *COMMANDS[name])
    before = names(tmp_path)
    run(tmp_path, "rebuild", "填.xlsx", "--edition", "shanghai-2023", "-o", "新.xlsx")
    again = [("新.xlsx" if word == "填.xlsx" else word) for word in COMMANDS[name]]
    said = run(tmp_path, *again, *(["--override"] if name == "form" else []))
    assert names(tmp_path) == before | {"新.xlsx"}
    assert "留作" not in said


@pytest.mark.parametrize("name", ["form", "report"])
def test_output_that_was_changed_since_is_kept(name, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    run(tmp_path, *COMMANDS[name])
    touched(tmp_path / "出.xlsx")
    old = (tmp_path / "出.xlsx").read_bytes()
    run(tmp_path, *COMMANDS[name])
    assert (tmp_path / "出（备份）.xlsx").read_bytes() == old


def test_import_that_gives_the_same_workbook_again_keeps_no_copy(tmp_path):
    for _ in range(2):
        run(tmp_path, "import", DATA, "-o", "出.xlsx")
    assert names(tmp_path) == {"出.xlsx"}


def test_every_filing_that_was_replaced_is_still_there(tmp_path):
    run(tmp_path, "import", DATA, "-o", "出.xlsx")
    first = (tmp_path / "出.xlsx").read_bytes()
    run(tmp_path, *COMMANDS["import"])
    second = (tmp_path / "出.xlsx").read_bytes()
    run(tmp_path, "import", DATA, "-o", "出.xlsx")
    assert (tmp_path / "出（备份）.xlsx").read_bytes() == first
    assert (tmp_path / "出（备份2）.xlsx").read_bytes() == second


def test_pdf_of_ours_is_replaced_and_another_is_kept(tmp_path):
    soffice()
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    words = ("form", "填.xlsx", "-p", "代表工作", "-o", "出.pdf")
    for _ in range(2):
        run(tmp_path, *words)
    assert names(tmp_path) == {"填.xlsx", "出.pdf"}
    ours = (tmp_path / "出.pdf").read_bytes()
    other = ours.replace(b"(D:20000101000000", b"(D:20260301101112")
    noted = ours + b"9 0 obj<</Type/Annot>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
    # A program that writes a PDF anew need not note any hour.
    anew = ours.replace(b"/Producer", b"/Produced")
    for number, changed in enumerate((other, noted, anew)):
        (tmp_path / "出.pdf").write_bytes(changed)
        run(tmp_path, *words)
        backup = f"出（备份{number + 1 if number else ''}）.pdf"
        assert (tmp_path / backup).read_bytes() == changed


def test_document_of_ours_that_a_program_changed_is_kept(tmp_path):
    """python-docx leaves the hour of the last change as it was."""
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    run(tmp_path, *COMMANDS["publish"])
    changed = docx.Document(tmp_path / "出.docx")
    changed.add_paragraph("补充一段")
    changed.save(tmp_path / "出.docx")
    old = (tmp_path / "出.docx").read_bytes()
    run(tmp_path, *COMMANDS["publish"])
    assert (tmp_path / "出（备份）.docx").read_bytes() == old


def test_tables_of_ours_are_replaced_and_others_are_kept(tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    words = (*COMMANDS["gather"], "--data", "表.parquet")
    for _ in range(2):
        run(tmp_path, *words)
    assert not [name for name in names(tmp_path) if "备份" in name]
    other = tmp_path / "表-projects.parquet"
    pl.DataFrame({"annual_total": [1]}).write_parquet(other)
    old = other.read_bytes()
    run(tmp_path, *words)
    assert (tmp_path / "表-projects（备份）.parquet").read_bytes() == old
    assert [name for name in names(tmp_path) if "备份" in name] == ["表-projects（备份）.parquet"]


@pytest.mark.parametrize(
    ("content", "is_kept"),
    [
        (EXAMPLE.read_bytes()[:-100], True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 with a password", True),
        (b"PK\x03\x04", True),
        (b"%PDF-1.7 scan", True),
        (b"a text", False),
        (b"", False),
    ],
)
def test_what_nobody_can_look_into_is_kept(content, is_kept, tmp_path):
    out = tmp_path / "出.xlsx"
    out.write_bytes(content)
    write_bytes(out, b"new")
    assert out.read_bytes() == b"new"
    assert (tmp_path / "出（备份）.xlsx").exists() is is_kept


def test_write_that_fails_leaves_the_filing_and_no_backup(tmp_path, monkeypatch):
    out = Path(shutil.copy(EXAMPLE, tmp_path / "出.xlsx"))

    def fail(self, target):
        raise PermissionError(13, "open elsewhere")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(XlperfError):
        write_bytes(out, b"new")
    assert names(tmp_path) == {"出.xlsx"}
    assert out.read_bytes() == EXAMPLE.read_bytes()
