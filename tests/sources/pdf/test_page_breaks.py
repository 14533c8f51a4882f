"""A line break in a PDF is kept where a person typed it and taken out where a line was full."""

from dataclasses import replace

import pytest

from tests.filings import bare
from tests.libreoffice import convert
from tests.sources.offices import project, publication_of
from xlperf.filing.model import Goals, Narrative
from xlperf.form.numbering import begins_item
from xlperf.reading.read_filing import read_filing
from xlperf.sources.pdf.line_wraps import runs_on, typed_text
from xlperf.sources.pdf.text_lines import TextLine

LONG = "为居民出行提供快速便捷的通道，完善路网服务功能，分流中环路的交通压力，支撑区域一体化发展"
TEXTS = (
    "1、完成某某路雨污混接改造\n2、完成泵站自动化改造并验收\n3、居民知晓率达到90%",
    f"（一）{LONG}\n（二）{LONG}，提升道路通行能力。\n（三）办好实事",
    f"{LONG}。\n{LONG}；\n{LONG}",
    "巩固“五违”整治成果，落实《办法》要求，\n依据2023年第12号文件和APP数据，投资1,234,567.00元。",
)
PROJECTS = [
    replace(
        project(number + 1),
        goals=Goals(TEXTS[number % 4], TEXTS[(number + 1) % 4]),
        narrative=Narrative(*(TEXTS[(number + at) % 4] for at in range(6)), "详见部门的绩效目标表"),
    )
    for number in range(4)
]


@pytest.mark.parametrize("indent", [24, 0])
def test_typed_breaks_stay_and_wrapped_lines_are_joined(tmp_path, indent):
    source = tmp_path / "公开.docx"
    source.write_bytes(publication_of(PROJECTS, narrative=True, title=True, indent=indent))
    [path] = convert([source], "pdf", tmp_path)
    assert [bare(p) for p in read_filing(path).projects] == PROJECTS


def line(text, width, size=10.0):
    return TextLine(text, 0, width, 0, size)


def test_next_number_of_a_list_begins_a_line_though_the_one_above_ends_within_a_sentence():
    assert begins_item(["十九、甲", "乙"], "二十、丙")
    assert begins_item(["甲"], "1.乙")
    assert not begins_item(["1.甲"], "3.乙")
    assert not begins_item(["依照第二条"], "（一）的规定")


def test_quotation_mark_is_not_parted_from_the_words_beside_it():
    above = line("发写新技战行学。", 80)
    assert runs_on([above], line("量“五违”志", 60), room=120)
    assert not runs_on([above], line("量五违志指", 50), room=120)


def test_number_with_which_a_full_line_goes_on_begins_no_item(tmp_path):
    texts = [f"{LONG[:length]}召开听证会；5、六两月各一次，{LONG}。" for length in range(40)]
    projects = [
        replace(
            each,
            goals=Goals(text, f"1、{LONG[:12]}；\n2、{text}\n3、办好实事"),
            narrative=replace(each.narrative, overview=text, basis=other),
        )
        for each, text, other in zip(map(project, range(20)), texts, texts[20:], strict=False)
    ]
    source = tmp_path / "公开.docx"
    source.write_bytes(publication_of(projects, narrative=True, title=True, indent=0))
    [path] = convert([source], "pdf", tmp_path)
    assert [bare(p) for p in read_filing(path).projects] == projects


def test_list_that_a_page_parts_counts_on_from_the_page_before():
    above = [line("1、甲；", 30), line("2、乙乙乙乙乙乙乙乙", 100)]
    below = [line("乙乙乙乙乙乙乙乙乙", 95), line("3、丙；", 40)]
    below = [each._replace(base=13.0 * number) for number, each in enumerate(below)]
    assert typed_text(below, 100, above).text == "乙乙乙乙乙乙乙乙乙\n3、丙；"
    assert typed_text(below, 100).text == "乙乙乙乙乙乙乙乙乙3、丙；"
