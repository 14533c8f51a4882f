"""Whatever a command replaces is kept beside it, under its name and the time."""

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.safety.child import command
from tests.workbooks import EXAMPLE
from xlperf.errors import XlperfError
from xlperf.output import backups, record
from xlperf.output.atomic_write import write_bytes
from xlperf.output.backups import FOLDER, KEPT

pytestmark = pytest.mark.usefixtures("in_process", "small_library")
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and links as on Linux")
DATA = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
COMMANDS = {
    "import": ("import", DATA, "--edition", "shanghai-2023", "-o", "出.xlsx"),
    "import, macros": ("import", DATA, "-o", "出.xlsm"),
    "rebuild": ("rebuild", "填.xlsx", "--edition", "shanghai-2023", "-o", "出.xlsx"),
    "form": ("form", "填.xlsx", "-o", "出.xlsx"),
    "report": ("check", "填.xlsx", "--report", "出.xlsx"),
    "export": ("export", "填.xlsx", "--to", "integrated", "-o", "出.xlsx"),
    "library": ("library", "填.xlsx", "-o", "出.xlsx"),
    "library as text": ("library", "填.xlsx", "-o", "出.tsv"),
    "compare": ("compare", "填.xlsx", "填.xlsx", "-o", "出.xlsx"),
    "gather": ("gather", "填.xlsx", "-o", "出.xlsx"),
    "gather, tables": ("gather", "填.xlsx", "--data", "出.parquet", "-o", "出.xlsx"),
    "publish": ("publish", "填.xlsx", "-o", "出.docx"),
    "handbook": ("handbook", "出.docx"),
    "add-in": ("addin", "build", "-o", "出.xlam"),
}
OUTPUTS = {
    name: ("出.xlsx", *(f"出-{table}.parquet" for table in ("books", "projects")))
    if "tables" in name
    else (next(str(word) for word in words if str(word).startswith("出")),)
    for name, words in COMMANDS.items()
}


def run(folder: Path, *words: object) -> str:
    with chdir(folder):
        done = command(*map(str, words))
    assert done["code"] in (0, 1), done["err"]
    return str(done["err"])


def kept(folder: Path) -> dict[str, bytes]:
    found = (path for path in (folder / FOLDER).glob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in found}


