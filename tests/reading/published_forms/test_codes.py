"""Codes before names, whatever hyphen stands between them: parted, kept, and written as typed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.layouts.import_tables import read_back
from tests.reading.made_forms import as_grid
from xlperf.filing.codes import coded, with_codes
from xlperf.filing.model import Project
from xlperf.form.edition import load_edition
from xlperf.output.as_json import filing_json
from xlperf.reading.read_publication import read_publication

LIST = tomllib.loads((Path(__file__).parents[1] / "lists.toml").read_text("utf-8"))["merged"]
SIGNS = ["-", "－", "﹣", "—", "——", "–", "‐", " - "]
FIELDS = ("name", "unit", "department")


def listed(sign, level="-"):
    table = LIST["table"].replace("| 道路养护", f"| 51092324T000010263357{sign}道路养护")
    table = table.replace("301001-", f"301001{sign}").replace("301-", f"301{sign}")
    return read_publication([as_grid(table.replace("| 数量指标", f"| 11{level}数量指标"))])


def codes_of(filing):
    project = filing.projects[0]
    level = project.indicators[0]
    return project.codes, [coded(project, f) for f in FIELDS], level.level2, level.level2_code


@pytest.mark.parametrize("sign", SIGNS)
def test_code_and_any_hyphen_are_no_part_of_a_name(sign, tmp_path):
    filing = listed(sign, level=sign)
    project = filing.projects[0]
    assert [getattr(project, f) for f in FIELDS] == ["道路养护", "某县公路所", "某县交通局部门"]
    assert project.codes == {"name": "51092324T000010263357", "unit": "301001", "department": "301"}
    assert codes_of(filing)[2:] == ("数量指标", "11" if sign == "-" else f"11{sign}")
    assert not filing.flaws
    shown = filing_json(filing)["projects"][0]
    assert shown.get("code_signs", dict.fromkeys(FIELDS, "-")) == dict.fromkeys(FIELDS, sign)
    for read in read_back(filing, tmp_path):
        assert codes_of(read) == codes_of(filing)


@pytest.mark.parametrize("sign", ["", " "])
def test_long_code_needs_no_hyphen(sign, tmp_path):
    filing = listed(sign)
    project = filing.projects[0]
    assert (project.name, project.unit) == ("道路养护", "某县公路所")
    assert project.department == f"301{sign}某县交通局部门"
    for read in read_back(filing, tmp_path):
        assert codes_of(read) == codes_of(filing)


@pytest.mark.parametrize(
    "name",
    ["301医院", "12345热线", "202401批次", "820001号井", "820001—", "820001", "110 指挥中心"],
)
def test_number_that_belongs_to_a_name_is_no_code(name):
    edition = load_edition("generic")
    project = with_codes(Project("表", unit=name), edition.codes, edition.long_codes)
    assert (project.unit, project.codes) == (name, {})


@pytest.mark.parametrize(
    "name", ["20240101专项整治", "2025COVID19疫苗", "20242025202620272028年规划"]
)
def test_number_that_belongs_to_a_project_is_no_code(name):
    edition = load_edition("generic")
    project = with_codes(Project("表", name=name), edition.codes, edition.long_codes)
    assert (project.name, project.codes) == (name, {})
