"""Extracts the text of a Word paragraph: what shows, its symbols, its pictures.

The last state of a document that was edited with changes tracked counts; what is set hidden, and
what was deleted, does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml.ns import nsmap, qn

from xlperf.form.normalise import with_symbols

_RUN, _TEXT, _SYMBOL = qn("w:r"), qn("w:t"), qn("w:sym")
_VAL, _BOX = qn("w:val"), qn("w:txbxContent")
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HIDDEN = {
    qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), _BOX,
    qn("w:drawing"), qn("w:pict"), f"{_COMPATIBLE}AlternateContent",
}  # fmt: skip
_WINGDINGS = {0xFC: "√", 0xFE: "☑", 0x52: "☑", 0xA8: "□", 0x6F: "□", 0x6C: "●", 0xFB: "×"}
"""Maps the marks of the font Wingdings that forms use."""
_WIDE, _HIGH = 360_000 * 8, 360_000 * 5
"""A picture of a form is no smaller than 8 by 5 cm, in Word's units."""


def text_of_paragraphs(paragraphs: Iterable[Any]) -> str:
    """Returns the text of a cell, one line a paragraph but for those whose end was deleted."""
    parts: list[str] = []
    for paragraph in paragraphs:
        parts += [text_in(paragraph), "" if is_end_deleted(paragraph) else "\n"]
    return "".join(parts).removesuffix("\n")


def text_in(parent: Any) -> str:
    """Returns the text of an element as it shows."""
    parts: list[str] = []
    for child in parent:
        if child.tag == _TEXT:
            parts.append(with_symbols(child.text or ""))
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == _SYMBOL:
            parts.append(_symbol(child))
        elif child.tag == _RUN and _is_on(child.find("w:rPr/w:vanish", nsmap)):
            continue
        elif child.tag not in _HIDDEN and isinstance(child.tag, str):
            parts.append(text_in(child))
    return "".join(parts)


def is_end_deleted(paragraph: Any) -> bool:
    """Tells whether the end of a paragraph was deleted, so that the next one goes on with it."""
    return paragraph.find("w:pPr/w:rPr/w:del", nsmap) is not None


def boxes(paragraph: Any) -> Iterator[Any]:
    """Yields the text boxes of a paragraph that hold a table, each once."""
    for box in paragraph.iter(_BOX):
        old = (up.tag == f"{_COMPATIBLE}Fallback" for up in box.iterancestors())
        if box.find(qn("w:tbl")) is not None and not any(old):
            yield box


def is_picture(paragraph: Any) -> bool:
    """Tells whether it holds a picture as large as a form would be."""
    sizes = [
        (int(extent.get("cx", 0)), int(extent.get("cy", 0)))
        for drawing in paragraph.iter(qn("w:drawing"))
        if next(drawing.iter(qn("pic:pic")), None) is not None
        for extent in drawing.iter(qn("wp:extent"))
    ]
    old = next(paragraph.iter("{urn:schemas-microsoft-com:vml}imagedata"), None)
    return old is not None or any(cx >= _WIDE and cy >= _HIGH for cx, cy in sizes)


def _is_on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(_VAL) not in ("0", "false", "off")


def _symbol(element: Any) -> str:
    """Returns the character of a font that names its own: ≥ is F0B3 of Symbol."""
    try:
        code = int(element.get(qn("w:char"), ""), 16) & 0xFF
    except ValueError:
        return ""
    if str(element.get(qn("w:font"))).startswith("Wingdings"):
        return _WINGDINGS.get(code, chr(0xF000 + code))
    return with_symbols(chr(0xF000 + code))
