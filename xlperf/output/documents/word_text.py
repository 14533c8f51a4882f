"""Turns text into runs of WordprocessingML: every character kept, line breaks, tabs as elements."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_PARTS = re.compile(r"(\n|\t)")


def runs(text: str, properties: str = "") -> str:
    """Returns the run of a text, "" where there is none; `properties` is the inside of its rPr."""
    if not text:
        return ""
    plain = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = (
        _SPECIAL.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _PARTS.split(plain)
        if part
    )
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{''.join(parts)}</w:r>"
