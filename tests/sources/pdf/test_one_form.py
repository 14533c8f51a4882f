"""One form of 2026 as a worksheet, in Word and as PDFs of both: the same values from each."""

from datetime import date

import pytest

from tests.filings import bare
from tests.libreoffice import convert
from tests.sources.pdf.cells import HEAD, cells_of, long_document, long_sheet
from xlperf.filing.model import Funding, Goals, Indicator, Project
from xlperf.filing.target import read_target
from xlperf.reading.read_filing import read_filing

ROWS = [
    (None, "生态环境成本指标", "扬尘在线监测达标情况", "可控"),
    ("产出指标", "数量指标", "下立交主体结构长度", "640米"),
    ("产出指标", "质量指标", "分部分项工程验收合格率", "=100.00(%)"),
    ("产出指标", "时效指标", "前期征收腾地完成及时性", "及时"),
    ("效益指标", "社会效益指标", "铁路道口拥堵减少情况", "减少"),
    ("效益指标", "社会效益指标", "沿线道路景观提升情况", "提升"),
    ("效益指标", "社会效益指标", "路网通行能力提升情况", "提升"),
    ("效益指标", "可持续影响指标", "养护移交机制健全性", "健全"),
    ("满意度指标", "服务对象满意度指标", "沿线居民满意度", "≥90.00(%)"),
]
MONEY = ("10 308 000.00", "10,308,000.00", "0.00", "3 498 000.00", "3,497,000.00", "1,000.00", "0")
PROJECT = Project(
    sheet="",
    name="某某路下立交工程",
    nature="阶段性项目",
    category="特定目标类",
    department="某某区建设和管理委员会",
    unit="某某区市政工程建设中心",
    start=date(2024, 1, 1),
    end=date(2027, 12, 31),
    funding=Funding(10308000, 10308000, 0, 3498000, 3497000, 1000, 0),
    goals=Goals(
        '"1.完成区政府下达的年度建设任务。\n2.新增拥堵点“零增长”，坚决做到“有增必减”。\n"',
        '"1.完成区政府下达的年度建设任务。\n2.开展施工；\n3.开展交通组织专项治理，降低拥堵点位数。"',
        (2024, 2027),
    ),
    indicators=tuple(Indicator(*row[:3], read_target(row[3]), {}) for row in ROWS),
)


def cells():
    """The form's cells with other amounts and goals than those of `HEAD`."""
    places = {
        (6, 5): MONEY[0], (7, 5): MONEY[1], (9, 5): MONEY[2], (6, 8): MONEY[3], (7, 8): MONEY[4],
        (8, 8): MONEY[5], (9, 8): MONEY[6], (5, 3): "2024-01-01",
        (10, 2): "项目总体目标\n(2024 年-2027 年)",
        (11, 2): PROJECT.goals.overall, (11, 6): PROJECT.goals.annual,
    }  # fmt: skip
    head = [(*cell[:4], places.get(cell[:2], cell[4])) for cell in HEAD]
    return cells_of(ROWS, head)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    sheet, document = folder / "表.xlsx", folder / "文.docx"
    sheet.write_bytes(long_sheet(cells()))
    document.write_bytes(long_document(cells()))
    printed = convert([sheet, document], "pdf", folder)
    return dict(
        zip(("xlsx", "docx", "xlsx.pdf", "docx.pdf"), (sheet, document, *printed), strict=True)
    )


@pytest.mark.parametrize("kind", ["xlsx", "docx", "xlsx.pdf", "docx.pdf"])
def test_same_values_from_every_kind_of_file(made, kind):
    filing = read_filing(made[kind])
    [project] = filing.projects
    assert bare(project) == PROJECT
    assert (filing.year, filing.edition) == (2026, "shanghai-2026")
    assert not project.flaws
