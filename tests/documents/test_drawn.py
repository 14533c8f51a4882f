"""PDFs as other programs draw them: what a person sees on the page is what is read."""

import pytest

from tests.documents.cells import cells_of
from tests.documents.drawn import form, pdf
from xlperf.files.source import read_filing

ROWS = (
    ("产出指标", "数量指标", "道路建设长度", "985米"),
    ("产出指标", "时效指标", "项目完成时间", "2027-12-31"),
    ("产出指标", "时效指标", "完成及时率", "=100.00(%)"),
    ("满意度指标", "服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
)
CELLS = cells_of(ROWS)


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
