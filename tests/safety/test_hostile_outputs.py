"""Hostile texts through the commands that gather, compare, export and carry a filing on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from zipfile import ZipFile

import polars as pl
import pytest

from tests.commands import run
from tests.drawing import draw_filing
from tests.libreoffice import TABBED, convert
from tests.safety.children import COMMAND, run_all
from tests.safety.hostile import TEXTS, as_read
from tests.safety.packages import formulas, ways_out
from tests.safety.test_hostile_text import (
    EDITION,
    SECONDS,
    cells,
    changed,
    drawn,
    hostile_projects,
    project,
)
from tests.sizes import sizes
from xlperf.filing.model import Filing, Indicator
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.operations.compare import compare
from xlperf.operations.import_table import import_table
from xlperf.operations.indicator_library import collect, read_table
from xlperf.output.atomic_write import writing
from xlperf.output.save import save_forms
from xlperf.reading.own_workbook.library_sheet import read_library_file
from xlperf.reading.read_filing import read_filing
from xlperf.sources.open_file import open_file

SHOWN = {name: as_read(text) for name, text in TEXTS.items()}
TURNED = ("right to left", "isolates")
"""Texts whose characters a page shows in another order."""


def commands(book, older, folder):
    """The commands on a book, and on it after an older version with the same names."""
    library = folder / f"{book.stem}-library.xlsx"
    outs = {
        name: folder / f"{book.stem}-{name}"
        for name in ("export.xlsx", "compare.xlsx", "carried.xlsx", "live.xlsm")
    }
    jobs = [
        ["library", str(book), "-o", str(library)],
        ["export", str(book), "--to", "integrated", "-o", str(outs["export.xlsx"])],
        ["compare", str(older), str(book), "-o", str(outs["compare.xlsx"])],
        ["new", str(outs["carried.xlsx"]), "--year", "2023", "--from", str(book)],
        ["rebuild", str(book), "-o", str(outs["live.xlsm"])],
        ["compare", str(older), str(book)],
        ["compare", str(older), str(book), "--json"],
    ]
    jobs[3] += ["--library", str(library)]
    return jobs, {"library.xlsx": library, **outs}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module", params=sizes(3, 1))
def projects(request):
    return hostile_projects(request.param)


@pytest.fixture(scope="module")
def books(projects, folder):
    book = drawn(projects, folder / "hostile.xlsx")
    older = folder / "older.xlsx"
    renamed = [replace(project(f"旧{n}"), name=typed.name) for n, typed in enumerate(projects)]
    with writing(older) as stream:
        draw_filing(Filing(tuple(renamed), EDITION, 2022, "旧"), load_edition(EDITION), (), stream)
    return book, older


@pytest.fixture(scope="module")
def ran(projects, books, folder):
    """The commands' answers and outputs on the hostile book, and a harmless book's outputs.

    Of the latter the shapes of formulas are wanted, which three projects have all of; only in the
    live workbook one formula names every project, and each sheet has a module.
    """
    done = []
    harmless = drawn([project(text) for text in "甲乙丙"], folder / "harmless.xlsx")
    for book, older in (books, (harmless, harmless)):
        jobs, outs = commands(book, older, folder)
        if book == harmless:
            jobs = jobs[: len(outs)]
        answers = run_all(COMMAND, jobs, folder, workers=1, seconds=SECONDS)
        assert [(a.faults, a.result["code"]) for a in answers] == [([], 0)] * len(jobs)
        out, data = folder / f"{book.stem}-all.xlsx", folder / f"{book.stem}.parquet"
        gathered = run("gather", book, "-o", out, "--data", data)
        assert gathered.returncode == 1, gathered.stderr
        texts = [gathered.stdout, gathered.stderr]
        texts += [a.result[stream] for a in answers for stream in ("out", "err")]
        done.append((texts, {"all.xlsx": out, **outs}))
    many = drawn([project(f"甲{n}") for n in range(len(projects))], folder / "many.xlsx")
    live = folder / "many-live.xlsm"
    [answer] = run_all(COMMAND, [["rebuild", str(many), "-o", str(live)]], folder)
    assert (answer.faults, answer.result["code"]) == ([], 0)
    return *done[0], {**done[1][1], "live.xlsm": live}


def missing(texts, seen):
    """The texts that are not among the cells, but for those that openpyxl reads otherwise."""
    return {t for t in texts - seen if t != "#REF!" and not re.search("_x.{4}_|<r>", t)}


def test_no_text_becomes_a_formula_and_nothing_leads_out(ran):
    _, outs, reference = ran
    for name, path in outs.items():
        known = formulas(reference[name]) | {'HYPERLINK("","")'}
        assert (name, formulas(path) - known) == (name, set())
        found = ways_out(path)
        macros = ["a part that is no XML: xl/vbaProject.bin"] if name == "live.xlsm" else []
        assert (name, found) == (name, macros)


def test_the_macros_are_the_same_whatever_the_texts(ran):
    _, outs, reference = ran
    made = [ZipFile(p["live.xlsm"]).read("xl/vbaProject.bin") for p in (outs, reference)]
    assert made[0] == made[1]


def test_terminal_output_holds_nothing_that_steers_it(ran):
    said, _, _ = ran
    for text in said:
        odd = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs")}
        # JSON may hold what hides, since it steers nothing.
        assert odd <= ({"\n"} | set("\u200b\u200d\ufeff" if text.startswith("{") else ""))


def test_every_text_is_in_the_tables_as_it_was(projects, ran, folder):
    tables = {
        name: pl.read_parquet(folder / f"hostile-{name}.parquet")
        for name in ("projects", "indicators", "findings", "books")
    }
    for column in ("name", "nature", "category", "department", "unit"):
        shown = [as_read(getattr(typed, column)) for typed in projects]
        assert tables["projects"][column].to_list() == shown, column
    rows = [(typed, as_read(row.level3)) for typed in projects for row in typed.indicators]
    for column in ("level1", "level2", "level3", "target"):
        assert tables["indicators"][column].to_list() == [text for _, text in rows], column
    for column, field in (("project", "name"), ("unit", "unit")):
        shown = [as_read(getattr(typed, field)) for typed, _ in rows]
        assert tables["indicators"][column].to_list() == shown, column
    assert tables["books"]["department"].to_list() == [TEXTS["equals"]]
    values = set(tables["findings"]["value"].drop_nulls())
    assert {SHOWN["hyperlink"], SHOWN["dde"], SHOWN["colours"]} <= values


def test_every_text_is_in_the_gathered_workbook_as_it_was(ran):
    _, outs, _ = ran
    short = {text for text in SHOWN.values() if len(text) < 2000}
    assert missing(short, cells(outs["all.xlsx"])) == set()


def test_the_import_table_holds_the_texts_that_are_left_whole(ran, books):
    _, outs, _ = ran
    table = import_table(read_filing(books[0]))
    texts = {r.level3 for _, rows in table.projects for r in rows} | {
        u.target for u in table.unsplit
    }
    assert len(texts) > len(TEXTS) - 5
    assert missing(texts, cells(outs["export.xlsx"])) == set()


def test_the_comparison_holds_both_versions_of_every_text(ran, books):
    _, outs, _ = ran
    found = compare(read_filing(books[1]), read_filing(books[0]))
    texts = {c.new for pair in found.pairs for c in pair.changes if c.new is not None}
    assert texts >= set(SHOWN.values())
    assert missing(texts, cells(outs["compare.xlsx"])) == set()


def test_the_library_is_read_back_as_it_was(ran, books):
    _, outs, _ = ran
    assert read_library_file(open_file(outs["library.xlsx"])) == collect([read_filing(books[0])])


def test_a_library_as_plain_columns_is_read_back_and_opens_without_a_formula(books, folder):
    out, short, plain = (folder / f"{name}.tsv" for name in ("columns", "short", "plain"))
    [answer] = run_all(COMMAND, [["library", str(books[0]), "-o", str(out)]], folder)
    assert (answer.faults, answer.result["code"]) == ([], 0)
    lines = out.read_text("utf-8").splitlines()
    entries = read_table(lines[1:])
    assert entries == collect([read_filing(books[0])])
    assert len(entries) > len(TEXTS) - 9
    # How a text begins makes it a formula; for long ones LibreOffice takes its time.
    short.write_text("\n".join(line for line in lines if len(line) < 5_000), "utf-8")
    plain.write_text("\t".join(text for entry in entries for text in entry.targets), "utf-8")
    opened, unsafe = convert([short, plain], "xlsx", folder, TABBED)
    assert formulas(opened) == set()
    assert len(formulas(unsafe)) > 2  # else this opens no columns as a spreadsheet does


@pytest.mark.parametrize("name", ["carried.xlsx", "live.xlsm"])
def test_what_is_carried_on_reads_back_the_same(name, projects, ran):
    _, outs, _ = ran
    for typed, found in zip(projects, read_filing(outs[name]).projects, strict=True):
        wrong = set(changed(found, typed))
        if (
            name == "carried.xlsx"
        ):  # every text is marked in 说明, dates and amounts are this year's
            wrong = {f for f in wrong if not f.startswith("note of") and not f.endswith("as typed")}
        assert (typed.name, wrong) == (typed.name, set())


@pytest.mark.usefixtures("printing")
def test_a_printed_form_holds_the_texts_and_no_way_out(folder):
    from pypdfium2 import PdfDocument

    short = {name: text for name, text in TEXTS.items() if len(text) < 100}
    rows = tuple(
        Indicator("产出指标", "数量指标", text, read_target(text), {}) for text in short.values()
    )
    out = folder / "form.pdf"
    odd = replace(project(TEXTS["hyperlink"]), indicators=rows)
    save_forms(Filing((odd,), EDITION, 2023, "甲"), (), out, ())
    data = out.read_bytes()
    assert not re.findall(rb"/(?:URI|Launch|JavaScript|EmbeddedFile|GoToR|SubmitForm)\b", data)
    with PdfDocument(data) as pdf:
        shown = printed("".join(page.get_textpage().get_text_range() for page in pdf))
    assert [n for n, text in short.items() if n not in TURNED and printed(text) not in shown] == []


def printed(text):
    """What ink is left of a text."""
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
