"""What lies beyond a page or is cut off on it: nobody sees it there, so it is not read there."""

import pytest

from tests.sources.pdf.drawn import EDGES, HEIGHT, ROW, SIZE, form, put
from tests.sources.pdf.test_other_programs import CELLS, OVERLAID, ROWS, read, told
from xlperf.filing.model import Narrative

PITCH, LEFT = 14, 60
TEXT = [
    "项目经费情况说明", "一、项目概述", "本项目为某某路下立交工程，由某某区市政工程建设中心实施。",
    "二、立项依据", "1.《某某市道路管理条例》", "2.《某某市城乡规划条例》", "三、实施主体",
    "某某中心", "四、实施方案", "1.加强组织。", "2.构建网络，全面巡查。", "3.严格考核。",
    "五、实施周期", "2026年1月1日至2027年12月31日。", "六、年度预算安排", "本年度预算226.15万元。",
    "七、绩效目标", "详见绩效目标表。",
]  # fmt: skip
NARRATIVE = Narrative(
    TEXT[2], "\n".join(TEXT[4:6]), TEXT[7], "\n".join(TEXT[9:12]), TEXT[13], TEXT[15], TEXT[17]
)
FIRST = 10
"""The line that the second page begins with."""


def lines(top, last=None):
    """The narrative as a tall cell on two pages has it: all its lines, written on both."""
    return [put(text, LEFT, top + at * PITCH, 9) for at, text in enumerate(TEXT[:last])]


def cut_to(top, end, made, left=0, right=595):
    """What is drawn, cut off above and below."""
    return [f"q {left} {HEIGHT - end} {right - left} {end - top} re W n", *made, "Q"]


@pytest.mark.parametrize("hidden", [0, 4, None])
@pytest.mark.parametrize("is_cut", [False, True])
@pytest.mark.parametrize("is_beside_form", [False, True])
def test_lines_that_two_pages_have_are_read_where_they_are_seen(
    tmp_path, hidden, is_cut, is_beside_form
):
    end = HEIGHT - 60 if is_cut else HEIGHT
    last = None if hidden is None else FIRST + hidden
    above = lines(end + 10 - FIRST * PITCH, last)
    below = lines((60 if is_cut else 10) - FIRST * PITCH)
    if is_cut:
        above, below = cut_to(40, end, above), cut_to(50, HEIGHT, below)
    rest = form(CELLS, top=250)
    pages = (above, [*below, *rest]) if is_beside_form else (above, below, rest)
    filing = read(tmp_path, *pages)
    [project] = filing.projects
    assert project.narrative == NARRATIVE
    assert told(project)[-1] == list(ROWS)
    assert not filing.flaws


def test_text_that_is_cut_off_in_its_cell_is_not_read_and_said_so(tmp_path):
    cells = [(*c[:4], "" if c[:2] == (11, 2) else c[4]) for c in CELLS]
    top, end = (40 + row * ROW for row in (10, 11))
    goal = [put(f"第{n}段的目标。", EDGES[1] + 2, top + 9 + n * 12, SIZE) for n in range(6)]
    [project] = read(tmp_path, [*form(cells), *cut_to(top, end, goal, EDGES[1], EDGES[5])]).projects
    assert project.goals.overall == "第0段的目标。\n第1段的目标。"
    assert project.marks[project.at["overall"]] == "格子里印不下全部文字，请核对"
    assert [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators] == list(ROWS)


def test_text_of_which_the_end_is_cut_off_beside_is_said_to_be_more(tmp_path):
    cells = [(*c[:4], "" if c[:2] == (14, 4) else c[4]) for c in CELLS]
    name = "按照合同约定的时间完成全部工程并通过竣工验收移交"
    top, end = (40 + row * ROW for row in (13, 14))
    made = cut_to(top, end, [put(name, EDGES[3] + 60, top + 16)], EDGES[3], EDGES[6])
    [project] = read(tmp_path, [*form(cells), *made]).projects
    rows = project.indicators
    marks = [project.marks.get(row.at["level3"]) for row in rows]
    assert marks == [None, "格子里印不下全部文字，请核对", None, None]
    assert [row.target.text for row in rows] == [row[3] for row in ROWS]


def test_letter_alone_that_no_font_here_has_is_said_to_be_missing(tmp_path):
    """pdfium passes over it, as its font is neither in the document nor on the machine."""
    cells = [(*c[:4], "优" if c[:2] == (13, 7) else c[4]) for c in CELLS]
    [project] = read(tmp_path, form(cells)).projects
    [first, *rest] = project.indicators
    assert project.marks[first.at["target"]] == "有的字没有读出，请核对"
    assert [row.target.text for row in rest] == [row[3] for row in ROWS[1:]]


def test_texts_that_lie_over_each_other_are_marked(tmp_path):
    """As where a program that drops what is cut off prints a row that is too low."""
    over = [put("完成时间以合同为准", 260, 40 + 13.6 * ROW)]
    [project] = read(tmp_path, [*form(CELLS), *over]).projects
    marks = [project.marks.get(row.at["level3"]) for row in project.indicators]
    assert marks == [None, OVERLAID, None, None]


def test_letters_drawn_again_to_look_bold_are_no_two_texts(tmp_path):
    def bold(text, x, y):
        return "\n".join([put(text, x, y), put(text, x + 0.3, y)])

    [project] = read(tmp_path, form(CELLS, write=bold)).projects
    assert set(project.marks.values()) == {"由 2 行合并"}


def test_text_that_reaches_through_its_neighbour_is_marked_in_both(tmp_path):
    """So a spreadsheet prints a level too wide for its cell; it touches the level before it."""
    cells = [(*c[:4], "" if c[:2] in ((16, 2), (16, 3)) else c[4]) for c in CELLS]
    x = EDGES[2] - 4.5 * SIZE
    made = [put(ROWS[-1][0] + ROWS[-1][1], x, 40 + 15.6 * ROW)]
    [project] = read(tmp_path, [*form(cells), *made]).projects
    last = project.indicators[-1]
    marks = {project.marks.get(last.at[level]) for level in ("level1", "level2")}
    assert marks == {OVERLAID}


def test_path_of_many_parts_is_passed_over(tmp_path):
    """It is no cell's edge; to go through long ones again and again would hold up the reading."""
    path = " ".join(f"{x} 0 m {x + 1} 1 l" for x in range(20))
    [project] = read(tmp_path, [f"q {path} W n", *form(CELLS), "Q"]).projects
    assert told(project)[-1] == list(ROWS)


@pytest.mark.parametrize("way", ["beside", "above", "no ink", "white", "under a clip"])
def test_amount_that_nobody_sees_is_not_read(tmp_path, way):
    cells = [(*c[:4], "" if c[:2] == (8, 8) else c[4]) for c in CELLS]
    y, x = 40 + 7.6 * ROW, EDGES[7] + 10
    drawn = {
        "beside": put("9,999.00", x + 200, y),
        "above": put("9,999.00", x, -20),
        "no ink": f"q 3 Tr {put('9,999.00', x, y)} 0 Tr Q",
        "white": f"q 1 g {put('9,999.00', x, y)} Q",
        "under a clip": "\n".join(cut_to(600, 700, [put("9,999.00", x, y)])),
    }[way]
    [project] = read(tmp_path, [*form(cells), drawn]).projects
    assert project.funding.carried_over is None
    assert project.funding.annual_total == 226145100
