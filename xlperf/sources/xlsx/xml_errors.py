"""Refuses parts that are no XML, or XML that programs read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError

from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.strict_parser import Ambiguous

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?![!?])", re.DOTALL)
"""Matches everything up to the root element, without a DTD."""
_USUAL = re.compile(rb'<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?>\r?\n?<[A-Za-z]')
"""Matches the beginning of a part that Excel or this program wrote."""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_UNREAD = ("customxml/", "docprops/")
"""Lists parts of other programs, in whatever encoding they like; calamine knows UTF-8 only."""


def check_xml(path: Path, name: str, content: bytes) -> None:
    """Raises `XlperfError` for a part in an encoding of its own, or with entities."""
    if _USUAL.match(content) is not None:
        return
    if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
        wide = b"\0" in content[:64] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding = _ENCODING.match(content, 3 if content[:3] == b"\xef\xbb\xbf" else 0)
        if wide or (encoding is not None and encoding[1].lower() not in _READABLE):
            raise refusal("part_encoding", path, kind=_kind(name), name=name)
    # Only where the prolog is no usual one is it worth looking through the whole part.
    if _PROLOG.match(content) is None and b"<!DOCTYPE" in content.upper():
        raise refusal("dtd", path, name=name)


@contextmanager
def xml_errors(path: Path, name: str) -> Iterator[None]:
    """Turns what is raised over a part that is no XML, or an odd one, into an `XlperfError`."""
    try:
        yield
    except Ambiguous as error:
        raise refusal("ambiguous", path, kind=_kind(name), why=f"{name}：{error}") from error
    except (ExpatError, ValueError) as error:
        why = f"{name} 不是完整的 XML"
        raise refusal("damaged", path, kind=_kind(name), why=why) from error


def _kind(part: str) -> str:
    """Returns the kind of file that a part tells, whatever the file is called."""
    return {"word": "docx", "xl": "workbook"}.get(part.partition("/")[0], "")
