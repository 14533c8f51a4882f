"""What was joined from lines or taken from behind a label says so, in Word and Excel as well."""

import pytest

from tests.sources.pdf.cells import HEAD, cells_of, long_document, long_sheet
from xlperf.reading.read_filing import read_filing, read_filings

ROWS = [
    ("产出指标", "数量指标", "完成日期：十二月", "=1次"),
    ("满意度指标", "服务对象满意度\n指标", "居民满意度", "≥90.00(%)"),
]
TYPED = {
    (3, 1): ("项目名称：某某路下立交工程", "自同一格的标签后拆出"),
    (3, 7): ("项目类别: 特定目标类", "自同一格的标签后拆出"),
    (9, 6): ("其他资金：12.00", "自同一格的标签后拆出"),
}


def cells():
    """The form with some values in the cells of their labels, and some on two lines."""
    gone = {(3, 3), (3, 8), (9, 8)}
    texts = {place: text for place, (text, _) in TYPED.items()}
    texts |= {(6, 5): "771,325,\n800.00", (5, 3): "2026\n-01-01"}
    head = [
        (*cell[:4], None if cell[:2] in gone else texts.get(cell[:2], cell[4])) for cell in HEAD
    ]
    return cells_of(ROWS, head)


@pytest.fixture(params=["docx", "xlsx"])
def path(tmp_path, request):
    path = tmp_path / f"表.{request.param}"
    path.write_bytes({"docx": long_document, "xlsx": long_sheet}[request.param](cells()))
    return path


def test_values_in_their_labels_cells_are_read_and_marked(path):
    [project] = read_filing(path).projects
    assert (project.name, project.category) == ("某某路下立交工程", "特定目标类")
    assert (str(project.funding.annual_other), project.funding.other) == ("12.00", 0)
    marks = {field: project.marks.get(at) for field, at in project.at.items()}
    assert {marks[field] for field in ("name", "category", "annual_other")} == {
        "自同一格的标签后拆出"
    }
    assert marks["unit"] is marks["fiscal"] is None
    assert not project.flaws


def test_address_of_such_a_value_is_the_cell_that_holds_it(path):
    [project] = read_filing(path).projects
    assert project.at["name"].cell in ("表1行3列1", "A3")
    assert project.at["unit"].cell in ("表1行4列6", "F4")


def test_values_on_several_lines_of_a_cell_are_marked(path):
    [project] = read_filing(path).projects
    marks = {field: project.marks.get(at) for field, at in project.at.items()}
    assert str(project.funding.total) == "771325800.00"
    assert (marks["total"], marks["start"]) == ("由 2 行合并", "由 2 行合并")
    last = project.indicators[-1]
    assert (last.level2, project.marks[last.at["level2"]]) == ("服务对象满意度指标", "由 2 行合并")


def test_import_writes_the_marks_beside_the_values(path):
    filing, _ = read_filings([path])
    [project] = filing.projects
    assert "自同一格的标签后拆出" in project.notes["name"]
    assert "由 2 行合并" in project.notes["total"]


def test_indicator_that_begins_like_a_label_stays_whole(path):
    [project] = read_filing(path).projects
    assert project.indicators[0].level3 == "完成日期：十二月"
