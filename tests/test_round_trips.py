"""What is published is read back, value for value, whatever the filing holds.

A PDF has every value up to white space, and shows no characters that its fonts do not have.
"""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.drawing import draw_forms
from tests.filings import (
    ODD,
    any_unicode,
    bare,
    filings,
    in_fonts,
    like_labels,
    on_paper,
    projects,
    spaced,
    uneven,
)
from tests.libreoffice import convert
from tests.sizes import for_all, sizes
from xlperf.cli import cli
from xlperf.filing.model import Filing, Goals, Narrative
from xlperf.filing.target import read_target
from xlperf.form.edition import dated_ids, load_edition
from xlperf.operations.compare import compare
from xlperf.output.documents.pdf import to_pdf
from xlperf.output.documents.word_publication import publication
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.word.read_document import word_blocks

pytestmark = pytest.mark.usefixtures("printing", "small_library")

SEED = Path(__file__).parent / "data" / "songjiang-npc-2022.txt"
any_filing = st.sampled_from(dated_ids()).flatmap(filings)
odd_filing = st.sampled_from(dated_ids()).flatmap(lambda e: filings(e, 2, like_labels))
spaced_filing = st.sampled_from(dated_ids()).flatmap(lambda e: filings(e, 2, spaced))
unicode_filing = st.sampled_from(dated_ids()).flatmap(lambda e: filings(e, 2, any_unicode))
uneven_filing = st.sampled_from(dated_ids()).flatmap(lambda e: filings(e, 2, uneven))
tried = pytest.mark.parametrize("count", sizes(3, 200))


def read_from_word(filing):
    content = publication(filing, load_edition(filing.edition))
    return read_publication(word_blocks(content, Path("公开.docx")))


def read_from_sheets(filing, folder):
    path = folder / "forms.xlsx"
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(filing.edition), filing.year, stream)
    return read_filing(path)


def assert_same(read, filing, narrative):
    kept = [p if narrative else replace(p, narrative=Narrative()) for p in filing.projects]
    assert [bare(p) for p in read.projects] == [bare(p) for p in kept]
    assert (read.edition, read.year) == (filing.edition, filing.year)
    assert not any(project.flaws for project in read.projects)


def assert_same_on_paper(path, filing, narrative):
    read = read_filing(path)
    flat = replace(filing, projects=tuple(map(on_paper, filing.projects)))
    assert_same(replace(read, projects=tuple(map(on_paper, read.projects))), flat, narrative)


def kept_in_word(filing):
    assert_same(read_from_word(filing), filing, narrative=True)


def kept_on_sheets(folder):
    def check(filing):
        assert_same(read_from_sheets(filing, folder), filing, narrative=False)

    return check


@tried
def test_word_document_holds_the_filing(count):
    for_all(any_filing, count, kept_in_word)


@tried
def test_sheets_of_official_forms_hold_the_filing(count, tmp_path):
    for_all(any_filing, count, kept_on_sheets(tmp_path))


@tried
def test_value_that_reads_like_a_label_is_a_value_in_a_word_document(count):
    for_all(odd_filing, count, kept_in_word)


def test_project_and_indicator_that_read_like_the_labels_of_two_forms_are_one_form(tmp_path):
    filing = read_filing(SEED)
    [first, *_] = filing.projects
    names = ["甲", "项目名称", *"乙丙丁戊己", "项目名称"]
    rows = tuple(replace(first.indicators[0], level3=name) for name in names)
    filing = replace(filing, projects=(replace(first, name="其他资金", indicators=rows),))
    assert_same(read_from_word(filing), filing, narrative=True)
    assert_same(read_from_sheets(filing, tmp_path), filing, narrative=False)


@tried
def test_value_that_reads_like_a_label_is_a_value_on_a_sheet(count, tmp_path):
    for_all(odd_filing, count, kept_on_sheets(tmp_path))


@tried
def test_white_space_is_kept_in_a_word_document(count):
    for_all(spaced_filing, count, kept_in_word)


@tried
def test_white_space_is_kept_on_a_sheet(count, tmp_path):
    for_all(spaced_filing, count, kept_on_sheets(tmp_path))


