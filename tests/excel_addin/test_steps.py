"""The copies that 恢复上一步 goes back to: whose they are, in which order, and how many."""

from __future__ import annotations

from pathlib import Path

from xlperf.excel_addin.undo import steps
from xlperf.output import macros


def test_only_copies_of_ours_are_counted_and_deleted(tmp_path: Path, backups: Path) -> None:
    path = tmp_path / "预算.xlsx"
    most = steps.words()["kept"]
    own = steps.folder_of(path)
    own.mkdir(parents=True)
    strange = ["2022 预算.xlsx", "0001 采纳修改（之前）.xlsx", "说明.json", "0001.txt"]
    for name in strange:
        (own / name).write_bytes(b"somebody's")
    for number in range(most + 3):
        step = steps.put(path, f"第{number}次", "之前", str(number).encode())
        steps.note_left(step, {})
        steps.prune(path)
    left = steps.steps_of(path)
    assert [step.number for step in left] == list(range(4, most + 4))
    assert steps.content_of(left[-1]) == str(most + 2).encode()
    assert len(list(own.iterdir())) == len(strange) + 2 * most
    assert all((own / name).read_bytes() == b"somebody's" for name in strange)
    assert steps.steps_of(tmp_path / "别处" / "预算.xlsx") == []


def test_copies_past_the_ten_thousandth_stay_in_order(tmp_path: Path, backups: Path) -> None:
    path = tmp_path / "预算.xlsx"
    first = steps.put(path, "一", "之前", b"1")
    first.copy.rename(first.copy.with_name(first.copy.name.replace("0001", "9999")))
    later = steps.put(path, "二", "之前", b"2")
    assert later.number == 10_000
    assert [step.command for step in steps.steps_of(path)] == ["一", "二"]


def test_the_ribbon_says_how_many_steps_are_kept() -> None:
    assert f"最近 {steps.words()['kept']} 份备份" in macros.source("ribbon.xml")
