"""Every entry field filled with texts that try to be more than text, through every output.

Three texts share a project, and each of its fields holds one of them; in a long run each text has a
project to itself and stands in all of its fields.
"""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import closing
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from tests.drawing import draw_filing
from tests.safety.children import COMMAND, run_all
from tests.safety.hostile import NOWHERE, TEXTS, as_read
from tests.safety.packages import formulas, ways_out
from tests.sizes import sizes
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.operations.totals import PARTS
from xlperf.output.atomic_write import writing
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

EDITION = "shanghai-2023"  # which has every field
FIELDS = ("name", "nature", "category", "department", "unit")
LEVELS = ("level1", "level2", "level3")
SECONDS = 15
"""Limits the processor's time of a command on this book, which is no file of a stranger's: 73
projects of ours, three with 16,000 to 32,767 characters in every field."""


def project(*texts):
    """A project whose fields hold the texts in turn, with an indicator of each, two at least."""
    turns = cycle(texts)
    named = dict(zip(FIELDS, turns, strict=False))
    typed = dict(zip(("start", "end", *AMOUNTS), turns, strict=False))
    goals = dict(zip(("overall", "annual"), turns, strict=False))
    rows = texts if len(texts) > 1 else texts * 2
    return Project(
        sheet="",
        **named,
        goals=Goals(**goals),
        narrative=Narrative(*(text for text, _ in zip(turns, range(7), strict=False))),
        indicators=tuple(Indicator(t, t, t, read_target(t), {}, t[:1000]) for t in rows),
        typed=typed,
        # Two reasons of a row share a cell, with words of ours before them.
        notes={field: text[:1000] for field, text in (named | typed | goals).items()},
    )


def hostile_projects(together):
    """The projects of all texts, so many of which share one."""
    texts = list(TEXTS.values())
    return [project(*texts[at : at + together]) for at in range(0, len(texts), together)]


def drawn(projects, path):
    filing = Filing(tuple(projects), EDITION, 2023, projects[0].name)
    with writing(path) as stream:
        draw_filing(filing, load_edition(EDITION), (), stream)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module", params=sizes(3, 1))
def projects(request):
    return hostile_projects(request.param)


@pytest.fixture(scope="module")
def book(projects, folder):
    return drawn(projects, folder / "hostile.xlsx")


@pytest.fixture(scope="module")
def reference(folder):
    """The same commands on harmless texts: the only formulas there may be."""
    book = drawn([project(text) for text in "甲乙丙"], folder / "harmless.xlsx")
    jobs, outs = commands(book, folder)
    assert [answer.faults for answer in run_all(COMMAND, jobs, folder)] == [[]] * len(jobs)
    return set().union(*map(formulas, [book, *outs]))


def commands(book, folder):
    out = [folder / f"{book.stem}-{n}.xlsx" for n in ("import", "rebuild", "form", "report")]
    jobs = [
        ["import", str(book), "-o", str(out[0])],
        ["rebuild", str(book), "-o", str(out[1])],
        ["form", str(book), "-o", str(out[2]), "--override"],
        ["check", str(book), "--report", str(out[3])],
        ["check", str(book), "--json"],
        ["dump", str(book)],
        ["dump", str(book), "--json"],
    ]
    return jobs, out


@pytest.fixture(scope="module")
def ran(book, folder):
    jobs, outs = commands(book, folder)
    answers = run_all(COMMAND, jobs, folder, seconds=SECONDS)
    assert [answer.faults for answer in answers] == [[]] * len(jobs)
    return answers, outs


TYPED = tuple(field for field in ("start", "end", *AMOUNTS) if field not in PARTS)
"""What stays as typed; a total that is no amount gives way to the sum of its parts."""


def values_of(project):
    return {
        **{field: getattr(project, field) for field in FIELDS},
        **{f"narrative {n}": getattr(project.narrative, n) for n in Narrative.__slots__},
        "overall": project.goals.overall,
        "annual": project.goals.annual,
        **{f"{field} as typed": project.typed.get(field) for field in TYPED},
        **{
            f"{level} {number}": getattr(indicator, level)
            for number, indicator in enumerate(project.indicators)
            for level in LEVELS
        },
        **{f"target {n}": i.target and i.target.text for n, i in enumerate(project.indicators)},
    }


def notes_of(project):
    noted = (*FIELDS, "start", *AMOUNTS)
    return {f"note of {field}": project.notes.get(field, "") for field in noted} | {
        f"note of row {n}": indicator.note for n, indicator in enumerate(project.indicators)
    }


def changed(read, typed):
    """The fields that do not read as typed, but for amounts that read as a number."""
    wanted = {field: as_read(text) for field, text in values_of(typed).items()}
    wrong = {field: text for field, text in values_of(read).items() if text != wanted.get(field)}
    notes = {field: as_read(text) for field, text in notes_of(typed).items()}
    # Fields of a row share its note, and an imported value's note begins with where it was read.
    return wrong | {f: t for f, t in notes_of(read).items() if notes.get(f, "\0") not in t}


def test_every_field_of_every_workbook_reads_back_the_same(projects, book, ran):
    _, outs = ran
    for path in [book, outs[0], outs[1]]:
        filing = read_filing(path)
        for typed, read in zip(projects, filing.projects, strict=True):
            assert (typed.name, changed(read, typed)) == (typed.name, {})
            assert len(read.indicators) == len(typed.indicators)
        assert filing.department == TEXTS["equals"]


def test_dump_as_json_holds_the_same_texts(projects, ran):
    answers, _ = ran
    data = json.loads(answers[6].result["out"])
    assert [p["name"] for p in data["projects"]] == [as_read(p.name) for p in projects]
    assert [[i["target"] for i in p["indicators"]] for p in data["projects"]] == [
        [as_read(i.target.text) for i in p.indicators] for p in projects
    ]