def with_every_odd_character():
    """A filing whose texts hold each of the characters that are drawn most often."""
    filing = read_filing(SEED)
    [first, *_] = filing.projects
    row = first.indicators[0]
    rows = [
        replace(row, level3=f"甲{char}乙", target=read_target(f"丙{char}丁{char}")) for char in ODD
    ]
    goals = replace(first.goals, overall=f"始{ODD}终")
    return replace(filing, projects=(replace(first, goals=goals, indicators=tuple(rows)),))


@tried
def test_any_character_is_kept_in_a_word_document(count):
    for_all(unicode_filing, count, kept_in_word, with_every_odd_character())


@tried
def test_any_character_is_kept_on_a_sheet(count, tmp_path):
    for_all(unicode_filing, count, kept_on_sheets(tmp_path), with_every_odd_character())


@pytest.mark.parametrize("bare", [0, 1, 2])
def test_indicator_of_levels_alone_is_a_row_beside_others_of_its_levels(tmp_path, bare):
    filing = read_filing(SEED)
    [first, *_] = filing.projects
    row = first.indicators[0]
    rows = [replace(row, level3=f"指标{number}") for number in range(3)]
    rows[bare] = replace(row, level3=None, target=None)
    filing = replace(filing, projects=(replace(first, indicators=tuple(rows)),))
    assert_same(read_from_word(filing), filing, narrative=True)
    assert_same(read_from_sheets(filing, tmp_path), filing, narrative=False)


@tried
def test_what_is_missing_is_missing_in_a_word_document(count):
    for_all(uneven_filing, count, kept_in_word)


@tried
def test_what_is_missing_is_missing_on_a_sheet(count, tmp_path):
    for_all(uneven_filing, count, kept_on_sheets(tmp_path))


def test_a_goal_may_read_like_the_label_of_the_other(tmp_path):
    filing = read_filing(SEED)
    [first, *_] = filing.projects
    for goals in (Goals("年度目标", "0", (2022, 2022)), Goals("0", "总目标", (2022, 2022))):
        filing = replace(filing, projects=(replace(first, goals=goals),))
        save_filing(filing, None, tmp_path / "填报.xlsx", ())
        assert_same(read_filing(tmp_path / "填报.xlsx"), filing, narrative=True)
        assert_same(read_from_word(filing), filing, narrative=True)
        assert_same(read_from_sheets(filing, tmp_path), filing, narrative=False)


@tried
def test_value_that_reads_like_a_label_is_a_value_in_a_workbook(count, tmp_path):
    def is_kept(filing):
        path = tmp_path / "填报.xlsx"
        path.unlink(missing_ok=True)  # a filing that another takes the place of would be kept
        save_filing(filing, None, path, ())
        assert_same(read_filing(path), filing, narrative=True)

    for_all(odd_filing, count, is_kept)


def made_up(edition_id, count, one=projects):
    """A filing of so many made-up projects; a PDF takes too long to make one for each."""
    made = []

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )
    @given(one(edition_id))
    def collect(project):
        made.append(replace(project, name=f"{project.name}{len(made)}"))

    collect()
    return Filing(tuple(made[:count]), edition_id, year=2022, department="某区办公室")


@pytest.mark.parametrize("count", sizes(2, 15))
@pytest.mark.parametrize("edition_id", dated_ids())
def test_pdf_of_the_publication_holds_the_filing(edition_id, count, tmp_path):
    filing = made_up(edition_id, count)
    source = tmp_path / "公开.docx"
    source.write_bytes(publication(filing, load_edition(edition_id)))
    [made] = convert([source], "pdf", tmp_path)
    read = read_filing(made)
    assert [bare(p) for p in read.projects] == [bare(p) for p in filing.projects]
    assert (read.edition, read.year) == (filing.edition, filing.year)


