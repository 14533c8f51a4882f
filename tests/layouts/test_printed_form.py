"""The official form as LibreOffice prints it."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.drawing import draw_forms
from tests.layouts.filings import indicators, money, project
from tests.libreoffice import convert
from xlperf.filing.model import Goals, Project
from xlperf.form.edition import Edition, load_edition
from xlperf.layouts.printed_form import form_sheet
from xlperf.layouts.printed_values import printed_amount, value
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.text_height import LEADING, TALLEST

EDITION = load_edition("shanghai-2022")
FUNDING = "1200000 1000000 200000 1200000 1000000 0 200000"


def rows(count: int) -> str:
    kinds = ("产出指标 | 数量指标", "产出指标 | 质量指标", "效益指标 | 社会效益指标")
    return "\n".join(
        f"{kinds[n * 3 // count]} | 第{n}项工作完成情况 | ≥{n}次" for n in range(count)
    )


PLAIN = project("代表工作", FUNDING)
PROJECTS = {
    "plain": PLAIN,
    "43 indicators": project("指标很多", FUNDING, rows(43)),
    "120 indicators": project("指标更多", FUNDING, rows(120)),
    "no indicators": project("没有指标", FUNDING, ""),
    "long name": replace(
        PLAIN, name="长名" * 60, unit="上海市松江区人民代表大会常务委员会办公室" * 4
    ),
    "long goals": replace(
        PLAIN,
        name="长目标",
        goals=Goals("保障代表依法履职。" * 60, "1.完成\n2.推动\n3.保障\n4.改进", None),
    ),
    "goals over a page": replace(PLAIN, name="目标超页", goals=Goals("目标" * 1500, None, None)),
    "empty": Project(sheet="", name="空项目"),
    "big amounts": replace(
        PLAIN, name="大金额", funding=money("999999999999.99 1 2 123456789012.34 0.5 0 1")
    ),
}


def at(sheet: Sheet, text: str) -> Cell:
    return next(cell for cell in sheet.cells if cell.value == text)


def printed(projects: Sequence[Project], folder: Path, edition: Edition, year: int) -> list[str]:
    """The text of every page, without white space."""
    source = folder / "forms.xlsx"
    with source.open("wb") as out:
        draw_forms(projects, edition, year, out)
    pdf = convert([source], "pdf", folder / "pdf")[0]
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout
    return ["".join(page.split()) for page in text.decode().split("\f")[:-1]]


@pytest.mark.parametrize(
    ("edition", "year"), [("shanghai-2022", 2022), ("shanghai-2023", 2023), ("shanghai-2026", 2026)]
)
def test_every_character_is_printed_on_the_pages_expected(
    edition: str, year: int, tmp_path: Path
) -> None:
    form = load_edition(edition)
    pages = printed(list(PROJECTS.values()), tmp_path, form, year)
    starts = [n for n, page in enumerate(pages) if form.label("title") in page]
    assert len(starts) == len(PROJECTS)
    per_form = {
        name: pages[start:end]
        for name, start, end in zip(PROJECTS, starts, [*starts[1:], len(pages)], strict=True)
    }
    counts = {name: len(found) for name, found in per_form.items() if len(found) > 1}
    assert counts == {"120 indicators": 4}
    for name, found in per_form.items():
        sheet = form_sheet(PROJECTS[name], "表", form, year)
        entered = Counter("".join("".join(str(cell.value or "").split()) for cell in sheet.cells))
        missing = entered - Counter("".join(found))
        assert not missing, f"{name}: {missing}"
    for page in per_form["120 indicators"][1:]:
        assert all(form.label(head) in page for head in ("level1", "level2", "level3", "target"))
    assert [found[-1][-7:] for found in per_form.values()].count("第1页，共1页") == 8
    assert "第4页，共4页" in per_form["120 indicators"][3]


def test_only_a_text_taller_than_a_row_is_in_smaller_type_than_the_edition_allows(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sheet = form_sheet(PROJECTS["goals over a page"], "表", EDITION, 2022)
    assert "“目标超页”的打印表：有文字太长，用 4.5 磅的小字" in caplog.text
    smaller = [c.value for c in sheet.cells if sheet.styles[c.style].size < 7]
    assert smaller == ["目标" * 1500]
    assert max(sheet.heights.values()) <= TALLEST
    form_sheet(replace(PROJECTS["goals over a page"], name=None), "项目1", EDITION, 2022)
    assert "“项目1”的打印表" in caplog.text


@pytest.mark.parametrize(
    "name", [name for name in PROJECTS if name not in ("120 indicators", "goals over a page")]
)
def test_type_is_never_smaller_than_the_edition_allows(name: str) -> None:
    sheet = form_sheet(PROJECTS[name], "表", EDITION, 2022)
    assert sheet.page.fit == (1, 1)
    assert EDITION.form["smallest_size"] <= sheet.styles["text"].size <= EDITION.form["text_size"]


def test_form_has_the_edges_of_the_printed_one() -> None:
    sheet = form_sheet(PLAIN, "表", EDITION, 2022)
    assert sheet.widths == (41, 53, 63, 98, 66, 46, 47, 73)


def test_equal_neighbours_are_merged_and_only_within_their_first_level() -> None:
    table = """
    产出指标 | 数量指标 | 甲 | 1
    产出指标 | 数量指标 | 乙 | 2
    效益指标 | 数量指标 | 丙 | 3
    .        | .        | 丁 | 4
    .        | .        | 戊 | 5
    """
    sheet = form_sheet(project("合并", FUNDING, table), "表", EDITION, 2022)
    spans = [(c.value, c.row, c.rows) for c in sheet.cells if c.column in (1, 2) and c.row > 11]
    assert spans == [
        ("产出指标", 12, 2),
        ("效益指标", 14, 1),
        ("", 15, 1),
        ("", 16, 1),
        ("数量指标", 12, 2),
        ("数量指标", 14, 1),
        ("", 15, 1),
        ("", 16, 1),
    ]
    side = at(sheet, "绩效指标")
    assert (side.row, side.rows) == (11, 6)


def test_indicators_mark_begins_below_the_heads_in_the_edition_of_2023() -> None:
    edition = load_edition("shanghai-2023")
    sheet = form_sheet(PLAIN, "表", edition, 2023)
    side = at(sheet, "绩效指标")
    head = at(sheet, "一级指标")
    assert (side.row, side.rows) == (head.row + 1, len(PLAIN.indicators))
    blank = next(cell for cell in sheet.cells if (cell.row, cell.column) == (head.row, 0))
    assert (blank.value, blank.rows) == ("", 1)
    bare = form_sheet(PROJECTS["no indicators"], "表", edition, 2023)
    assert at(bare, "绩效指标").row == at(bare, "一级指标").row


def test_merges_end_where_a_page_does() -> None:
    sheet = form_sheet(PROJECTS["120 indicators"], "表", EDITION, 2022)
    assert sheet.page.fit == (1, 0)
    assert sheet.page.repeat == (11, 11)
    for cell in sheet.cells:
        assert not any(cell.row < page < cell.row + cell.rows for page in sheet.page.breaks)


@pytest.mark.parametrize("count", [19, 22, 25])
def test_a_form_that_is_set_close_fills_its_page(count: int) -> None:
    roomy = form_sheet(PLAIN, "表", EDITION, 2022)
    sheet = form_sheet(project("指标不少", FUNDING, rows(count)), "表", EDITION, 2022)
    room = 842 - sum(sheet.page.margins[2:])
    assert 0.88 * room < sum(sheet.heights.values()) < 0.95 * room
    first = at(sheet, "第0项工作完成情况").row
    indicator, head = sheet.heights[first], sheet.heights[1]
    lowest = sheet.styles["text"].size * LEADING + 2
    assert lowest < indicator < roomy.heights[first]
    assert lowest < head < roomy.heights[1]


def test_amounts_print_by_the_editions_pattern() -> None:
    assert value("total", PLAIN, EDITION) == "1200000.00"
    assert value("fiscal", PLAIN, EDITION) == "1000000"
    assert printed_amount(Decimal("7595500.5"), "0.##") == "7595500.50"
    assert printed_amount(Decimal("0.125"), "0.##") == "0.125"
    assert printed_amount(Decimal("4.1E+6"), "#,##0.00") == "4,100,000.00"
    assert printed_amount(Decimal("0"), "0.##") == "0"
    unread = replace(PLAIN, funding=money("- - - - - - -"), typed={"total": "一百二十万"})
    assert value("total", unread, EDITION) == "一百二十万"


def test_goal_heading_names_the_years_it_was_given() -> None:
    given = replace(PLAIN, goals=Goals("目标", None, (2021, 2023)))
    assert at(form_sheet(given, "表", EDITION, 2022), "项目总目标\n（2021 年- 2023年）")
    bare = Project(sheet="", indicators=indicators("", ""))
    assert at(form_sheet(bare, "表", EDITION, None), "项目总目标")