def document(path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("本单位手工填写的表")
    made.save(path)


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_replaces_is_kept_and_named_unless_it_is_the_same(
    name: str, tmp_path: Path
) -> None:
    shutil.copy(EXAMPLE, tmp_path / "填.xlsx")
    old = {}
    for output in OUTPUTS[name]:
        out = tmp_path / output
        {".xlsx": lambda to: shutil.copy(EXAMPLE, to), ".docx": document}.get(
            out.suffix, lambda to: to.write_bytes(b"anything")
        )(out)
        old[output] = out.read_bytes()
    said = run(tmp_path, *COMMANDS[name])
    found = kept(tmp_path)
    assert sorted(found.values()) == sorted(old.values())
    for backup, content in found.items():
        stem, suffix = re.fullmatch(r"(.*) \d{4}-\d\d-\d\d \d{6}(\.\w+)", backup).groups()
        assert old[stem + suffix] == content
        assert f"{stem}{suffix}：原有的文件没有丢失，留作“{FOLDER}{os.sep}{backup}”。\n" in said
        assert (tmp_path / f"{stem}{suffix}").read_bytes() != content
    again = run(tmp_path, *COMMANDS[name])
    assert kept(tmp_path) == found
    assert "留作" not in again


def test_every_file_that_was_replaced_is_still_there(tmp_path: Path) -> None:
    seen = []
    for edition in ("shanghai-2022", "shanghai-2023", "shanghai-2022"):
        run(tmp_path, "import", DATA, "--edition", edition, "-o", "出.xlsx")
        seen.append((tmp_path / "出.xlsx").read_bytes())
    assert sorted(kept(tmp_path).values()) == sorted(seen[:2])
    book = openpyxl.load_workbook(tmp_path / "出.xlsx")
    book.worksheets[0]["A1"] = "改过"
    book.save(tmp_path / "出.xlsx")
    changed = (tmp_path / "出.xlsx").read_bytes()
    run(tmp_path, "import", DATA, "-o", "出.xlsx")
    assert changed in kept(tmp_path).values()


def replaced(out: Path, old: bytes = b"old", new: bytes = b"new") -> str:
    """The name of the backup of a file that is written and replaced."""
    out.write_bytes(old)
    before = set(kept(out.parent))
    write_bytes(out, new)
    assert out.read_bytes() == new
    (made,) = set(kept(out.parent)) - before
    assert kept(out.parent)[made] == old
    return made


def test_where_the_second_has_a_backup_already_a_number_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_TIME", "2026-11-29 183512")
    for number in ("", " 2", " 3"):
        name = replaced(tmp_path / "名称.xlsx", old=f"old{number}".encode())
        assert name == f"名称 2026-11-29 183512{number}.xlsx"


def test_the_newest_few_of_each_name_stay_and_nothing_else_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    ours = [f"a 2020-01-{day:02} 120000.xlsx" for day in range(1, 20)]
    ours += [f"a 2020-01-20 120000{number}.xlsx" for number in ("", " 2", " 10")]
    ahead = [f"a 2999-01-{day:02} 120000.xlsx" for day in (1, 2)]
    others = [
        "a 2020-01-01 120000 重要.xlsx", "a 2020-01-01 120000 02.xlsx", "a 2020-01-01.xlsx",
        "a 2020-01-01 120000 1.xlsx", "a 2020-01-01 120000 ２.xlsx",
        "a 2020-01-01 120000.xlsm", "a 2 2020-01-01 120000.xlsx", "b 2020-01-01 120000.xlsx",
        "a 2019-01-01 120000 2020-01-01 120000.xlsx", "a.xlsx", "底稿 a 2020-01-01 120000.xlsx",
    ]  # fmt: skip
    for name in (*ours, *ahead, *others):
        (folder / name).write_bytes(name.encode())
    (folder / "a 2019-01-01 120000.xlsx").mkdir()
    made = replaced(tmp_path / "a.xlsx")
    left = set(ours[len(ours) + len(ahead) + 1 - KEPT :])
    assert set(kept(tmp_path)) == {*left, *ahead, *others, made}
    assert (folder / "a 2019-01-01 120000.xlsx").is_dir()
    assert len(left) + len(ahead) + 1 == KEPT


@POSIX
def test_the_backup_just_made_stays_whatever_the_clock_says(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for day in range(1, 29):
        (folder / f"a 2999-01-{day:02} 120000.xlsx").write_bytes(b"ahead")
    (folder / "a 2000-01-01 000000.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"mine")
    made = replaced(tmp_path / "a.xlsx")
    assert made in kept(tmp_path)
    assert len(kept(tmp_path)) == KEPT + 1
    assert (folder / "a 2000-01-01 000000.xlsx").is_symlink()


def test_backups_that_cannot_be_removed_are_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 1)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "another user's")

    replaced(tmp_path / "a.xlsx")
    monkeypatch.setattr(Path, "unlink", unlink)
    replaced(tmp_path / "a.xlsx", old=b"older")
    assert len(kept(tmp_path)) == 2


@pytest.mark.parametrize(
    "name",
    ["长" * 81 + ".xlsx", "a" * 250, "é" * 122 + ".parquet", "x." + "y" * 240, "a" * 232 + ".xlsx"],
)
def test_a_name_too_long_for_a_time_is_cut_between_two_characters(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 2)
    made = [replaced(tmp_path / name, old=f"old {n}".encode()) for n in range(4)]
    assert len(set(made)) == 4
    for backup in made:
        assert len(os.fsencode(backup)) <= 255
        assert "�" not in backup
        if len(Path(name).suffix) < 20:
            assert Path(backup).suffix == Path(name).suffix
    assert sorted(kept(tmp_path).values()) == [b"old 2", b"old 3"]


def test_long_names_that_begin_alike_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "KEPT", 1)
    for last in "一二":
        replaced(tmp_path / f"{'长' * 80}{last}.xlsx", old=last.encode())
    assert sorted(kept(tmp_path).values()) == sorted([b"\xe4\xb8\x80", b"\xe4\xba\x8c"])