def test_pdf_of_the_printed_forms_holds_the_worked_example(tmp_path):
    filing = read_filing(SEED)
    book = BytesIO()
    draw_forms(filing.projects, load_edition(filing.edition), filing.year, book)
    source = tmp_path / "forms.xlsx"
    source.write_bytes(book.getvalue())
    [made] = convert([source], "pdf", tmp_path)
    without = [replace(bare(p), narrative=Narrative()) for p in filing.projects]
    assert [bare(p) for p in read_filing(made).projects] == without


def odd(edition_id):
    """Any gaps; on the forms, not in the narratives of a PDF, texts may read like labels."""
    like = like_labels(edition_id).map(lambda made: replace(made, narrative=Narrative()))
    return st.one_of(spaced(edition_id), uneven(edition_id), like)


@pytest.mark.parametrize("count", sizes(3, 30))
@pytest.mark.parametrize("edition_id", dated_ids())
def test_pdf_of_ours_holds_whatever_texts_and_gaps_a_filing_has(edition_id, count, tmp_path):
    filing = made_up(edition_id, count, odd)
    edition = load_edition(edition_id)
    content = publication(filing, edition)
    path = tmp_path / "公开.pdf"
    path.write_bytes(to_pdf(content, ".docx"))
    assert_same_on_paper(path, filing, narrative=True)


@pytest.mark.parametrize("count", sizes(4, 30))
@pytest.mark.parametrize("way", ["publication", "forms"])
def test_pdf_of_ours_holds_every_character_that_its_fonts_show(way, count, tmp_path):
    filing = made_up("shanghai-2023", count, in_fonts)
    edition = load_edition(filing.edition)
    is_whole = way == "publication"
    content, suffix = publication(filing, edition), ".docx"
    if not is_whole:
        book = BytesIO()
        draw_forms(filing.projects, edition, filing.year, book)
        content, suffix = book.getvalue(), ".xlsx"
    path = tmp_path / "表.pdf"
    path.write_bytes(to_pdf(content, suffix))
    assert_same_on_paper(path, filing, narrative=is_whole)


def test_form_that_stands_twice_in_a_pdf_is_two_forms(tmp_path):
    filing = made_up("shanghai-2022", 2)
    filing = replace(filing, projects=tuple(p for p in filing.projects for _ in range(2)))
    book = BytesIO()
    draw_forms(filing.projects, load_edition(filing.edition), filing.year, book)
    path = tmp_path / "表.pdf"
    path.write_bytes(to_pdf(book.getvalue()))
    assert [p.name for p in read_filing(path).projects] == [p.name for p in filing.projects]


@pytest.mark.parametrize("count", sizes(2, 12))
def test_commands_keep_every_value_through_workbook_document_and_pdf(count, tmp_path):
    filing = made_up("shanghai-2023", count, odd)
    book = tmp_path / "填报.xlsx"
    save_filing(filing, None, book, ())
    kept = zip(read_filing(book).projects, filing.projects, strict=True)
    # A total that is missing is a sum there.
    projects = tuple(replace(made, funding=read.funding) for read, made in kept)
    filing = replace(filing, projects=projects)
    xlperf("publish", book, "-o", tmp_path / "公开.docx", "--pdf")
    xlperf("publish", book, "-o", tmp_path / "另.pdf")
    xlperf("form", book, "--override", "-o", tmp_path / "表.pdf")
    xlperf("form", book, "--override", "-o", tmp_path / "表.xlsx")
    for name in ("填报.xlsx", "公开.docx"):
        assert_same(read_filing(tmp_path / name), filing, narrative=True)
    assert_same(read_filing(tmp_path / "表.xlsx"), filing, narrative=False)
    for name in ("公开.pdf", "另.pdf"):
        assert_same_on_paper(tmp_path / name, filing, narrative=True)
    assert_same_on_paper(tmp_path / "表.pdf", filing, narrative=False)


def xlperf(*words):
    result = CliRunner().invoke(cli, list(map(str, words)))
    assert result.exit_code in (0, 1), result.output


def test_published_and_read_again_nothing_has_changed(tmp_path):
    filing = read_filing(SEED)
    path = tmp_path / "公开.docx"
    path.write_bytes(publication(filing, load_edition(filing.edition)))
    assert compare(filing, read_filing(path)).is_same


