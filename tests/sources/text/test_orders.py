"""Texts of forms in every order of cells: one is read; whatever is read of others is right."""

import re

import pytest
from hypothesis import strategies as st

from tests.filings import one_line
from tests.sizes import for_all, sizes
from tests.sources.text.orders import GOALS, OTHERS, VALUE, Cell, cell_by_cell, table_rows
from xlperf.filing.fields import AMOUNTS
from xlperf.form.edition import every_pair
from xlperf.form.vocabulary import levels
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

REFUSED = "无法确定每格的值，没有读入；请"


def read(text):
    return read_publication(text_blocks(text, "page.txt"))


def drawn(form):
    """The rows of a form; it is a dict of its fields and a list of its indicators."""
    side = [Cell("项目资金\n（元）", 0, 8, 4)] if form["sides"] else []
    beside = [Cell("项目\n绩效\n目标", 0, 3, 2)] if form["sides"] else []
    amounts = [Cell(form[name], 20 if n < 3 else 50, 10) for n, name in enumerate(AMOUNTS)]
    total, fiscal, other, annual_total, annual_fiscal, carried_over, annual_other = amounts
    names = [
        [Cell("项目名称", 0, 8), Cell(form["name"], 10, VALUE)],
        [
            Cell("项目性质", 30, 8), Cell(form["nature"], 40, 5), Cell("项目类别", 50, 8),
            Cell("特定目标类", 60, 8),
        ],
    ]  # fmt: skip
    table = table_rows(form["indicators"])
    return [
        [Cell("财政项目支出绩效目标申报表", 20, 60)],
        [Cell("（2026年度）", 20, 60)],
        *([[*names[0], *names[1]]] if form["wide"] else names),
        [
            Cell("主管部门", 0, 8), Cell(form["department"], 10, VALUE),
            Cell("实施单位", 30, 8), Cell(form["unit"], 40, VALUE),
        ],
        [
            Cell("计划开始日期", 0, 8), Cell("2026-01-01", 10, 15), Cell("计划完成日期", 30, 8),
            Cell("2026-12-31", 40, 15),
        ],
        [*side, Cell("项目资金总额", 10, 8), total, Cell("年度资金申请总额", 30, 10), annual_total],
        [
            Cell("其中：财政资金", 10, 8, 2), fiscal._replace(rows=2),
            Cell("其中：当年财政拨款", 30, 10), annual_fiscal,
        ],
        [Cell("上年结转资金", 30, 10), carried_over],
        [Cell("其他资金", 10, 8), other, Cell("其他资金", 30, 10), annual_other],
        [*beside, Cell("项目总目标", 5, 20), Cell("年度总体目标", 40, 16)],
        [Cell(form["overall"], 5, GOALS[0]), Cell(form["annual"], 40, GOALS[1])],
        [
            Cell("一级指标", 5, 8), Cell("二级指标", 12, 8), Cell("三级指标", 20, 8),
            Cell("年度(/项目)指标值", 50, 12),
        ],
        *(table if form["sides"] else [[c for c in row if c.x] for row in table]),
    ]  # fmt: skip


texts = (
    st.lists(one_line, min_size=1, max_size=3)
    .map(lambda lines: re.sub("[()（）《》“”]", "", "".join(lines)))
    .filter(lambda text: any(map(str.isalnum, text)))
)
sentences = st.lists(texts, min_size=1, max_size=4).map(
    lambda parts: "\n".join(f"{number}.{part}。" for number, part in enumerate(parts, 1))
)
targets = st.one_of(st.sampled_from(["≥90%", "=3次", "及时", "有效提升", "2026年底前"]), texts)


@st.composite
def forms(draw):
    indicators = []
    for level1 in sorted(draw(st.sets(st.sampled_from(sorted(levels(1))), min_size=1))):
        for level2 in sorted(
            draw(st.sets(st.sampled_from(sorted(every_pair()[level1])), min_size=1))
        ):
            names = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
            indicators += [(level1, level2, name, draw(targets)) for name in names]
    return {
        **{field: draw(texts) for field in ("name", "department", "unit")},
        **{field: draw(st.one_of(texts, sentences)) for field in ("overall", "annual")},
        **{field: f"{number}00.00" for number, field in enumerate(AMOUNTS, 1)},
        "nature": draw(st.sampled_from(["阶段性项目", "经常性项目"])),
        "sides": draw(st.booleans()),
        "wide": draw(st.booleans()),
        "indicators": indicators,
    }


def unmarked_errors(form, filing):
    """What was read wrongly without a mark that asks to look at it; what was left is said."""
    [project] = filing.projects

    def is_marked(at):
        mark = project.marks.get(at) or ""
        return "请核对" in mark or "未能分开" in mark

    read_as = {
        "name": project.name, "nature": project.nature, "department": project.department,
        "unit": project.unit, "overall": project.goals.overall, "annual": project.goals.annual,
        **{name: f"{getattr(project.funding, name):f}" for name in AMOUNTS},
        "start": str(project.start), "end": str(project.end), "category": project.category,
    }  # fmt: skip
    written = {**form, "start": "2026-01-01", "end": "2026-12-31", "category": "特定目标类"}
    errors = [
        (field, written[field], text)
        for field, text in read_as.items()
        if "".join((text or "").split()) != "".join(written[field].split())
        and not is_marked(project.at.get(field))
        and not (text is None and filing.flaws)
    ]
    right = [tuple("".join(text.split()) for text in row) for row in form["indicators"]]
    for row in project.indicators:
        cells = (row.level1, row.level2, row.level3, row.target.text if row.target else "")
        if cells not in right and not any(map(is_marked, row.at.values())):
            errors.append(("row", cells))
    is_doubtful = any(is_marked(at) for row in project.indicators for at in row.at.values())
    if len(right) != len(project.indicators) and not is_doubtful:
        errors.append(("rows", len(right), len(project.indicators)))
    return errors


@pytest.mark.parametrize("count", sizes(6, 150))
@pytest.mark.parametrize("order", OTHERS)
def test_form_in_another_order_is_refused_or_right_or_marked(order, count):
    def is_right_or_marked(form):
        filing = read(OTHERS[order](drawn(form)))
        if filing.projects:
            assert unmarked_errors(form, filing) == []
        else:
            assert any(REFUSED in flaw.text for flaw in filing.flaws)

    for_all(forms(), count, is_right_or_marked)


@pytest.mark.parametrize("count", sizes(20, 300))
def test_form_of_cells_on_lines_is_read_and_right_or_marked(count):
    def is_right_or_marked(form):
        filing = read(cell_by_cell(drawn(form)))
        if filing.projects:  # a text may read like part of a label
            assert unmarked_errors(form, filing) == []

    for_all(forms(), count, is_right_or_marked)
