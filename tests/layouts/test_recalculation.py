"""What a viewer shows without calculating is what a spreadsheet application works out."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw_filing
from tests.layouts.filings import example, filing
from tests.libreoffice import convert
from xlperf.filing.model import Address, Filing
from xlperf.form.edition import load_edition
from xlperf.operations.indicator_library import starter
from xlperf.rules.finding import Finding, Subject

EDITION = load_edition("shanghai-2022")


def drawn(whole: Filing, path: Path) -> Path:
    findings = [
        Finding(
            "B01", "error", Subject(n, None, "fiscal"), Address("表", "Z3"), "五万", "无法识别。"
        )
        for n in range(3, min(5, len(whole.projects)))
    ]
    with path.open("wb") as out:
        draw_filing(whole, EDITION, findings, out)
    return path


def values(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


@pytest.mark.parametrize("whole", [example(), filing()], ids=["example", "no projects"])
def test_every_cached_value_is_what_libreoffice_calculates(whole: Filing, tmp_path: Path) -> None:
    source = drawn(whole, tmp_path / "filing.xlsx")
    again = convert([source], "xlsx", tmp_path / "out")[0]
    cached, calculated = values(source), values(again)
    assert cached.keys() == calculated.keys()
    different = {
        place: (value, calculated[place])
        for place, value in cached.items()
        if value != calculated[place]
        and not (isinstance(value, float) and calculated[place] == pytest.approx(value, abs=1e-9))
    }
    assert different == {}


def test_formulas_follow_what_is_typed(tmp_path: Path) -> None:
    source = drawn(example(), tmp_path / "filing.xlsx")
    book = openpyxl.load_workbook(source)
    sheet = book["代表工作"]
    sheet["B10"] = 1_500_000
    sheet["D18"] = "没有数字"
    sheet["D24"] = "=5次"
    sheet["D24"].data_type = "s"
    sheet["D6"] = "另一个单位"
    book.save(tmp_path / "typed.xlsx")
    again = convert([tmp_path / "typed.xlsx"], "xlsx", tmp_path / "out")[0]
    book = openpyxl.load_workbook(again, data_only=True)
    assert book["代表工作"]["B9"].value == 1_700_000
    row = [cell.value for cell in book["汇总"][17]]
    assert "另一个单位" in row
    heads = next([c.value for c in r] for r in book["汇总"].iter_rows() if r[0].value == "序号")
    told = dict(zip(heads, row, strict=True))
    assert (told["指标数"], told["有指标值"]) == (6, 6)
    assert told["定量指标占比"] == told["含单位占比"] == pytest.approx(4 / 6)
    assert told["含符号占比"] == 0.5  # 不低于80% has none
    assert (told["产出"], told["效益"], told["满意度"]) == (3, 1, 1)
    assert "本部门3个预算单位" in book["汇总"]["C3"].value


def test_second_levels_offered_are_those_of_the_first_level(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(drawn(example(), tmp_path / "filing.xlsx"))
    sheet = book["代表工作"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    levels = rules["A18:A37"].formula1
    offered = rules["B18:B37"].formula1
    for row, level1 in enumerate(EDITION.taxonomy, start=18):
        sheet.cell(row, 1).value = level1
        moved = offered.replace("$A18", f"$A{row}")
        sheet.cell(row, 3).value = f'=INDEX({moved},1)&"|"&INDEX({moved},ROWS({moved}),1)'
    sheet["C30"] = f'=INDEX({levels},1)&"|"&ROWS({levels})'
    book.save(tmp_path / "asked.xlsx")
    again = convert([tmp_path / "asked.xlsx"], "xlsx", tmp_path / "out")[0]
    answers = openpyxl.load_workbook(again, data_only=True)["代表工作"]
    for row, level2 in enumerate(EDITION.taxonomy.values(), start=18):
        assert answers.cell(row, 3).value == f"{level2[0]}|{level2[-1]}"
    assert answers["C30"].value == f"产出指标|{len(EDITION.taxonomy)}"


def test_the_library_offers_the_indicators_of_both_levels_and_their_targets(
    tmp_path: Path,
) -> None:
    library, out = starter()[::25], io.BytesIO()
    draw_filing(example(), EDITION, [], out, library=library)
    book = openpyxl.load_workbook(out)
    sheet = book["代表工作"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    firsts = {entry[:2]: entry for entry in reversed(library)}
    for row, entry in enumerate(firsts.values(), start=18):
        for column, text in enumerate(entry.levels, start=1):
            sheet.cell(row, column).value = text
        asked = (rules[f"{letter}18:{letter}37"] for letter in "CD")
        names, targets = (re.sub(r"(\$[ABC])18\b", rf"\g<1>{row}", text) for text in asked)
        sheet.cell(row, 5).value = f'=INDEX({names},1)&"|"&ROWS({names})'
        sheet.cell(row, 6).value = f"=INDEX({targets},1,1)"
    book.save(tmp_path / "asked.xlsx")
    again = convert([tmp_path / "asked.xlsx"], "xlsx", tmp_path / "out")[0]
    answers = openpyxl.load_workbook(again, data_only=True)["代表工作"]
    for row, (levels, entry) in enumerate(firsts.items(), start=18):
        count = sum(other[:2] == levels for other in library)
        assert answers.cell(row, 5).value == f"{entry.level3}|{count}"
        assert answers.cell(row, 6).value == entry.targets[0]


def test_the_same_filing_is_drawn_byte_for_byte_the_same() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    draw_filing(example(), EDITION, [], first)
    draw_filing(example(), EDITION, [], second)
    assert first.getvalue() == second.getvalue()