def test_characters_that_look_like_others_or_do_not_show_are_kept(tmp_path):
    seed = read_filing(SEED)
    name = "⽬标⻓期\u200b运行"
    filing = replace(seed, projects=(replace(seed.projects[0], name=name),), statement=None)
    edition = load_edition(filing.edition)
    path = tmp_path / "公开.pdf"
    path.write_bytes(to_pdf(publication(filing, edition), ".docx"))
    read = (read_from_word(filing), read_from_sheets(filing, tmp_path))
    assert [each.projects[0].name for each in read] == [name] * 2
    assert read_filing(path).projects[0].name == "目标长期运行"


def test_rare_characters_do_not_mix_up_what_follows_them_on_a_page(tmp_path):
    """pdfium counts each of them as two."""
    seed = read_filing(SEED)
    told = replace(seed.projects[0].narrative, overview="𠮷祥镇养护工程，由𬭎源社区实施。")
    first = replace(seed.projects[0], name="𠮷祥镇养护", narrative=told)
    filing = replace(seed, projects=(first, *seed.projects[1:]))
    path = tmp_path / "公开.pdf"
    path.write_bytes(to_pdf(publication(filing, load_edition(filing.edition)), ".docx"))
    read = read_filing(path)
    assert [bare(p).narrative for p in read.projects] == [
        bare(p).narrative for p in filing.projects
    ]
    assert [p.name for p in read.projects] == [p.name for p in filing.projects]


@pytest.mark.parametrize("edition_id", dated_ids())
def test_the_words_of_a_forms_title_may_be_a_value(edition_id, tmp_path):
    edition = load_edition(edition_id)
    title = edition.label("title")
    filing = made_up(edition_id, 3)
    first, second, third = filing.projects
    rows = tuple(replace(row, level3=title) for row in second.indicators)
    told = replace(third.narrative, overview=f"已报送\n{title}\n并公开。", goals=title)
    changed = (
        replace(first, unit=title, goals=replace(first.goals, overall=title)),
        replace(second, indicators=rows, goals=replace(second.goals, annual=title)),
        replace(third, narrative=told),
    )
    filing = replace(filing, projects=changed)
    assert_same(read_from_word(filing), filing, narrative=True)
    assert_same(read_from_sheets(filing, tmp_path), filing, narrative=False)
    path = tmp_path / "公开.pdf"
    path.write_bytes(to_pdf((tmp_path / "forms.xlsx").read_bytes(), ".xlsx"))
    assert_same(read_filing(path), filing, narrative=False)
    # A narrative's paragraph that reads like a heading is one on a page.
    filing = replace(filing, projects=filing.projects[:2])
    path.write_bytes(to_pdf(publication(filing, edition), ".docx"))
    assert_same(read_filing(path), filing, narrative=True)


def test_texts_longer_than_any_form_stay_whole_on_paper(tmp_path):
    """A row taller than a spreadsheet's would be cut where the page ends."""
    seed = read_filing(SEED)
    sentences = [f"第{number}项任务按计划完成，质量达到要求。" for number in range(1, 400)]
    first, second = seed.projects[:2]
    first = replace(first, goals=replace(first.goals, overall="".join(sentences[:80])))
    indicators = list(second.indicators)
    indicators[2] = replace(indicators[2], level3="".join(sentences[:100]))
    second = replace(
        second,
        goals=replace(second.goals, annual="".join(sentences)),
        indicators=(*indicators, *[replace(i, level3=f"另{i.level3}") for i in indicators] * 6),
    )
    filing = replace(seed, projects=(first, second), statement=None)
    edition = load_edition(filing.edition)
    book = BytesIO()
    draw_forms(filing.projects, edition, filing.year, book)
    for content, suffix in ((publication(filing, edition), ".docx"), (book.getvalue(), ".xlsx")):
        path = tmp_path / "打印.pdf"
        path.write_bytes(to_pdf(content, suffix))
        read = read_filing(path)
        assert [p.goals for p in read.projects] == [p.goals for p in filing.projects]
        assert [bare(p).indicators for p in read.projects] == [
            bare(p).indicators for p in filing.projects
        ]
