"""A season's work in one folder, each command twice: the same counts, and no growth but backups."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.safety.child import command
from xlperf.output.backups import FOLDER

pytestmark = pytest.mark.usefixtures("in_process")
ROOT = Path(__file__).parents[1]
SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
STEPS = (
    ("import", str(SEED), "-o", "填报.xlsx"),
    ("rebuild", "填报.xlsx", "--in-place"),
    ("form", "填报.xlsx", "-o", "打印表.xlsx"),
    ("publish", "填报.xlsx", "-o", "公开.docx"),
    ("compare", "初稿.xlsx", "填报.xlsx", "-o", "差异.xlsx"),
    ("check", "填报.xlsx", "--report", "问题.xlsx"),
    ("export", "填报.xlsx", "--to", "integrated", "-o", "导入.xlsx"),
    ("library", "填报.xlsx", "-o", "指标库.tsv"),
    ("gather", ".", "-o", "全区.xlsx", "--data", "全区.parquet", "--jobs", "1"),
)


def run(*words: str) -> dict[str, Any]:
    done = command(*words)
    assert done["code"] in (0, 1), done["err"]
    return done


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def backups(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in (folder / FOLDER).glob("*"))


def counts(book: str) -> tuple[int, int, list[tuple[str, str, str]]]:
    """The projects, indicators and findings of a workbook."""
    projects = json.loads(run("dump", book, "--json")["out"])["projects"]
    (checked,) = json.loads(run("check", book, "--json")["out"])["books"]
    found = [(f["rule"], f["sheet"], f["cell"]) for f in checked["findings"]]
    return len(projects), sum(len(p["indicators"]) for p in projects), found


def figures() -> dict[str, Any]:
    return json.loads(run("gather", ".", "-o", "试.xlsx", "--jobs", "1", "--json")["out"])


def worked_on(book: str, text: str) -> bytes:
    """The workbook after a person has added to a goal in another program."""
    project = json.loads(run("dump", book, "--json")["out"])["projects"][0]
    sheet, cell = project["at"]["overall"].split("!")
    opened = openpyxl.load_workbook(book)
    opened[sheet][cell] = project["goals"]["overall"] + text
    opened.save(book)
    return Path(book).read_bytes()


def test_the_season_again_and_every_command_twice_grow_by_nothing(tmp_path: Path) -> None:
    with chdir(tmp_path):
        run("import", str(SEED), "-o", "初稿.xlsx")
        told = {}
        for step in STEPS:
            told[step] = run(*step)["out"]
            seen = files(tmp_path)
            again = run(*step)
            assert (again["out"], files(tmp_path)) == (told[step], seen), step[0]
        for step in STEPS:
            again = run(*step)
            assert again["out"] == told[step]
            assert "留作" not in again["err"]
        assert files(tmp_path) == seen
        assert not (tmp_path / FOLDER).exists()
        assert set(seen) == {
            "初稿.xlsx", "填报.xlsx", "打印表.xlsx", "公开.docx", "差异.xlsx", "问题.xlsx",
            "导入.xlsx", "指标库.tsv", "全区.xlsx",
            *(f"全区-{name}.parquet" for name in ("books", "projects", "indicators", "findings")),
        }  # fmt: skip
        assert counts("填报.xlsx") == counts("初稿.xlsx")


def test_backups_change_no_count(tmp_path: Path) -> None:
    with chdir(tmp_path):
        run("import", str(SEED), "-o", "填报.xlsx")
        filed, gathered = counts("填报.xlsx"), figures()
        assert (gathered["books"], gathered["projects"]) == (1, filed[0])
        changed = []
        for number in range(2):
            changed.append(worked_on("填报.xlsx", f"第{number}稿。"))
            for _ in range(2):
                run("rebuild", "填报.xlsx", "--in-place")
                assert counts("填报.xlsx") == filed
        assert backups(tmp_path) == sorted(changed)
        again = figures()
        assert again.pop("skipped") == [
            {
                "book": FOLDER,
                "reason": "本程序留下的备份，共 2 个文件，不计入汇总",
                "files": 2,
            }
        ]
        assert gathered.pop("skipped") == []
        assert again == gathered
        told = run("gather", ".", "-o", "试.xlsx", "--jobs", "1")["out"]
        assert f"未打开 2 个文件（其中 2 个是“{FOLDER}”中的备份）" in told
