"""Workbooks saved again by LibreOffice hold what they held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw_filing
from tests.layouts.filings import example, project
from tests.libreoffice import convert
from xlperf.filing.model import Filing, Narrative
from xlperf.form.edition import load_edition
from xlperf.output.as_json import filing_json
from xlperf.reading.read_filing import read_filing

EDITION = load_edition("shanghai-2022")
ODD = """
产出指标 | 数量指标 | 公式样的 | =0%
产出指标 | 数量指标 | 加号开头 | +1
产出指标 | 数量指标 | 日期样的 | 1-2
产出指标 | 质量指标 | 前导零   | 01
效益指标 | 社会效益指标 | 真假 | TRUE
"""


def filing() -> Filing:
    whole = example()
    noted = replace(
        whole.projects[0],
        name="另存",
        notes={"overall": "分年度另报"},
        narrative=Narrative(*(f"第{n}段。\n次行 & <尖括号>" for n in range(7))),
    )
    odd = project("odd", "0.30 0.10 0.20 999999999999.99 999999999999.98 0.01 0", ODD)
    return replace(whole, projects=(noted, odd, *whole.projects[1:]))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A filing as it was drawn, and as LibreOffice saved it."""
    path = tmp_path_factory.mktemp("resaved") / "filing.xlsx"
    with path.open("wb") as out:
        draw_filing(filing(), EDITION, [], out)
    return path, convert([path], "xlsx", path.parent / "out")[0]


def test_filing_saved_by_libreoffice_is_read_back_without_loss(both: tuple[Path, Path]) -> None:
    source, saved = both
    assert filing_json(read_filing(saved)) == filing_json(read_filing(source))
    before, after = (read_filing(path).projects for path in (source, saved))
    assert [p.notes for p in after] == [p.notes for p in before]
    assert [[i.swallowed for i in p.indicators] for p in after] == [
        [i.swallowed for i in p.indicators] for p in before
    ]


def test_ods_of_a_filing_is_read_back_too_once_it_is_xlsx_again(
    both: tuple[Path, Path], tmp_path: Path
) -> None:
    source, _ = both
    ods = convert([source], "ods", tmp_path / "ods")[0]
    saved = convert([ods], "xlsx", tmp_path / "out")[0]
    assert filing_json(read_filing(saved)) == filing_json(read_filing(source))


def test_libreoffice_keeps_prompts_lists_colours_links_and_charts(
    both: tuple[Path, Path],
) -> None:
    before, after = map(openpyxl.load_workbook, both)
    assert after.sheetnames == before.sheetnames
    old, new = before["另存"], after["另存"]

    def validated(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, tuple[str, str]]:
        found = {}
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                found[str(area)] = (rule.type or "none", rule.prompt)
        return found

    kept = validated(new)
    for place, (kind, prompt) in validated(old).items():
        assert kept[place][1] == prompt
        assert kind == kept[place][0] or kind in ("any", "none")
    rules = [sum(len(ranges.rules) for ranges in s.conditional_formatting) for s in (old, new)]
    assert rules[1] >= rules[0] > 8
    assert new.protection.sheet
    for cell in ("E1", "F1"):
        links = [sheet[cell].hyperlink.location.replace("'", "") for sheet in (old, new)]
        assert links[0] == links[1]
    assert len(after["汇总"]._charts) == len(before["汇总"]._charts) == 3
