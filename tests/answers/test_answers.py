"""The program answers as stored; and whatever it would answer otherwise is said in a line."""

from __future__ import annotations

import re
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

pytest.importorskip("resource", reason="limits on a process as Linux and macOS have them")

from tests.answers.__main__ import accept, answers, notices
from tests.answers.differences import differences, lines
from tests.answers.documents import document_facts
from tests.answers.facts import Answers, collect, load, save
from tests.answers.inputs import BASES, DATA, relative
from tests.answers.replies import reply
from tests.answers.workbooks import workbook_facts


@pytest.fixture(scope="module")
def stored() -> Answers:
    return load()


@pytest.mark.parametrize("sample", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_program_answers_as_stored(stored: Answers, sample: bool) -> None:
    """In a long run all answers, in each run a sample: few damaged copies, three editions."""
    found = differences(stored, answers(stored, sample=sample))
    if found:
        listed = "\n".join(lines(found))
        pytest.fail(f"{listed}\nWhat to do: python -m tests.answers --help", pytrace=False)


def told(old: Answers, new: Answers) -> list[str]:
    return list(lines(differences(old, new)))


# A part of a workbook, what is changed in it, and what the line says.
DRAWN = """
sheet4 | <row r="1" ht="30" | <row r="1" ht="31" | 代表工作!row 1, height: 30 -> 31
sheet2 | max="3" width="10.375" | max="3" width="12" | 汇总!column C, width: 10.375 -> 12
sheet2 | <v>5</v> | <v>6</v> | 汇总!G2, cached value: 5 -> 6
sheet2 | $A$17:$A$21 | $A$17:$A$20 | 汇总!G2, formula: COUNT($A$17:$A$21) -> COUNT($A$17:$A$20)
sheet2 | "landscape" | "portrait" | 汇总, page set-up orientation: landscape -> portrait
sheet2 | left="0.5555555555555556" | left="1" | 汇总, page margin left: 0.555555555555556 -> 1
sheet2 | '使用说明'!A1 | '汇总'!A1 | 汇总!G1, link: location='使用说明'!A1 -> location='汇总'!A1
sheet2 | <mergeCell ref="A1:F1"/> | | 汇总!A1:F1, merged: is gone, was yes
sheet2 | V17=1 | V17=2 | 汇总!V17:V21, conditional format 1: …ession, formula=V17=1); dxf(
sheet4 | $D$3:$D$5 | $D$3:$D$4 | 代表工作!D5, validation: …IRECT("'词表'!$D$3:$D$5")) ->
workbook | state="hidden" | | 词表, state: hidden -> visible
workbook | 汇总!$16:$16 | 汇总!$15:$16 | 汇总, name _xlnm.Print_Titles: 汇总!$16:$16 -> 汇总!$15
chart1 | $B$4:$B$8 | $B$4:$B$9 | chart1, chart plotArea barChart ser val numRef f: 汇总!$B$4:$B$8 ->
styles | #,##0.00&quot; 元&quot; | 0 | number format: #,##0.00" 元" -> 0  [
styles | FFFFF8E1 | FFFFFFFF | style: …d, fgColor(rgb=FFFFF8E1), bgColor(
sharedStrings | <t>代表工作</t> | <t>代表</t> | value: 代表工作 -> 代表
"""


@pytest.mark.parametrize("change", DRAWN.strip().splitlines())
def test_what_is_drawn_otherwise_is_said(change: str) -> None:
    part, old, new, line = (word.strip() for word in change.split("|"))
    data = (BASES / "example.xlsx").read_bytes()
    other = changed(data, part, old, new)
    [found] = told(
        {"a.xlsx": collect(workbook_facts(data))}, {"a.xlsx": collect(workbook_facts(other))}
    )
    assert found.startswith("a.xlsx: ")
    assert line in found


def test_what_is_printed_otherwise_in_a_document_is_said() -> None:
    data = (BASES / "published.docx").read_bytes()
    other = changed(data, "document", "296.00万元", "297.00万元")
    other = changed(other, "document", 'w:left="1080"', 'w:left="1000"')
    found = told(
        {"a.docx": collect(document_facts(data))}, {"a.docx": collect(document_facts(other))}
    )
    assert len(found) == 2
    assert "绩效目标设置情况, paragraph 2, text: …" in found[0]
    assert "296.00万元。 -> " in found[0]
    assert "section 1, pgMar left: 1080 -> 1000" in found[1]


def test_a_value_that_is_read_otherwise_is_said(tmp_path: Path) -> None:
    text = (DATA / "songjiang-npc-2022.txt").read_text("utf-8")

    def read(content: str) -> Answers:
        with chdir(tmp_path):
            Path("a.txt").write_text(content, "utf-8")
            return {"data/a.txt": collect(reply("dump", "a.txt", "--json"))}

    found = told(read(text), read(text.replace("1200000.00", "1300000.00", 1)))
    place = "dump a.txt --json projects 代表工作"
    assert found == [f"data/a.txt: {place}, funding total: 1200000.00 -> 1300000.00"]


def test_another_message_of_a_rule_is_said_once(stored: Answers) -> None:
    other = {
        name: {key: value.replace("没有计量单位", "缺单位") for key, value in facts.items()}
        for name, facts in stored.items()
        if name.startswith("data/")
    }
    [line] = told(stored, other)
    assert re.match(r"data/\S+: check, books findings C08 ", line)
    assert "data/songjiang-npc-2022.txt" in line
    assert "“=2”没有计量单位。请补上单位" in line
    assert "“=2”缺单位。请补上单位" in line.partition(" -> ")[2]


def test_a_sheet_or_a_document_that_is_gone_is_one_line(stored: Answers) -> None:
    name = "drawn/imported-shanghai-2022.xlsx"
    kept = {key: value for key, value in stored[name].items() if not key[0].startswith("汇总")}
    [line] = told(stored, {name: kept})
    assert re.match(rf"{name}: 汇总: is gone, was \d+ facts, the first ", line)
    [line] = told(stored, {name: {}})
    assert line == f"{name}: all of it: is gone, was {len(stored[name])} facts"


def test_the_same_change_in_many_documents_is_one_line() -> None:
    old = {f"drawn/{n}.xlsx": {("汇总!column C", "width"): "10"} for n in range(9)}
    new = {name: {("汇总!column C", "width"): "12"} for name in old}
    [line] = told(old, new)
    assert line.startswith(
        "drawn/0.xlsx: 汇总!column C, width: 10 -> 12  [the same 8 times more, in "
    )
    assert len(list(lines(differences(old, new), everything=True))) == 9


def test_a_copy_tells_what_it_has_otherwise_than_the_undamaged_file() -> None:
    base = {("dump", "JSON"): "yes", ("dump p", "name"): "p", ("dump p", "unit"): "u"}
    assert relative(base | {("dump p", "unit"): "v"}, base) == {("dump p", "unit"): "v"}
    assert relative({("dump", "JSON"): "yes"}, base).keys() == {("dump p", "all of it")}
    refused = {("dump", "exit code"): "2"}
    assert relative(refused, base) == refused


def test_answers_are_kept_as_they_are_and_taken_over_with_a_reason(tmp_path: Path) -> None:
    odd = {("a\tb", "what"): "one\ntwo\\n | \f\ud800", ("c", ""): ""}
    first = {"data/one.txt": odd, "cases/not here.xlsx": {("dump", "exit code"): "2"}}
    save(first, tmp_path / "stored")
    assert load(tmp_path / "stored") == first
    (tmp_path / "accepted.md").write_text("Head\n\n- earlier (1 in data)\n", "utf-8")
    today = {"data/one.txt": {("c", ""): "x"}, "data/two.txt": {("c", ""): ""}}
    accept(first, today, differences(first, today), "A reason", tmp_path)
    assert load(tmp_path / "stored") == first | today
    reasons = (tmp_path / "accepted.md").read_text("utf-8")
    assert reasons == "Head\n\n- A reason (2 in data, 1 new)\n- earlier (1 in data)\n"
    assert list(notices(first, today, ())) == [
        "cases: 1 left out, since they are not here: cases/not here.xlsx",
        "data/two.txt: no answer is stored yet; accept takes this one over",
    ]


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The package with the first `old` in a part replaced, which must be there."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w") as other:
        for name in package.namelist():
            text = package.read(name)
            if name.endswith(f"/{part}.xml"):
                assert old.encode() in text, old
                text = text.replace(old.encode(), new.encode(), 1)
            other.writestr(name, text)
    return out.getvalue()
