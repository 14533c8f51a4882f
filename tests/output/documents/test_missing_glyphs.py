"""Characters that no font of the machine has: which they are, and what stands for them on paper."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.drawing import draw_forms
from tests.test_round_trips import SEED
from xlperf.form.edition import load_edition
from xlperf.output.documents import missing_glyphs
from xlperf.output.documents.missing_glyphs import unshown, with_stand_ins
from xlperf.reading.read_filing import read_filing

NOWHERE = "\U0003fffd"
"""No character as yet."""


@pytest.fixture(autouse=True)
def _asked_anew():
    missing_glyphs._held.cache_clear()
    yield
    missing_glyphs._held.cache_clear()


def answering(monkeypatch, folder, program):
    command = folder / "fc-list"
    command.write_text(program, "utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(missing_glyphs, "installed", lambda _: command)


def test_usual_texts_ask_for_no_fonts(monkeypatch):
    monkeypatch.setattr(missing_glyphs, "_held", lambda: pytest.fail("asked"))
    assert unshown(["完成率≥90%", "a\tb\n（一）“引号”"]) == ""


def test_what_no_font_holds_is_not_shown(monkeypatch, tmp_path):
    answering(monkeypatch, tmp_path, "#!/bin/sh\necho '20-7e e00-eff'\necho 1f600\n")
    assert unshown(["甲😀ก", "🏽ก", NOWHERE]) == f"🏽{NOWHERE}"


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 1\n", "#!/no/such/shell\n"])
def test_where_nobody_tells_only_what_is_no_character_is_not_shown(program, monkeypatch, tmp_path):
    answering(monkeypatch, tmp_path, program)
    assert unshown([f"甲😀ก{NOWHERE}"]) == NOWHERE
    monkeypatch.setattr(missing_glyphs, "installed", lambda _: None)
    missing_glyphs._held.cache_clear()
    assert unshown([f"甲😀ก{NOWHERE}"]) == NOWHERE


def test_signs_that_take_no_room_need_no_mark_but_those_that_turn_what_is_around_them():
    assert unshown(["甲\u200b乙\ufe0f\xad\U000e0041"]) == ""
    assert unshown(["甲\u202e乙\u202c"]) == "\u202c\u202e"


def test_marks_stand_in_every_text_of_a_document():
    filing = read_filing(SEED)
    book = BytesIO()
    draw_forms(filing.projects, load_edition(filing.edition), filing.year, book)
    name = filing.projects[0].name
    changed = with_stand_ins(book.getvalue(), name[0])
    with ZipFile(BytesIO(book.getvalue())) as before, ZipFile(BytesIO(changed)) as after:
        assert before.namelist() == after.namelist()
        strings = after.read("xl/sharedStrings.xml").decode()
    assert f"〓{name[1:]}" in strings
    assert name[0] not in strings
