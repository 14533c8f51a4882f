"""Both dates of a project in one cell."""

from datetime import date

import pytest

from tests.sources.text.test_form import marks
from tests.sources.text.test_read_text import PAGE, read
from xlperf.reading.published_forms.dates_in_one_cell import ends_of

OWN = "计划开始日期\n2023-01-01\n计划完成日期\n2023-12-31\n"


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-01至2023-12-31", "2023年1月1日—2023年12月31日", "2023/1/1-2023/12/31",
        "2023.01.01～2023.12.31", "2023-1-1 - 2023-12-31", "2023 年 1 月 1 日至2023 年 12 月 31 日",
    ],
)  # fmt: skip
def test_two_whole_dates_in_one_cell_are_divided_and_marked(text):
    filing = read(PAGE.replace(OWN, f"项目起止时间\n{text}\n"))
    [project] = filing.projects
    assert (project.start, project.end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert marks(project)["start"] == marks(project)["end"] == "自“项目起止时间”一格拆出"
    assert str(project.at["start"]) == "page.txt!第13行"
    assert not filing.flaws
    assert not project.flaws


@pytest.mark.parametrize("text", ["2023.1-2023.12", "2023年", "3年", "2023-02-30至2023-12-31", ""])
def test_what_is_not_two_whole_dates_is_not_divided(text):
    assert ends_of(text) is None


def test_label_whose_text_is_not_divided_is_named():
    filing = read(PAGE.replace(OWN, "项目起止时间\n2023年1月-12月\n"))
    assert filing.projects[0].start is None
    assert "有“项目起止时间”一栏，填报表没有它的位置，没有读入" in [f.text for f in filing.flaws]


def test_form_with_labels_for_its_dates_keeps_them():
    text = PAGE.replace(OWN, OWN + "实施期限\n2022-01-01至2022-12-31\n")
    filing = read(text)
    assert filing.projects[0].start == date(2023, 1, 1)
    assert any("实施期限" in flaw.text for flaw in filing.flaws)
