"""What a command says of the workbook it writes is what a check of that workbook says."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import commands
from tests.drawing import FEW
from tests.libreoffice import convert
from tests.sources.words import word_form
from xlperf.filing.model import Statement
from xlperf.output.save import save_filing, save_forms
from xlperf.reading.read_filing import read_filing

pytestmark = pytest.mark.usefixtures("small_library")
SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
SEVERITIES = {"错误": "error", "提醒": "warning", "建议": "advice"}


def run(*words):
    done = commands.run(*words)
    assert done.returncode in (0, 1), done.stderr
    return done


def checked(book):
    [found] = json.loads(run("check", book, "--json").stdout)["books"]
    return found["findings"]


def listed(book):
    """Rule, sheet and cell of every row of 校验结果."""
    rows = load_workbook(book)["校验结果"].iter_rows(min_row=5, values_only=True)
    return [(row[1], row[3] or "", row[4] or "") for row in rows if row[1]]


def places(findings):
    return [(f["rule"], f["sheet"] or "", f["cell"] or "") for f in findings]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """One form, with gaps and faults, from every kind of source, and a whole filing."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "表.docx").write_bytes(word_form(ruled=True))
    convert([folder / "表.docx"], "pdf", folder)
    (folder / "文.txt").write_bytes(SEED.read_bytes())
    filing = read_filing(SEED)
    [first, *_] = filing.projects
    rows = (replace(first.indicators[0], target=None), *first.indicators[1:], first.indicators[0])
    faulty = replace(filing, projects=(replace(first, unit=None, indicators=rows),))
    save_forms(faulty, (), folder / "官.xlsx", ())
    save_filing(faulty, None, folder / "填.xlsx", (), FEW)
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["表.docx", "表.pdf", "文.txt", "官.xlsx", "填.xlsx"])
def test_import_counts_and_lists_what_a_check_of_its_workbook_finds(sources, name, tmp_path):
    out = tmp_path / "入.xlsx"
    said = run("import", sources[name], "-o", out).stderr
    found = checked(out)
    for word, severity in SEVERITIES.items():
        count = int(re.search(rf"校验：.*{word} (\d+) 处", said)[1])
        assert count == sum(f["severity"] == severity for f in found), word
    assert sorted(listed(out)) == sorted(places(found))
    if name == "表.docx":
        assert "D05" in {f["rule"] for f in found}


def test_rebuilt_and_carried_workbooks_list_what_a_check_finds(sources, tmp_path):
    again, next_year = tmp_path / "重建.xlsx", tmp_path / "下年.xlsx"
    run("rebuild", sources["填.xlsx"], "-o", again)
    run("new", next_year, "--from", sources["文.txt"], "--year", "2023", "--empty-amounts")
    for book in (again, next_year):
        found = checked(book)
        assert found
        assert sorted(listed(book)) == sorted(places(found))


def test_what_is_wrong_with_the_source_alone_is_said(tmp_path):
    text = SEED.read_text("utf-8")
    statement = read_filing(SEED).statement
    assert statement == Statement(1, 5, statement.amount_wan, statement.at)
    source, out = tmp_path / "多报.txt", tmp_path / "入.xlsx"
    source.write_text(text.replace("296.00万元", "297.00万元"), "utf-8")
    said = run("import", source, "-o", out).stderr
    assert re.search(r"来源 .*297\.00", said)
    assert not [f for f in checked(out) if "297.00" in f["message"]]
