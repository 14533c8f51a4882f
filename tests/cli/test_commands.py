"""The commands as a new user runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.commands import run
from tests.drawing import small_library
from tests.workbooks import edited

pytestmark = pytest.mark.usefixtures("small_library")
SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    with small_library():
        done = run("import", SEED, "-o", folder / "filing.xlsx")
    assert (done.returncode, done.stdout) == (0, "")
    assert "5 个项目，29 条指标" in done.stderr
    return folder / "filing.xlsx"


@pytest.fixture
def copy(example, tmp_path):
    return Path(shutil.copy(example, tmp_path / "copy.xlsx"))


def edit(path, change):
    edited(path, change, path)


def test_import_then_dump_gives_the_publications_values(example):
    book, text = (json.loads(run("dump", source, "--json").stdout) for source in (example, SEED))
    assert book["statement"] == text["statement"]
    assert book["statement"] == {"units": 1, "projects": 5, "amount_wan": "296.00"}
    for read, printed in zip(book["projects"], text["projects"], strict=True):
        for key in printed.keys() - {"at", "indicators"}:
            assert read[key] == printed[key]
        levels = ("level1", "level2", "level3", "target")
        assert [[i[k] for k in levels] for i in read["indicators"]] == [
            [i[k] for k in levels] for i in printed["indicators"]
        ]


def test_check_of_the_example_says_it_may_be_filed(example):
    done = run("check", example)
    assert done.returncode == 0
    assert done.stdout.startswith("建议修改后报送（提醒 2 处，建议 3 处）：")
    book = json.loads(run("check", example, "--json").stdout)["books"][0]
    assert (book["path"], book["projects"]) == (str(example), 5)
    assert not [f for f in book["findings"] if f["severity"] == "error"]


def test_an_error_gives_exit_code_1_and_its_cell(copy):
    edit(copy, lambda book: book["代表工作"].__setitem__("B5", None))
    done = run("check", copy)
    assert done.returncode == 1
    assert done.stdout.startswith("不能报送（错误 1 处，")
    finding = json.loads(run("check", copy, "--json", "--only", "A01").stdout)["books"][0][
        "findings"
    ][0]
    assert (finding["rule"], finding["severity"]) == ("A01", "error")
    assert (finding["sheet"], finding["cell"], finding["field"]) == ("代表工作", "B5", "name")


def test_errors_block_the_forms_until_overridden_and_are_listed(copy, tmp_path):
    edit(copy, lambda book: book["代表工作"].__setitem__("D5", "别的"))
    out = tmp_path / "forms.xlsx"
    done = run("form", copy, "-o", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "代表工作!D5" in done.stderr
    assert not out.exists()
    done = run("form", copy, "-o", out, "--override")
    assert done.returncode == 1
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == 6
    listed = [str(cell.value) for row in book["校验结果"].iter_rows() for cell in row]
    assert any("A02" in text for text in listed)


def test_one_project_only(example, tmp_path):
    out = tmp_path / "one.xlsx"
    assert run("form", example, "-p", "业务培训", "-o", out).returncode == 0
    assert openpyxl.load_workbook(out).sheetnames == ["业务培训"]
    done = run("form", example, "-p", "没有的", "-o", out)
    assert done.returncode == 2
    assert "业务培训" in done.stderr


def test_findings_are_written_into_the_workbook_and_the_old_one_is_kept(copy):
    edit(copy, lambda book: setattr(book["代表工作"]["D18"], "value", "不低于80%"))
    before = copy.read_bytes()
    done = run("check", copy, "--write")
    assert done.returncode == 0
    assert "C11 D18" in done.stdout
    book = openpyxl.load_workbook(copy)
    assert "≥80%" in book["代表工作"]["F18"].value
    assert "C11" in [row[1] for row in book["校验结果"].iter_rows(values_only=True)]
    [kept] = copy.parent.glob("备份（xlperf）/*.xlsx")
    assert kept.read_bytes() == before
    again = copy.read_bytes()
    assert run("check", copy, "--write").returncode == 0
    assert copy.read_bytes() == again


def test_a_workbook_that_would_lose_something_is_not_written(copy):
    edit(copy, lambda book: setattr(book["代表工作"]["A100"], "value", "乱写的字"))
    before = copy.read_bytes()
    done = run("check", copy, "--write")
    assert done.returncode == 2
    assert "A100“乱写的字”" in done.stderr
    assert copy.read_bytes() == before


def test_findings_are_written_into_no_other_kind_of_file():
    done = run("check", SEED, "--write")
    assert done.returncode == 2
    assert "不是 Excel 工作簿" in done.stderr


def test_report_is_a_workbook_of_findings(example, tmp_path):
    out = tmp_path / "report.xlsx"
    assert run("check", example, "--report", out).returncode == 0
    texts = [str(c.value) for row in openpyxl.load_workbook(out).worksheets[0] for c in row]
    assert "C08" in texts


def test_a_new_workbook_is_blank_and_never_overwrites(tmp_path):
    out = tmp_path / "空白 表.xlsx"
    done = run("new", out, "--year", "2022", "--projects", "3", "--unit", "某单位")
    assert done.returncode == 0
    data = json.loads(run("dump", out, "--json").stdout)
    assert (data["projects"], data["spare"]) == ([], ["项目1", "项目2", "项目3"])
    sheet = openpyxl.load_workbook(out)["项目3"]
    values = {sheet[row][at].value for row in (6, 7) for at in (1, 3)}
    assert values == {None, "某单位", datetime(2022, 1, 1), datetime(2022, 12, 31)}
    listed = openpyxl.load_workbook(out)["校验结果"]
    assert [cell.value for cell in listed["A"]][1:2] == ["还没有校验。"]
    assert "可以报送" not in str([cell.value for cell in listed["A"]])
    before = out.read_bytes()
    done = run("new", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert out.read_bytes() == before


def test_rebuild_keeps_every_entry_and_names_what_it_cannot(copy, tmp_path):
    def batter(book):
        sheet = book["代表工作"]
        sheet["B6"] = "某委"
        sheet["H30"] = "旁注：待核"
        sheet.insert_rows(20, 3)
        book["人大会议"].title = "会议"
        own = book.create_sheet("我的底稿")
        own["A1"] = "自己的计算"

    edit(copy, batter)
    out = tmp_path / "clean.xlsx"
    done = run("rebuild", copy, "-o", out)
    assert done.returncode == 0
    assert "代表工作!H33“旁注：待核”" in done.stderr
    assert "“我的底稿”" in done.stderr
    found = json.loads(run("check", out, "--json").stdout)["books"][0]["findings"]
    errors = sum(finding["severity"] == "error" for finding in found)
    assert f"5 个项目，29 条指标；校验：错误 {errors} 处，" in done.stderr
    old, new = (json.loads(run("dump", book, "--json").stdout) for book in (copy, out))
    for data in (old, new):
        for project in data["projects"]:
            project.pop("at")
            for indicator in project["indicators"]:
                indicator.pop("at")
    assert new == old
    again = tmp_path / "again.xlsx"
    assert run("rebuild", out, "-o", again).stderr.count("\n") == 1  # nothing left to name
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("command", ["check", "dump", "import", "rebuild", "form"])
@pytest.mark.parametrize("fault", ["missing", "folder", "empty", "truncated", "no project"])
def test_bad_input_gives_one_sentence_and_nothing_else(command, fault, example, tmp_path):
    book, out = tmp_path / "bad.xlsx", tmp_path / "out.xlsx"
    if fault == "folder":
        book.mkdir()
    elif fault == "empty":
        book.touch()
    elif fault == "truncated":
        book.write_bytes(example.read_bytes()[:9000])
    elif fault == "no project":
        empty = openpyxl.Workbook()
        empty.active["A1"] = "别的内容"
        empty.save(book)
    before = sha256(book.read_bytes()).digest() if book.is_file() else None
    arguments = [] if command in ("check", "dump") else ["-o", out]
    done = run(command, book, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "bad.xlsx" in line
    assert line.endswith("。")
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir() if path != book] == []
    assert before == (sha256(book.read_bytes()).digest() if book.is_file() else None)


def test_an_unknown_edition_and_a_later_template_are_refused(copy):
    def other(book):
        cell = next(
            c for row in book["代表工作"]["A1:F60"] for c in row if c.value == "shanghai-2022"
        )
        cell.value = "beijing-2030"

    edit(copy, other)
    done = run("check", copy)
    assert done.returncode == 2
    assert "beijing-2030" in done.stderr

    def later(book):
        cell = next(c for row in book["代表工作"]["A1:F60"] for c in row if c.value == "模板版本")
        cell.offset(0, 1).value = 99

    edit(copy, later)
    done = run("check", copy)
    assert done.returncode == 2
    assert "99" in done.stderr


def test_an_output_that_is_the_input_or_cannot_be_written_is_refused(copy, tmp_path):
    before = copy.read_bytes()
    for out in (copy, tmp_path / "no" / "out.xlsx", tmp_path / "out.csv", tmp_path):
        done = run("rebuild", copy, "-o", out)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy.xlsx"]


def test_sheet_that_nobody_fills_in_keeps_no_answer_back(copy):
    """Damage there shows neither in the verdict nor halfway through it."""
    with ZipFile(copy) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    guide = "xl/worksheets/sheet1.xml"
    row = re.search(rb'<row r="2".*?</row>', parts[guide])
    assert row is not None
    parts[guide] = parts[guide].replace(row[0], row[0] * 2)
    with ZipFile(copy, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    done = run("check", copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert "│" in done.stdout  # the cells around a finding


def test_pdf_without_libreoffice_says_how_to_get_one(example, tmp_path):
    done = run("form", example, "-o", tmp_path / "forms.pdf", PATH="")
    assert done.returncode == 2
    assert "LibreOffice" in done.stderr
    assert not list(tmp_path.iterdir())


def test_unknown_rule_is_named_with_the_known_ones(example):
    done = run("check", example, "--only", "Z99")
    assert done.returncode == 2
    assert "Z99" in done.stderr
    assert "A01" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("chek a.xlsx", "没有“chek”这个命令，是不是 check。"),
        ("check", "缺少 BOOKS。"),
        ("form a.xlsx", "缺少 --out。"),
        ("check -q a.xlsx", "“-q”要写在命令的前面：xlperf -q …。"),
        ("export a.xlsx --to abc -o b.xlsx", "--to 的值不对，应为 integrated。"),
        ("new b.xlsx --projects 0", "--projects 的值不对，应为不小于 1、不大于 250 的整数。"),
        ("check a.xlsx --sverity error", "没有“--sverity”这个选项，是不是 --severity 或 --write。"),
        (
            "check a.xlsx --severity bad",
            "--severity 的值不对，应为 error、warning、advice、错误、提醒、建议 之一。",
        ),
        ("gather a -o b.xlsx --jobs 0", "--jobs 的值不对，应为不小于 1、不大于 64 的整数。"),
        ("new a.xlsx --year 二〇二六", "--year 的值不对，应为整数。"),
        ("new a.xlsx --year", "选项“--year”的写法不对，可能缺了后面的值。"),
        ("rules A01 B01", "多写了 B01"),
    ],
)
def test_a_mistyped_command_line_gives_one_sentence(arguments, words, tmp_path):
    done = run(*arguments.split(), cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.endswith(" --help。\n")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_rules_and_editions_are_listed():
    assert "C12" in run("rules").stdout
    assert "=100%" in run("rules", "C12").stdout
    assert "shanghai-2022" in run("editions").stdout


def test_output_names_no_user_and_no_path(example):
    with ZipFile(example) as package:
        content = b"".join(package.read(name) for name in package.namelist())
    for private in (str(example.parent), os.environ.get("USER") or "nobody-of-this-name", "/home/"):
        assert private.encode() not in content


def test_filters_choose_what_is_listed_and_leave_the_verdict(copy):
    edit(copy, lambda book: book["代表工作"].__setitem__("B5", None))
    done = run("check", copy, "--severity", "warning")
    assert (done.returncode, done.stdout.splitlines()[0][:4]) == (1, "不能报送")
    assert "A01" not in done.stdout
    assert "C08" in done.stdout
    book = json.loads(run("check", copy, "--json", "--only", "C13").stdout)["books"][0]
    assert [f["rule"] for f in book["findings"]] == ["C13"]
    assert (book["verdict"]["error"], book["quality"]["indicators"]) == (1, 29)
    assert book["verdict"]["state"] == "blocked"


@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        ("--only c13", {"C13"}),
        ("--only C13,c08", {"C08", "C13"}),
        ("--only C13，C08", {"C08", "C13"}),
        ("--only c", {"C07", "C08", "C13"}),
        ("--severity 提醒", {"C08", "C13"}),
        ("--severity Warning", {"C08", "C13"}),
        ("--severity 建议", {"C07"}),
        ("--only C13 --only C08 --severity 建议", set()),
    ],
)
def test_filters_are_read_as_people_write_them(flags, rules, example):
    book = json.loads(run("check", example, "--json", *flags.split()).stdout)["books"][0]
    assert {f["rule"] for f in book["findings"]} == rules
    shown = run("check", example, *flags.split()).stdout
    assert ("没有这类问题" in shown) == (not rules)


def test_a_filter_that_names_no_rule_is_refused(example):
    done = run("check", example, "--only", "C99")
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有编号为“C99”的规则" in done.stderr


def test_a_finding_shows_the_cells_around_its_cell(example):
    shown = run("check", example).stdout
    assert "│ 数量指标 │ 更新系统（软件）… │ 【=2】" in shown


def test_the_imports_rules_run_only_when_asked_for(example):
    rules = {
        flag: {
            f["rule"]
            for f in json.loads(run("check", example, "--json", *flag).stdout)["books"][0][
                "findings"
            ]
        }
        for flag in ((), ("--as-integrated",))
    }
    assert rules[()] == {"C07", "C08", "C13"}
    assert rules["--as-integrated",] == {"C07", "E02", "C13"}


def test_export_writes_the_import_table_and_lists_what_it_could_not_split(example, tmp_path):
    out = tmp_path / "import.xlsx"
    done = run("export", example, "--to", "integrated", "-o", out)
    assert done.returncode == 0
    assert "网络信息系统运行与维护!D18“=2”：没有计量单位" in done.stderr
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["一体化导入表", "未拆分的指标值", "导入表没有的内容"]
    rows = [[c.value for c in row] for row in book["一体化导入表"].iter_rows(min_col=8, max_col=10)]
    assert ["＝", "2", None] in rows
    assert "导入表没有位置的，另列在“导入表没有的内容”表：" in done.stderr
    assert run("import", out, "-o", tmp_path / "back.xlsx").returncode == 0
    same = run("compare", example, tmp_path / "back.xlsx")
    assert same.stdout == "两份填报没有差异。\n"
    assert run("export", example, "--to", "integrated", "-o", example).returncode == 2


@pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["editions"], ["gather", "--help"]])
def test_short_answers_load_no_data_library(arguments):
    program = (
        "import sys; from xlperf.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('polars', 'pandera', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
