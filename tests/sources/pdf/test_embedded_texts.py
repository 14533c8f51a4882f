"""What a PDF carries beside its pages comes from strangers: it decides nothing they do not show."""

from dataclasses import replace
from io import BytesIO
from random import Random

import pypdfium2
import pytest

from tests.libreoffice import convert, soffice
from tests.sources.words import word_form
from xlperf.output.documents.pdf import to_pdf
from xlperf.reading.read_filing import read_filing
from xlperf.sources.limits import LIMITS
from xlperf.sources.pdf.embedded_texts import carried_by, with_texts


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    source = tmp_path_factory.mktemp("plain") / "表.docx"
    source.write_bytes(word_form(ruled=True))
    [path] = convert([source], "pdf", source.parent)
    return path.read_bytes()


def carrying(content, data, name="xlperf-texts.json"):
    document = pypdfium2.PdfDocument(content)
    document.new_attachment(name).set_data(data)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def read(content, folder):
    path = folder / "表.pdf"
    path.write_bytes(content)
    return read_filing(path)


def test_texts_come_back_as_they_were(plain):
    texts = ["甲\t乙", "", "丙\n\n丁 ", "“𠮷”"]
    assert carried_by(with_texts(plain, texts)).texts == texts
    assert carried_by(plain).texts == []


def test_what_the_pages_have_a_mark_for_comes_back_as_it_was(plain):
    assert carried_by(with_texts(plain, ["甲😀"], "😀")) == (["甲😀"], "😀")
    assert carried_by(with_texts(plain, ["甲"])) == (["甲"], "")


def test_other_attachments_are_left_alone(plain):
    both = carrying(carrying(plain, b"[]", "a.txt"), '["甲"]'.encode())
    assert carried_by(both).texts == ["甲"]
    assert carried_by(carrying(plain, '["甲"]'.encode(), "a.json")).texts == []


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe", b"{}", b"null", b'{"a": 1}', b"[1]", b'["a", ["b"]]', b"[" * 100_000,
        b"[" + b"9" * 10_000 + b"]", b'["a"', b'{"texts": ["a"]}',
        b'{"texts": ["a"], "unshown": 1}', b'{"texts": "a", "unshown": "a"}',
    ],
)  # fmt: skip
def test_what_is_no_list_of_texts_is_as_if_it_were_not_there(plain, data):
    assert carried_by(carrying(plain, data or b" ")).texts == []


@pytest.mark.parametrize(("more", "found"), [(0, 1), (1, 0)])
def test_attachment_is_looked_at_up_to_the_limit(plain, more, found):
    data = b'["' + b"a" * (LIMITS.attached_bytes - 4 + more) + b'"]'
    assert len(carried_by(carrying(plain, data)).texts) == found


def test_damaged_attachment_changes_nothing_of_what_the_pages_show(plain, tmp_path):
    whole = read(plain, tmp_path)
    texts = [project.name for project in whole.projects] * 50
    content = with_texts(plain, texts)
    start = content.index(b"/EmbeddedFiles")
    random = Random(4)
    for _ in range(40):
        broken = bytearray(content)
        for _ in range(4):
            broken[random.randrange(start, content.rindex(b"endstream"))] = random.randrange(256)
        assert isinstance(carried_by(bytes(broken)).texts, list)


def test_text_that_the_page_does_not_show_is_never_read(plain, tmp_path):
    honest = read(plain, tmp_path)
    [project] = honest.projects
    lies = [f"{project.name}改", project.unit[:-1]]
    lies += [f"{indicator.level3}！" for indicator in project.indicators]
    lied = read(with_texts(plain, lies), tmp_path)
    assert replace(lied, flaws=honest.flaws) == honest
    [flaw] = lied.flaws
    assert flaw.text.startswith(f"有 {len(lies)} 段在页面上没有照样读到")


def test_hour_leaves_no_trace():
    soffice()
    again = [to_pdf(word_form(ruled=True), ".docx", ["甲\t乙"]) for _ in range(2)]
    assert again[0] == again[1]
    assert carried_by(again[0]).texts == ["甲\t乙"]