@POSIX
@pytest.mark.skipif(sys.platform == "darwin", reason="names are Unicode there")
def test_a_name_that_is_no_unicode_is_kept_as_it_is(tmp_path: Path) -> None:
    made = replaced(tmp_path / os.fsdecode(b"\xb1\xed.xlsx"))
    assert os.fsencode(made).startswith(b"\xb1\xed 2")


@POSIX
@pytest.mark.parametrize("kind", ["file", "link", "dead link"])
def test_where_something_else_has_the_folders_name_nothing_is_replaced(
    kind: str, tmp_path: Path
) -> None:
    work, elsewhere = tmp_path / "work", tmp_path / "elsewhere"
    work.mkdir()
    if kind == "file":
        (work / FOLDER).write_bytes(b"mine")
    else:
        (work / FOLDER).symlink_to(elsewhere)
    if kind == "link":
        elsewhere.mkdir()
    (work / "a.xlsx").write_bytes(b"old")
    record.begin()
    with pytest.raises(XlperfError) as error:
        write_bytes(work / "a.xlsx", b"new")
    assert error.value.code == "backup_taken"
    assert (work / "a.xlsx").read_bytes() == b"old"
    assert {path.name for path in work.iterdir()} == {"a.xlsx", FOLDER}
    assert not elsewhere.exists() or not list(elsewhere.iterdir())
    assert record.written() == ""


@POSIX
def test_where_the_folder_is_closed_to_the_user_nothing_is_replaced(
    open_folder: Path, unprivileged: Callable
) -> None:
    out = open_folder / "a.xlsx"
    out.write_bytes(b"old")
    out.chmod(0o666)
    (open_folder / FOLDER).mkdir(mode=0o755)
    with unprivileged(), pytest.raises(XlperfError) as error:
        write_bytes(out, b"new")
    assert error.value.code == "backup"
    assert FOLDER in str(error.value)
    assert out.read_bytes() == b"old"
    assert [path.name for path in open_folder.iterdir()] == ["a.xlsx"]


@POSIX
def test_another_users_file_is_kept_as_a_copy_and_the_folder_is_open_to_both(
    open_folder: Path, unprivileged: Callable
) -> None:
    out = open_folder / "a.xlsx"
    out.write_bytes(b"old")
    out.chmod(0o666)
    os.utime(out, (1, 2))
    with unprivileged():
        write_bytes(out, b"new")
    assert kept(open_folder).popitem()[1] == b"old"
    (backup,) = (open_folder / FOLDER).iterdir()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o666
    assert backup.stat().st_mtime == 2
    assert stat.S_IMODE((open_folder / FOLDER).stat().st_mode) == 0o777


@POSIX
def test_through_a_link_the_backup_lies_beside_the_file_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.xlsx", tmp_path / "b.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_bytes(link, b"new")
    (made,) = kept(real.parent)
    assert f"{link}：" in caplog.text
    assert f"“{real.parent / FOLDER / made}”" in caplog.text
    assert {path.name for path in tmp_path.iterdir()} == {"real", "b.xlsx"}


def test_an_empty_file_that_is_replaced_is_kept_as_well(tmp_path: Path) -> None:
    replaced(tmp_path / "a.xlsx", old=b"")


def test_the_number_of_backups_is_data_with_a_reason() -> None:
    data = backups._DATA["kept"]
    assert data["value"] == KEPT > 1
    assert data["reason"].endswith("。")
