"""Writes and reads texts that a PDF carries beside its pages, in an embedded file of plain JSON.

Whoever opens the PDF can see and save it. Out it comes with every bound: a stranger made it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from xlperf.errors import XlperfError
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing

_NAME = "xlperf-texts.json"
_MOST = 1000
"""A PDF is looked through for our file among this many embedded files."""


class Carried(NamedTuple):
    """Holds the texts that a PDF carries, and the characters its pages only have a mark for."""

    texts: list[str]
    unshown: str = ""


def with_texts(content: bytes, texts: Sequence[str], unshown: str = "") -> bytes:
    """Returns a PDF that carries these texts, of which its pages show no `unshown` character.

    pdfium notes the hour with them.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        held = {"unshown": unshown, "texts": list(texts)} if unshown else list(texts)
        listed = json.dumps(held, ensure_ascii=False, indent=0).encode("utf-8")
        document.new_attachment(_NAME).set_data(listed)
        made = BytesIO()
        document.save(made)
        return made.getvalue()
    finally:
        document.close()


def carried_by(content: bytes) -> Carried:
    """Returns the texts that a PDF carries; none where it has none, too much, or no list."""
    if b"/EmbeddedFiles" not in content:  # ours stand in no compressed part
        return Carried([])
    try:
        with parsing(Path(_NAME)):
            data = _embedded(content)
            found = json.loads(data.decode("utf-8")) if data else []
    except XlperfError:
        return Carried([])  # the pages are read as if they were alone
    held = found if isinstance(found, dict) else {"texts": found, "unshown": ""}
    texts, unshown = held.get("texts"), held.get("unshown")
    if not (isinstance(texts, list) and isinstance(unshown, str)):
        return Carried([])
    return Carried(texts if all(isinstance(text, str) for text in texts) else [], unshown)


def _embedded(content: bytes) -> bytes | None:
    """Returns the content of our embedded file, inflated no further than the limit.

    By pdfminer, since pdfium inflates whatever size it claims before it says how large it is.
    """
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
    from pdfminer.utils import decode_text

    document = PDFDocument(PDFParser(BytesIO(content)))
    names = dict_value(dict_value(document.catalog["Names"])["EmbeddedFiles"])
    listed = list_value(names.get("Names", []))[: 2 * _MOST]
    for name, held in zip(listed[::2], listed[1::2], strict=False):
        name = resolve1(name)
        if not isinstance(name, bytes) or decode_text(name) != _NAME:
            continue
        stream = resolve1(dict_value(dict_value(held)["EF"])["F"])
        if isinstance(stream, PDFStream) and stream.decipher is None:
            return _inflated(stream)
    return None


def _inflated(stream: Any) -> bytes | None:
    data: bytes = stream.rawdata or b""
    filters = [str(getattr(kind, "name", "")) for kind, _ in stream.get_filters()]
    if filters:
        if filters != ["FlateDecode"]:
            return None
        data = zlib.decompressobj().decompress(data, LIMITS.attached_bytes + 1)
    return data if len(data) <= LIMITS.attached_bytes else None
