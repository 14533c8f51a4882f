"""A draft of an edition: from a form that none is known for, to print and read in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import commands
from tests.commands import Done
from tests.reading.made_forms import as_workbook
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.output.edition_draft import edition_draft
from xlperf.reading.sample_form import read_sample

LAYOUTS = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8"))
READ = [name for name, form in LAYOUTS.items() if "refused" not in form]


ODD = """
项目支出目标申报书 | < | < | <
预算年度：2024 | < | 单位：万元 | <
项目名称 | 甲 | 申报单位 | 乙
项目类别 | 一次性☑ 经常性□ | 起止时间 | 2024年1月起
年度资金总额 | 5 | 主管部门 | 丙局
绩效目标 | 完成甲。 | < | <
一级指标 | 二级指标 | 评价标准 | 目标值
数量指标 | 数 | 行业 | 3个
质量指标 | 率 | 行业 | 90%
特色指标 | 特 | 行业 | 高
"""


IN_TURN = """
import json, sys
from tests.commands import run
print(json.dumps([run(*words) for words in json.load(sys.stdin)]))
"""


def run(*words):
    return commands.run(*words, XLPERF_EDITIONS="")


def run_with(own, *jobs):
    """Runs commands in turn in a process of their own, which has not yet looked for editions."""
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN],
        input=json.dumps([list(map(str, words)) for words in jobs]),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XLPERF_EDITIONS": str(own), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [Done(*ended) for ended in json.loads(done.stdout)]


def sample(name, folder):
    as_workbook(LAYOUTS[name]["table"], path := folder / "sample.xlsx")
    return path


@pytest.mark.parametrize("name", READ)
def test_draft_is_toml_and_its_rows_fill_the_grid(name, tmp_path):
    form = read_sample(sample(name, tmp_path))
    data = tomllib.loads(edition_draft(form, "x-1", "x-1", "sample.xlsx"))
    width = len(data["form"]["edges"]) - 1
    covered = set()
    for number, row in enumerate(data["form"]["rows"]):
        for cell in row["cells"]:
            assert (cell.get("value") in AMOUNTS) == (cell["style"] == "amount")
            for column in range(cell["columns"][0], cell["columns"][1] + 1):
                for below in range(cell.get("rows", 1)):
                    assert (number + below, column) not in covered
                    covered.add((number + below, column))
        assert {column for at, column in covered if at == number} == set(range(1, width + 1))
    assert {"level2", "level3"} <= {
        column.get("field") for column in data["form"]["table"]["columns"]
    }


def test_draft_holds_no_value_of_the_sample(tmp_path):
    form = read_sample(sample("transfer", tmp_path))
    draft = edition_draft(form, "x-1", "x-1", "sample.xlsx")
    truth = LAYOUTS["transfer"]
    for value in (truth["name"], truth["unit"], truth["annual"]):
        assert value not in draft


def test_sample_without_a_table_of_indicators_is_refused(tmp_path):
    as_workbook("项目名称 | 某项目\n金额 | 10", path := tmp_path / "a.xlsx")
    with pytest.raises(XlperfError, match="不能据此起草版式"):
        read_sample(path)


@pytest.mark.parametrize("name", ["transfer", "hubei", "parts-by-other-names", "odd-heads"])
def test_form_is_read_printed_and_read_again_in_an_edition_drafted_from_it(name, tmp_path):
    book, own = tmp_path / "sample.xlsx", tmp_path / "own"
    as_workbook(ODD if name == "odd-heads" else LAYOUTS[name]["table"], book)
    own.mkdir()
    draft = own / "mycity-2024.toml"
    assert run("editions", "new", "--from", book, "-o", draft).returncode == 0
    made, printed, again = (tmp_path / f"{n}.xlsx" for n in ("made", "printed", "again"))
    known, read, form, back, compared = run_with(
        own,
        ["editions"],
        ["import", book, "-o", made],
        ["form", made, "-o", printed, "--override"],
        ["import", printed, "-o", again],
        ["compare", made, again],
    )
    assert "mycity-2024" in known.stdout
    assert "按标签认作“mycity-2024”" in read.stderr
    assert form.returncode in (0, 1)
    assert back.returncode == 0
    assert compared.stdout == "两份填报没有差异。\n"
    lost = run("check", made)
    assert lost.returncode == 2
    assert "没有名为“mycity-2024”的版式" in lost.stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id = ", "不能作为版式文件读取"),
        ('id = "other"\nextends = "generic"', "与文件名相同"),
        ('id = "mycity-2024"\nextends = "nowhere"', "extends"),
        ('id = "mycity-2024"\nextends = "generic"\nlabels = 3', "缺少或写错"),
    ],
)
def test_file_that_is_no_edition_is_named_with_the_reason(text, reason, tmp_path):
    (tmp_path / "mycity-2024.toml").write_text(text, "utf-8")
    [done] = run_with(tmp_path, ["editions"])
    assert done.returncode == 2
    assert "mycity-2024.toml" in done.stderr
    assert reason in done.stderr


def test_own_edition_changes_no_label_of_a_dated_form(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    text = 'id = "mycity-2024"\nextends = "generic"\n[labels]\nannual_fiscal = ["其中：财政资金"]\n'
    (own / "mycity-2024.toml").write_text(text, "utf-8")
    seed = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
    [changed] = run_with(own, ["dump", seed, "--json"])
    assert changed.stdout == run("dump", seed, "--json").stdout
