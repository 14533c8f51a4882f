"""Odd workbooks made by hand through every command: an answer in time, and within memory."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
import pytest

from tests.drawing import draw_filing
from tests.safety.children import COMMAND, MEMORY, ROOT, run_all
from tests.sizes import sizes
from tests.sources.xlsx.measured import run
from tests.sources.xlsx.packages import cell, sheet, workbook
from tests.workbooks import EXAMPLE
from xlperf.form.edition import load_edition
from xlperf.reading.read_filing import read_filing

SHEET = "xl/worksheets/sheet4.xml"  # the first project


@cache
def plain() -> bytes:
    """A workbook of the worked example's first two projects."""
    filing, stream = read_filing(EXAMPLE), BytesIO()
    filing = replace(filing, projects=filing.projects[:2], statement=None)
    draw_filing(filing, load_edition(filing.edition), (), stream)
    return stream.getvalue()


def changed(path, change):
    """That workbook with its parts changed, closed properly again."""
    with ZipFile(BytesIO(plain())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def cell_of_a_million_characters(path: Path) -> None:
    def change(parts):
        text = b'<c r="H60" t="inlineStr"><is><t>' + b"9" * 1_000_000 + b"</t></is></c>"
        row = b'<row r="60">' + text + b"</row>"
        content = re.sub(rb'<row r="(6\d|[789]\d|\d{3,})".*?</row>', b"", parts[SHEET], flags=re.S)
        parts[SHEET] = content.replace(b"</sheetData>", row + b"</sheetData>")

    changed(path, change)


def cell_in_the_last_corner(path: Path) -> None:
    def change(parts):
        row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row + b"</sheetData>")

    changed(path, change)


def claim_of_the_whole_sheet(path: Path) -> None:
    def change(parts):
        whole = b'<dimension ref="A1:XFD1048576"/>'
        parts[SHEET] = re.sub(rb"<dimension [^>]*/>", whole, parts[SHEET])
        assert whole in parts[SHEET]

    changed(path, change)


def ten_thousand_sheets(path: Path) -> None:
    path.write_bytes(workbook(*[sheet(f'<row r="1">{cell("A1")}</row>')] * 10_000))


def bomb(path: Path) -> None:
    """About 200 KB for 200 MB of spaces behind the cells of a sheet."""
    with (
        ZipFile(BytesIO(plain())) as package,
        ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as out,
    ):
        for name in package.namelist():
            before, end, after = package.read(name).partition(b"</sheetData>")
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            with out.open(info, "w") as part:
                part.write(before)
                for _ in range(200 if name == SHEET else 0):
                    part.write(b" " * 1_000_000)
                part.write(end + after)


