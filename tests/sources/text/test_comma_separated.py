"""Tables with commas between their cells, as Excel and budget systems save them."""

import csv
import tomllib
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.filings import bare
from tests.reading.made_forms import as_grid
from xlperf.errors import XlperfError
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.comma_separated import comma_rows

READING = Path(__file__).parents[2] / "reading"
FORMS = tomllib.loads((READING / "layouts.toml").read_text("utf-8"))
LISTS = tomllib.loads((READING / "lists.toml").read_text("utf-8"))
TABLES = {
    "list": LISTS["merged"],
    **{name: FORMS[name] for name in ("beijing", "chongqing", "hubei", "transfer")},
}


def as_csv(table):
    rows = [list(row) for row in as_grid(table).rows]
    width = max(map(len, rows))
    out = StringIO()
    csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
@pytest.mark.parametrize("name", TABLES)
def test_form_saved_with_commas_is_the_form(name, encoding, tmp_path):
    path = tmp_path / "填报.csv"
    path.write_bytes(as_csv(TABLES[name]["table"]).encode(encoding))
    expected = read_publication([as_grid(TABLES[name]["table"])])
    found = read_filing(path)
    assert [bare(replace(p, reason_at=None)) for p in found.projects] == [
        bare(replace(p, reason_at=None)) for p in expected.projects
    ]
    assert found.edition == expected.edition


def test_cell_is_named_by_its_line_and_column(tmp_path):
    path = tmp_path / "填报.csv"
    path.write_text(as_csv(TABLES["transfer"]["table"]), "utf-8")
    [project] = read_filing(path).projects
    assert str(project.at["name"]) == "填报.csv!第3行列2"


@pytest.mark.parametrize(
    "text",
    [
        "一、项目概述,甲,乙,丙\n" * 4 + "按计划推进,各项工作。\n",  # rows of other lengths
        "甲,乙,丙\n" * 4,  # too few columns
        "甲,乙,丙,丁\n" * 3,  # too few rows
        '甲,乙,丙,"丁\n' + "戊,己,庚,辛\n" * 4,  # a quote that never ends
        "没有逗号的一段话。\n",
        "",
    ],
)
def test_other_texts_are_no_tables(text):
    assert comma_rows(text.splitlines()) is None


def test_table_without_a_form_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("姓名,科室,电话,备注\n" + "张三,一科,1,\n" * 9, "utf-8")
    with pytest.raises(XlperfError, match="没有找到绩效目标表"):
        read_filing(path)
