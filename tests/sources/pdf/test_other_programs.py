"""PDFs as other programs draw them: what a person sees on the page is what is read."""

from operator import itemgetter
from pathlib import Path

import pytest

from tests.sources.pdf.cells import cells_of
from tests.sources.pdf.drawn import EDGES, HEIGHT, ROW, SIZE, form, pdf, put, width, wrapped
from xlperf.errors import XlperfError
from xlperf.filing.model import Narrative
from xlperf.form.labels import fields_of
from xlperf.grid import Grid
from xlperf.reading.read_filing import read_filing
from xlperf.sources.pdf.read_pdf import pdf_blocks
from xlperf.sources.refusals import clause

ROWS = (
    ("产出指标", "数量指标", "道路建设长度", "985米"),
    ("产出指标", "时效指标", "项目完成时间", "2027-12-31"),
    ("产出指标", "时效指标", "完成及时率", "=100.00(%)"),
    ("满意度指标", "服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
)
OVERLAID = clause("pdf_cell_overlaid")
CELLS = [(*cell[:4], cell[4] or "") for cell in cells_of(ROWS)]


def read(folder, *pages, **options):
    path = folder / "表.pdf"
    path.write_bytes(pdf(*pages, **options))
    return read_filing(path)


def told(project):
    """What a project's form says, without where it says so."""
    rows = [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators]
    return (
        project.name, project.nature, project.category, project.department, project.unit,
        project.start, project.end, project.funding, project.goals, rows,
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    [project] = read(tmp_path_factory.mktemp("plain"), form(CELLS)).projects
    assert told(project)[-1] == list(ROWS)
    return told(project)


def test_radicals_symbols_and_soft_hyphens_are_the_characters_that_they_look_like(tmp_path, plain):
    shown = dict(zip("目工长立设期人民-≥", "⽬⼯⻓⽴设期⼈⺠\u00ad\uf0b3", strict=True))
    [project] = read(tmp_path, form(CELLS), shown=shown).projects
    assert told(project) == plain


@pytest.mark.parametrize("last", range(9, 16))
def test_indicator_named_like_a_label_does_not_end_the_form_over_a_page(tmp_path, plain, last):
    pages = form(CELLS, rows=(1, last)), form(CELLS, rows=(last + 1, 16))
    filing = read(tmp_path, *pages)
    assert [told(project) for project in filing.projects] == [plain]
    assert not filing.flaws


def parted(cells, last, spilt=False):
    """Two pages of a form, the cells that its break cuts left open; their text is on the second.

    With `spilt` it is on the first, below the end of the table.
    """
    cut = [cell for cell in cells if cell[0] <= last < cell[2]]
    whole = [cell for cell in cells if cell not in cut]
    count = max(cell[2] for cell in cells)
    pages = [form(whole, rows=(1, last)), form(whole, rows=(last + 1, count))]
    for top, left, bottom, right, text in cut:
        for page, (start, end) in zip(pages, ((top - 1, last), (0, bottom - last)), strict=True):
            for x in (EDGES[left - 1], EDGES[right]):
                page.append(f"{x} {HEIGHT - 40 - start * ROW} m {x} {HEIGHT - 40 - end * ROW} l S")
        for at, line in enumerate(text.split("\n")):
            y = 40 + last * ROW + 10 if spilt else 50
            pages[not spilt].append(put(line, EDGES[left - 1] + 4, y + at * 10))
    return pages


def test_small_cell_that_a_page_break_leaves_open_is_part_of_the_level_below(tmp_path, plain):
    side = [(13, 1, 13, 1, ""), (14, 1, 16, 1, "绩效\n指标")]
    cells = [cell for cell in CELLS if cell[:2] != (13, 1)] + side
    [project] = read(tmp_path, *parted(cells, 13)).projects
    assert told(project) == plain


@pytest.mark.parametrize("foot", [None, "某某路下立交工程　第 1 页"])
@pytest.mark.parametrize("last", ["三、实施主体", "某中心。"])
def test_short_line_at_the_very_end_of_a_page_is_read_but_not_its_number(tmp_path, last, foot):
    heads = "一、项目概述", "二、立项依据", "三、实施主体", "四、实施方案"
    texts = ["概述。", "依据。", "某中心。", "方案。"]
    lines = [
        "项目经费情况说明",
        *(line for pair in zip(heads, texts, strict=True) for line in pair),
    ]
    cut = lines.index(last) + 1
    first = [put(line, 60, 790 - 20 * (cut - 1 - at), 11) for at, line in enumerate(lines[:cut])]
    first += [put(foot, 60, 815, 9)] if foot else []
    second = [put(line, 60, 60 + 20 * at, 11) for at, line in enumerate(lines[cut:])]
    pages = [*form(CELLS), *first], [*second, *form(CELLS, top=200)]
    told = read(tmp_path, *pages).projects[-1].narrative
    assert [told.overview, told.basis, told.body, told.plan] == texts


def test_cell_under_a_wider_one_that_is_open_holds_its_own_text(tmp_path):
    level = next(cell for cell in CELLS if cell[:2] == (16, 2))
    gone = {(13, 1), (13, 2), level[:2]}
    others = [cell for cell in CELLS if cell[:2] not in gone]
    others += [(13, 1, 14, 1, "绩效\n指标"), (13, 2, 14, 2, "产出指标")]
    x0, x1 = EDGES[1], EDGES[2]
    y0, y1 = (HEIGHT - 40 - count * ROW for count in (15, 16))
    rules = [
        f"{x0} {y0} m {x1} {y0} l S",
        f"{x0} {y0} m {x0} {y1} l S",
        f"{x0} {y1} m {x1} {y1} l S",
    ]
    [project] = read(
        tmp_path, [*form(others), *rules, put(level[4], x0 + 4, HEIGHT - y0 + 15)]
    ).projects
    assert told(project)[-1] == list(ROWS)


@pytest.mark.parametrize("spilt", [True, False])
def test_label_of_the_amounts_beyond_the_end_of_its_page_does_not_end_the_form(
    tmp_path, plain, spilt
):
    filing = read(tmp_path, *parted(CELLS, 6, spilt))
    assert [told(project) for project in filing.projects] == [plain]
    assert not filing.flaws


def test_footer_below_a_spilt_label_does_not_end_the_form(tmp_path, plain):
    first, second = parted(CELLS, 6, spilt=True)
    footer = put("部门预算公开", 60, HEIGHT - 30, 9)
    filing = read(tmp_path, [*first, footer], second)
    assert [told(project) for project in filing.projects] == [plain]
    assert not filing.flaws


def test_form_after_another_is_its_own_though_neither_has_a_title(tmp_path):
    head = [cell for cell in CELLS if cell[0] > 2]
    named = [(*cell[:4], "另一项目") if cell[:2] == (3, 3) else cell for cell in head]
    found = read(tmp_path, form(head, rows=(3, 16)), form(named, rows=(3, 16))).projects
    assert [project.name for project in found] == ["某某路下立交工程", "另一项目"]
    assert [len(project.indicators) for project in found] == [4, 4]


OVER = {
    "斜": f"q 0.85 g {put('上海市某区财政局', 120, 600, 60, '0.7 0.7 -0.7 0.7')} Q",
    "斜而小": "\n".join(
        put("张三2023", x, y, 14, "0.87 0.5 -0.5 0.87")
        for x in range(30, 560, 120) for y in range(50, 800, 80)
    ),
    "大": put("公开文件", 150, 320, 72),
    "淡": "q 0.9 0.9 0.9 rg "
    + "\n".join(put("内部资料", x, y, 10) for x in range(30, 560, 90) for y in range(50, 500, 30))
    + " Q",
    "白": f"q 1 g {put('签章位置', 160, 107)} Q",
    "无墨": f"q 3 Tr {put('签章位置', 160, 107)} 0 Tr Q",
}  # fmt: skip


@pytest.mark.parametrize("kind", OVER)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_lies_over_or_under_a_form_is_not_in_its_values(tmp_path, plain, kind, is_first):
    drawn = [OVER[kind], *form(CELLS)] if is_first else [*form(CELLS), OVER[kind]]
    [project] = read(tmp_path, drawn).projects
    assert told(project) == plain


@pytest.mark.parametrize("kind", OVER)
def test_what_lies_over_prose_is_not_in_it(tmp_path, kind):
    typed = ["项目经费情况说明1", "一、项目概述", "保障某某路下立交工程。", "二、立项依据"]
    prose = [put(text, 160, 53 + 54 * row, 11) for row, text in enumerate(typed)]
    [project] = read(tmp_path, [*prose, OVER[kind]], form(CELLS)).projects
    assert project.narrative.overview == "保障某某路下立交工程。"


def test_yellow_text_is_read(tmp_path, plain):
    drawn = [*form(CELLS, rows=(1, 15)), "1 1 0 rg", *form(CELLS, top=40 + 15 * ROW, rows=(16, 16))]
    [project] = read(tmp_path, drawn).projects
    assert told(project) == plain


def test_white_heads_on_a_dark_ground_are_read(tmp_path, plain):
    ground = f"q 0 0.2 0.5 rg {EDGES[0]} {HEIGHT - 40 - 12 * ROW} 487 {ROW} re f Q"
    heads = [cell for cell in CELLS if cell[0] == 12]
    rest = [cell for cell in CELLS if cell[0] != 12]
    white = ["1 1 1 rg", *form(heads, top=40 + 11 * ROW, rows=(12, 12)), "0 0 0 rg"]
    [project] = read(tmp_path, [ground, *form(rest), *white]).projects
    assert told(project) == plain


def test_text_of_a_scan_which_has_no_ink_is_read(tmp_path, plain):
    [project] = read(tmp_path, ["3 Tr", *form(CELLS)]).projects
    assert told(project) == plain


def test_digits_spread_to_fill_a_line_hold_no_spaces(tmp_path):
    cells = [(*cell[:4], "投资12345万元") if cell[:2] == (11, 2) else cell for cell in CELLS]

    def write(text, x, y):
        return f"4 Tc {put(text, x - 20, y)} 0 Tc" if "12345" in text else put(text, x, y)

    [project] = read(tmp_path, form(cells, write=write)).projects
    assert project.goals.overall == "投资12345万元"


def test_text_wider_than_its_cell_is_marked_in_all_that_it_reaches():
    name = "某某路下立交工程（二期）道路、排水及附属设施"
    cells = [(*cell[:4], "名") if cell[:2] == (3, 3) else cell for cell in CELLS]

    def write(text, x, y):
        return put(name, x + 7 - width(name) * SIZE / 2, y) if text == "名" else put(text, x, y)

    blocks = pdf_blocks(pdf(form(cells, write=write)), Path("表.pdf"))
    [grid] = [block for block in blocks if isinstance(block, Grid)]
    marked = [place for place, mark in grid.marks.items() if mark == OVERLAID]
    assert sorted(marked) == [(2, 0), (2, 2), (2, 4)]


@pytest.mark.parametrize("order", [None, itemgetter(1), lambda cell: not fields_of(cell[4])])
@pytest.mark.parametrize("pages", [((1, 16),), ((1, 13), (14, 16))])
def test_form_without_rules_is_refused_with_its_pages(tmp_path, order, pages):
    drawn = [form(sorted(CELLS, key=order), rows=rows, rules=False) for rows in pages]
    with pytest.raises(XlperfError, match=r"第1页第1行.*处的表没有框线.*请改用 Word、Excel 原件"):
        read(tmp_path, *drawn)


def test_form_without_rules_beside_one_that_has_some_is_named(tmp_path, plain):
    filing = read(tmp_path, form(CELLS), form(CELLS, rules=False))
    [project] = filing.projects
    assert told(project) == plain
    assert [(flaw.at.cell, "没有框线" in flaw.text) for flaw in filing.flaws] == [
        ("第2页第1行", True)
    ]


def test_narrative_before_a_form_without_rules_is_not_that_of_the_next_form(tmp_path, plain):
    lines = ["项目经费情况说明", "一、项目概述", "概述。", "二、立项依据", "依据。"]
    first = [put(line, 60, 40 + 14 * at, 11) for at, line in enumerate(lines)]
    filing = read(tmp_path, [*first, *form(CELLS, top=140, rules=False)], form(CELLS))
    [project] = filing.projects
    assert told(project) == plain
    assert project.narrative == Narrative()
    assert filing.flaws[0].at.cell == "第1页第6行"


def test_page_whose_text_comes_out_garbled_is_named(tmp_path):
    used = {char for cell in CELLS for char in cell[4] if not char.isascii()}
    shown = {char: chr(0xA000 + number) for number, char in enumerate(sorted(used))}
    with pytest.raises(XlperfError, match="第1页处的文字取出来是乱码"):
        read(tmp_path, form(CELLS), shown=shown)


def test_label_and_value_without_a_rule_between_them_are_parted(tmp_path, plain):
    drawn = [cell for cell in CELLS if cell[:2] not in ((5, 1), (5, 3))]
    words = [cell for cell in CELLS if cell[:2] in ((5, 1), (5, 3))]
    bare = form(words, top=40 + 4 * ROW, rows=(5, 5), rules=False)
    [project] = read(tmp_path, [*form(drawn), *bare]).projects
    assert told(project) == plain


@pytest.mark.parametrize("at", ["top", "middle"])
@pytest.mark.parametrize("drop", [0, 2])
def test_text_higher_than_its_cell_is_marked_in_all_that_it_reaches(at, drop):
    goal = "".join(f"完成第{number}段道路工程，" for number in range(1, 14))
    cells = [(*cell[:4], "") if cell[:2] == (11, 6) else cell for cell in CELLS]
    lines = wrapped(goal, EDGES[8] - EDGES[5] - 4)
    assert len(lines) > 4
    foot = 40 + 11 * ROW
    height = 1.2 * SIZE * len(lines)
    start = foot - ROW if at == "top" else foot - (ROW + height) / 2
    spilt = [
        put(line, EDGES[5] + 2, start + drop + (n + 0.9) * 1.2 * SIZE)
        for n, line in enumerate(lines)
    ]
    drawn = [*form(cells, rows=(1, 11)), *spilt, *form(cells, top=foot, rows=(12, 16))]
    blocks = pdf_blocks(pdf(drawn), Path("表.pdf"))
    [grid] = [block for block in blocks if isinstance(block, Grid)]
    wrong = {
        (row, column)
        for row, cells in enumerate(grid.rows)
        for column, text in enumerate(cells)
        if text and "道路工程" in text
    }
    assert len(wrong) > 1
    marked = {place for place, mark in grid.marks.items() if OVERLAID in mark}
    assert wrong <= marked <= {(row, c) for row in range(9, 16) for c in (5, 6, 3)}


def test_first_level_that_is_one_blank_cell_with_its_side_label_over_a_page_is_that_above(
    tmp_path, plain
):
    last = 14  # within 产出指标, so that its rest and that of 绩效指标 are on the second page
    rest = [cell for cell in CELLS if not (cell[0] <= last < cell[2] and cell[1] <= 2)]
    rest.append((last + 1, 1, last + 1, 2, ""))
    side = [cell for cell in CELLS if cell[0] > last and cell[1] == 1]
    assert not side
    pages = form(CELLS, rows=(1, last)), form(rest, rows=(last + 1, 16))
    [project] = read(tmp_path, *pages).projects
    assert told(project)[-1] == list(ROWS)


def test_blank_merged_first_level_is_not_that_of_the_rows_above(tmp_path):
    rows = [
        ROWS[0],
        (None, "社会效益指标", "安全隐患", "减少"),
        (None, "社会效益指标", "景观", "提升"),
    ]
    [project] = read(tmp_path, form(cells_of([*rows, ROWS[-1]]))).projects
    assert told(project)[-1] == [*rows, ROWS[-1]]


def test_form_whose_last_column_is_on_another_page_is_refused(tmp_path):
    left = [(*cell[:3], min(cell[3], 7), cell[4]) for cell in CELLS if cell[1] <= 7]
    with pytest.raises(XlperfError, match="右边几列印到了另一页上"):
        read(tmp_path, form(left))


def test_head_repeated_on_a_page_is_no_row_though_part_of_a_merged_label_is_beside_it(tmp_path):
    """A page's end leaves each page the part of a merged cell's text that has its place there."""
    cells = [cell for cell in CELLS if cell[:2] not in ((12, 1), (13, 1))]
    head = [cell for cell in cells if cell[0] == 12]
    above = form([*cells, (12, 1, 16, 1, "绩")], rows=(1, 14))
    below = [
        *form([*head, (12, 1, 12, 1, "")], rows=(12, 12)),
        *form([*cells, (12, 1, 16, 1, "")], top=40 + ROW, rows=(15, 16)),
        put("产出指标", 105, 40 + 0.8 * ROW),
    ]
    filing = read(tmp_path, above, below)
    [project] = filing.projects
    assert told(project)[-1] == list(ROWS)
    assert not filing.flaws
