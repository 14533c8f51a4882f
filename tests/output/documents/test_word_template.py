"""A department's own Word document gives its styles, page, headers and footers, no more."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.commands import run
from tests.libreoffice import soffice
from xlperf.output.documents.pdf import to_pdf
from xlperf.output.documents.word_template import emptied

DATA = Path(__file__).parents[2] / "data"
SEED = DATA / "songjiang-npc-2022.txt"
LINKED = DATA / "template-with-linked-picture.docx"
SPACES = nsdecls("w", "r", "a", "wp", "pic") + ' xmlns:v="urn:schemas-microsoft-com:vml"'
ELSEWHERE = "http://127.0.0.1:1/elsewhere"


def runs(*parts: str) -> str:
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


def field(instruction: str, shown: str) -> str:
    begin, middle, end = (
        f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")
    )
    half = len(instruction) // 2
    pieces = (
        f"<w:instrText>{part}</w:instrText>" for part in (instruction[:half], instruction[half:])
    )
    return runs(begin, *pieces, middle, f"<w:t>{shown}</w:t>", end)


def template() -> bytes:
    """A document that would have others fetch something in every way known to us."""
    document = docx.Document()
    section = document.sections[0]
    header = section.header
    at = {
        name: header.part.rels.get_or_add_ext_rel(kind, ELSEWHERE)
        for name, kind in (("picture", RT.IMAGE), ("link", RT.HYPERLINK), ("object", RT.OLE_OBJECT))
    }
    settings = document.part.rels[
        next(key for key, r in document.part.rels.items() if r.reltype == RT.SETTINGS)
    ].target_part
    attached = settings.rels.get_or_add_ext_rel(RT.OLE_OBJECT, ELSEWHERE)
    settings.element.append(
        parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{attached}"/>')
    )
    settings.element.append(
        parse_xml(
            f'<w:mailMerge {nsdecls("w")}><w:connectString w:val="{ELSEWHERE}"/></w:mailMerge>'
        )
    )
    embedded = Part(PackURI("/word/embeddings/oleObject1.bin"), "application/ole", b"object")
    document.part.relate_to(embedded, RT.OLE_OBJECT)
    paragraphs = (
        runs("<w:t>某区人大办</w:t>"),
        runs(
            f"<w:drawing><wp:inline><a:graphic><a:graphicData uri='x'><pic:pic><pic:blipFill>"
            f'<a:blip r:link="{at["picture"]}"/></pic:blipFill></pic:pic></a:graphicData>'
            f"</a:graphic></wp:inline></w:drawing>",
            f'<w:pict><v:shape><v:imagedata r:id="{at["picture"]}"/></v:shape></w:pict>',
            f'<w:pict><v:shape><v:imagedata src="{ELSEWHERE}"/></v:shape></w:pict>',
            f'<w:object><v:shape/><w:control r:id="{at["object"]}"/></w:object>',
        ),
        f'<w:hyperlink r:id="{at["link"]}">{runs("<w:t>网站</w:t>")}</w:hyperlink>',
        field(f'INCLUDEPICTURE "{ELSEWHERE}" \\d', "图"),
        f'<w:fldSimple w:instr="INCLUDETEXT {ELSEWHERE}">{runs("<w:t>文</w:t>")}</w:fldSimple>',
        field(" PAGE ", "7"),
        f'<w:fldSimple w:instr="NUMPAGES">{runs("<w:t>9</w:t>")}</w:fldSimple>',
    )
    for paragraph in paragraphs:
        header._element.append(parse_xml(f"<w:p {SPACES}>{paragraph}</w:p>"))
    section.footer.paragraphs[0].add_run().add_picture(BytesIO(PNG))
    svg = Part(PackURI("/word/media/drawn.svg"), "image/svg+xml", SVG)
    drawn = section.footer.part.relate_to(svg, RT.IMAGE)
    [blip] = section.footer._element.iter(qn("a:blip"))
    blip.append(parse_xml(f'<s:svgBlip xmlns:s="urn:s" {nsdecls("r")} r:embed="{drawn}"/>'))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


SVG = f'<svg><image href="{ELSEWHERE}"/></svg>'.encode()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fedccc59e70000000049454e44ae426082"
)


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def saved(own: bytes) -> dict[str, str]:
    stream = BytesIO()
    emptied(own).save(stream)
    return parts(stream.getvalue())


@pytest.mark.parametrize("own", [template(), LINKED.read_bytes()], ids=["made up", "seen"])
def test_nothing_leads_out_of_the_package(own: bytes) -> None:
    before, after = parts(own), saved(own)
    assert any("External" in text for text in before.values())
    for name, text in after.items():
        assert "External" not in text, name
        assert "127.0.0.1" not in text, name
        named = set(re.findall(r'r:(?:id|link|embed)="([^"]+)"', text))
        relations = after.get(f"word/_rels/{name.removeprefix('word/')}.rels", "")
        assert named <= set(re.findall(r'Id="([^"]+)"', relations)), name
    assert not any("embeddings" in name or "customXml" in name for name in after)


def test_words_page_numbers_and_pictures_of_its_own_stay() -> None:
    after = saved(template())
    header, footer = after["word/header1.xml"], after["word/footer1.xml"]
    for shown in ("某区人大办", "网站", "图", "文", "7", "9"):
        assert f"<w:t>{shown}</w:t>" in header
    assert "".join(re.findall(r"<w:instrText>([^<]*)", header)).split() == ["PAGE"]
    assert re.findall(r'w:instr="([^"]*)"', header) == ["NUMPAGES"]
    assert "<w:drawing>" in footer
    assert "r:embed" in footer
    assert "svgBlip" not in footer
    assert any(name.startswith("word/media/") for name in after)


@pytest.fixture
def asked() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what was sent to it."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(100))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield server.getsockname()[1], heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(10)


def test_nobody_is_called(
    asked: tuple[int, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice()
    port, heard = asked
    calling = tmp_path / "模板.docx"
    with ZipFile(LINKED) as package, ZipFile(calling, "w") as made:
        for name in package.namelist():
            content = package.read(name).replace(b"127.0.0.1:8123", b"127.0.0.1:%d" % port)
            made.writestr(name, content)
    out = tmp_path / "公开.docx"
    done = run("publish", SEED, "-o", out, "--pdf", "--template", calling)
    assert done.returncode in (0, 1), done.stderr
    assert "External" not in "".join(parts(out.read_bytes()).values())
    to_pdf(calling.read_bytes(), ".docx")  # as it would be if something came through
    assert heard == []