def nested_bomb(path: Path) -> None:
    """Forty kilobytes for two hundred megabytes: the same squeezed entry listed many times."""
    once = BytesIO()
    with ZipFile(once, "w", ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr(ZipInfo("[Content_Types].xml"), b"<Types/>", ZIP_DEFLATED)
        package.writestr(ZipInfo("xl/media/a.bin"), b"\0" * 40_000_000, ZIP_DEFLATED)
    data = once.getvalue()
    end = data.rfind(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    entries = data[start:end]
    second = entries[entries.find(b"PK\x01\x02", 4) :]
    more = b"".join(second.replace(b"a.bin", b"%c.bin" % n) for n in range(98, 102))
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (6).to_bytes(2, "little")
    tail[12:16] = (len(entries) + len(more)).to_bytes(4, "little")
    path.write_bytes(data[:end] + more + bytes(tail))
    assert path.stat().st_size < 50_000


def parts_added(path: Path, links: str, **others: str) -> None:
    """The worked example with further parts, each with a relationship of its kind."""

    def change(parts):
        types = rels = ""
        for number, (name, content) in enumerate(others.items()):
            kind, _, name = name.rpartition("|")
            parts[name] = content.encode()
            rels += f'<Relationship Id="rX{number}" Type="{_OFFICE}/{kind}" Target="/{name}"/>'
            types += f'<Override PartName="/{name}" ContentType="application/x-{kind}+xml"/>'
        for name, end, more in (
            (links, b"</Relationships>", rels), ("[Content_Types].xml", b"</Types>", types)
        ):  # fmt: skip
            parts[name] = parts[name].replace(end, more.encode() + end)

    changed(path, change)


def strict_namespaces(path: Path) -> None:
    def change(parts):
        for name, content in parts.items():
            for old, new in _STRICT.items():
                content = content.replace(old, new)
            parts[name] = content

    changed(path, change)


def days_from_1904(path: Path) -> None:
    def change(parts):
        book = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = book.replace(b"<workbookPr", b'<workbookPr date1904="1"')
        assert book != parts["xl/workbook.xml"]

    changed(path, change)


def very_hidden_project(path: Path) -> None:
    def change(parts):
        book = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = re.sub(rb'(sheetId="4")', rb'\1 state="veryHidden"', book)
        assert book != parts["xl/workbook.xml"]

    changed(path, change)


def link_to_another_workbook(path: Path) -> None:
    cells = '<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"/></row></sheetData>'
    link = f'<externalLink xmlns="{_MAIN}"><externalBook>{cells}</sheetDataSet></externalBook>'
    name = "externalLink|xl/externalLinks/externalLink1.xml"
    parts_added(path, BOOK_LINKS, **{name: f"{link}</externalLink>"})


def connection_to_data(path: Path) -> None:
    inside = f'<connections xmlns="{_MAIN}"><connection id="1" type="5"/></connections>'
    parts_added(path, BOOK_LINKS, **{"connections|xl/connections.xml": inside})


def xml_of_another_program(path: Path) -> None:
    parts_added(path, "_rels/.rels", **{"customXml|customXml/item1.xml": "<a>\u9879\u76ee</a>"})


def signature(path: Path) -> None:
    inside = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    name = "digital-signature/origin|_xmlsignatures/sig1.xml"
    parts_added(path, "_rels/.rels", **{name: inside})


def object_of_another_program(path: Path) -> None:
    parts_added(path, BOOK_LINKS, **{"oleObject|xl/embeddings/oleObject1.bin": "\ufffd\x01"})


def password_for_writing(path: Path) -> None:
    def change(parts):
        sharing = b'<fileSharing readOnlyRecommended="1" reservationPassword="CC1A"/>'
        book = parts["xl/workbook.xml"].replace(b"<workbookPr", sharing + b"<workbookPr")
        assert book != parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = book

    changed(path, change)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = {
    _MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    _OFFICE.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}
BOOK_LINKS = "xl/_rels/workbook.xml.rels"
REFUSED = {
    cell_of_a_million_characters: "32767|32,767",
    cell_in_the_last_corner: "1048576 行、XFD 列",
    ten_thousand_sheets: "10000 张工作表|部件",
    bomb: "展开后过大",
    nested_bomb: "展开后过大|不是|没有工作簿",
}
READ = (
    claim_of_the_whole_sheet, strict_namespaces, days_from_1904, very_hidden_project,
    link_to_another_workbook, connection_to_data, xml_of_another_program, signature,
    object_of_another_program, password_for_writing,
)  # fmt: skip


COMMANDS = (
    ("check",), ("dump", "--json"), ("rebuild", "-o"), ("import", "-o"), ("form", "-o"),
)  # fmt: skip
"""In each run the first three: two that look, and one that must keep what it does not draw."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    for make in (*REFUSED, *READ):
        make(folder / f"{make.__name__}.xlsx")
    return folder


@pytest.fixture(scope="module", params=sizes(3, len(COMMANDS)))
def commands(request):
    return COMMANDS[: request.param]


@pytest.fixture(scope="module")
def answers(commands, folder, tmp_path_factory):
    """The answers of every command on each of them and on the plain one, by their names."""
    out, unchanged = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("plain") / "plain.xlsx"
    unchanged.write_bytes(plain())
    before = {path: path.read_bytes() for path in folder.iterdir()}
    jobs = {}
    for book in (*before, unchanged):
        for name, *option in commands:
            job = [name, str(book), *option]
            if "-o" in option:
                job.append(str(out / f"{book.stem}-{name}.xlsx"))
            jobs[book.stem, name] = job
    found = dict(zip(jobs, run_all(COMMAND, list(jobs.values()), out), strict=True))
    assert before == {path: path.read_bytes() for path in folder.iterdir()}
    assert not {path.name for path in out.iterdir()} & {
        f"{make.__name__}-{name}.xlsx" for make in REFUSED for name, *_ in commands
    }
    return found


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_what_would_exhaust_the_machine_is_refused_in_one_sentence(make, commands, answers):
    for name, *_ in commands:
        answer = answers[make.__name__, name]
        assert (name, answer.faults, answer.result["code"]) == (name, [], 2)
        assert re.search(REFUSED[make], answer.result["err"])
        assert answer.result["err"].count("\n") == 1


@pytest.mark.parametrize("make", READ, ids=lambda make: make.__name__)
def test_what_excel_may_keep_besides_the_cells_is_read_past(make, commands, answers):
    of_this = [answers[make.__name__, name] for name, *_ in commands]
    assert [answer.faults for answer in of_this] == [[]] * len(commands)
    codes = {answer.result["code"] for answer in of_this}
    later = make is days_from_1904  # what was a day of 2022 is one of 2026
    refused = {2} if ("form", "-o") in commands else set()  # a filing with errors is not printed
    assert codes == ({0, 1} | refused if later else {0}), [
        answer.result["err"] for answer in of_this
    ]
    found, known = (
        json.loads(answers[stem, "dump"].result["out"])["projects"]
        for stem in (make.__name__, "plain")
    )
    for project, whole in zip(found, known, strict=True):
        if later:
            for field in ("start", "end"):
                day = date.fromisoformat(whole[field]) + timedelta(days=1462)
                whole[field] = day.isoformat()
        assert project == whole


def test_all_of_them_are_gathered_within_time_and_memory(folder, tmp_path):
    pytest.importorskip("resource", reason="memory as Linux and macOS count it")
    out = tmp_path / "all.xlsx"
    names = [sys.executable, "-m", "xlperf", "gather", str(folder), "-o", str(out)]
    names += ["--data", str(tmp_path / "all.parquet")]
    ran = run(names, ROOT)
    assert ran.code == 1, ran.said
    assert ran.memory < MEMORY
    books = pl.read_parquet(tmp_path / "all-books.parquet")
    problems = dict(books.select("book", "problem").iter_rows())
    for make, words in REFUSED.items():
        assert re.search(words, problems[f"{make.__name__}.xlsx"])
    assert {problems[f"{make.__name__}.xlsx"] for make in READ} == {None}
