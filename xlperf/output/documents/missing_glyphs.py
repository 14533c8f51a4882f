"""Finds the characters that no font of this machine can show, and puts a mark in their place.

An office program draws a box for such a character, and other characters of its line now and then
in a wrong order. The geta mark is what printers put where they lack a type.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from zipfile import ZipFile

from xlperf.form.shown_text import STAND_IN, takes_no_room
from xlperf.output.documents.programs import installed
from xlperf.sources.xlsx.zip_writer import zipped

_RARE = re.compile(
    "[^\0-\x7f\u00a0-\u00ff\u2010-\u2027\u2030\u2264\u2265\u3000-\u303f\u4e00-\u9fa5\uff01-\uff5e]"
)
"""Finds the rarer characters; of all others any font for Chinese has a glyph."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Lists signs that show nothing themselves and turn what stands between: nobody could tell from the
page what was typed."""
_XML = (".xml", ".rels")
_SECONDS = 20


def unshown(texts: Iterable[str]) -> str:
    """Finds the characters of texts that this machine can only show as boxes, or not at all.

    Where nobody tells what its fonts hold, those that are no characters as yet.
    """
    rare = sorted({char for text in texts for char in _RARE.findall(text)})
    held = _held() if rare else frozenset()
    return "".join(
        char
        for char in rare
        if char in _TURNING or not (takes_no_room(char) or _is_held(char, held))
    )


def with_stand_ins(content: bytes, chars: str) -> bytes:
    """Returns an office document with the mark in place of these characters."""
    mark = STAND_IN.encode()
    with ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in parts:
        if name.endswith(_XML):
            for char in chars:
                parts[name] = parts[name].replace(char.encode(), mark)
    return zipped(parts)


def _is_held(char: str, held: frozenset[int]) -> bool:
    kind = unicodedata.category(char)
    return kind == "Cs" or (ord(char) in held if held else kind != "Cn")


@lru_cache(maxsize=1)
def _held() -> frozenset[int]:
    """Returns the characters that the machine's fonts hold; none where fontconfig is missing."""
    command = installed("fc-list")
    if command is None:
        return frozenset()
    try:
        listed = subprocess.run(
            [str(command), "-f", "%{charset}\n"], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    held: set[int] = set()
    for span in set(listed.stdout.decode("ascii", "replace").split()):
        first, _, last = span.partition("-")
        held.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(held)