def test_no_text_becomes_a_formula_and_nothing_leads_out(book, ran, reference):
    _, outs = ran
    for path in [book, *outs]:
        assert formulas(path) - reference == set()
        assert ways_out(path) == []


def cells(path):
    """Every text that another program sees in the cells."""
    seen = set()
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "s":
                        seen |= {cell.value, unescape(cell.value)}
    return seen


def test_another_program_sees_texts_where_we_wrote_texts(book, ran):
    _, outs = ran
    typed = set(TEXTS.values())
    for path, texts in ((book, typed), (outs[2], {as_read(text) for text in typed})):
        seen = cells(path)
        # openpyxl takes a text that reads like an error's code for an error, and leaves out
        # every escape of an underscore.
        escapes = {text for text in texts if re.search("_x.{4}_x|_x.{4}_.*\x01", text)}
        assert texts - seen - escapes <= {"#REF!"}


def test_terminal_output_holds_nothing_that_steers_it(ran):
    answers, _ = ran
    for answer in answers:
        for stream in ("out", "err"):
            odd = {
                c for c in answer.result[stream] if unicodedata.category(c) in ("Cc", "Cf", "Cs")
            }
            if answer is answers[6] or answer is answers[4]:
                odd -= {"\u200b", "\u200d", "\ufeff"}  # JSON: they hide, but steer nothing
            assert odd <= {"\n"}


@pytest.mark.parametrize(
    "name", ["\x1b[31m红\x1b]0;t\x07", "\u202eslx.目", "a0\nb", "\x9b31m", "[b]x[bold]"]
)
def test_file_names_steer_no_terminal_either(name, folder):
    missing, out = folder / f"{name}.xlsx", folder / f"{name}-new.xlsx"
    jobs = [
        ["check", str(missing)],
        ["new", str(out)],
        ["new", str(out)],  # which exists by now
        ["check", str(out)],
        ["dump", str(out)],
        ["rebuild", str(out), "-o", str(out)],
        ["form", str(out), "-o", str(folder / name / "no" / "folder.xlsx")],
        ["rules", name],
        ["form", str(out), "-p", name, "-o", str(missing)],
    ]
    answers = run_all(COMMAND, jobs, folder, workers=1)
    assert [answer.faults for answer in answers] == [[]] * len(jobs)
    assert [answer.result["code"] for answer in answers] == [2, 0, 2, 1, 0, 2, 2, 2, 2]
    for answer in answers:
        for line in (*answer.result["out"].split("\n"), *answer.result["err"].split("\n")):
            assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs")]
        if answer.result["code"] == 2:
            assert answer.result["err"].count("\n") == 1


@pytest.mark.parametrize("options", sizes(1, 2))
def test_new_puts_options_into_cells_as_texts(options, folder):
    """Every text as one of two options, in a long run as both."""
    texts = [text for text in TEXTS.values() if len(text) < 10_000 and "\0" not in text]
    texts += texts[:1] if options == 1 and len(texts) % 2 else []
    pairs = [(t, t) for t in texts] if options == 2 else [*zip(*[iter(texts)] * 2, strict=True)]
    outs = [folder / f"new {options} {number}.xlsx" for number in range(len(pairs))]
    jobs = [
        ["new", str(out), f"--department={d}", f"--unit={u}", "--year=2023", "--projects=1"]
        for out, (d, u) in zip(outs, pairs, strict=True)
    ]
    for answer, out, pair in zip(run_all(COMMAND, jobs, folder), outs, pairs, strict=True):
        assert (pair, answer.faults, answer.result["code"]) == (pair, [], 0)
        [read] = read_filing(out).spare
        assert (read.department, read.unit) == tuple(map(as_read, pair))
        assert ways_out(out) == []


@pytest.mark.parametrize("name", NOWHERE)
def test_a_character_that_nothing_can_hold_is_named_with_its_cell(name, folder):
    path = folder / "nowhere.xlsx"
    for field in FIELDS:
        odd = replace(project("甲"), **{field: NOWHERE[name]})
        filing = Filing((odd,), EDITION, 2023, "甲")
        named = pytest.raises(XlperfError, match=r"工作表“.*”的 [A-Z]+\d+ .*U\+[0-9A-F]{4}")
        with named, writing(path) as stream:
            draw_filing(filing, load_edition(EDITION), (), stream)
    assert not Path(path).exists()


def test_the_publication_holds_the_texts_and_no_field_or_link(book, folder):
    out = folder / "published.docx"
    [answer] = run_all(COMMAND, [["publish", str(book), "-o", str(out)]], folder)
    assert (answer.faults, answer.result["code"]) == ([], 1)  # the filing has errors
    assert ways_out(out) == []
    paragraphs = {"".join(words.split()) for words in texts_of_word(out)}
    for name, text in TEXTS.items():
        assert ("".join(as_read(text).split()) in paragraphs, name) == (True, name)


def texts_of_word(path):
    for element in fromstring(ZipFile(path).read("word/document.xml")).iter():
        if element.tag.endswith("}p"):
            yield "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t"))


def test_findings_about_hostile_texts_are_drawn_as_texts(book, folder, reference):
    filing = read_filing(book)
    [findings] = check_filings([filing])
    assert len(findings) > len(TEXTS)  # each indicator has one at least
    path = folder / "findings.xlsx"
    with writing(path) as stream:
        draw_filing(filing, load_edition(EDITION), findings, stream)
    assert formulas(path) - reference == set()
    assert ways_out(path) == []
