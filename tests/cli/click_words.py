"""Makes the catalogue of click's own words for gettext: `python -m tests.cli.click_words`."""

from __future__ import annotations

import struct

from xlperf.cli.chinese import CATALOGUE, words

_MAGIC, _HEAD = 0x950412DE, 28


def catalogue() -> bytes:
    """A table of texts and another of their translations, sorted by the texts."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words()["click"]}.items())
    texts = [text.encode() for pair in zip(*pairs, strict=True) for text in pair]
    count = len(pairs)
    at = _HEAD + 16 * count
    table = b""
    for text in texts:
        table += struct.pack("<II", len(text), at)
        at += len(text) + 1
    head = struct.pack("<7I", _MAGIC, 0, count, _HEAD, _HEAD + 8 * count, 0, 0)
    return head + table + b"".join(text + b"\0" for text in texts)


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(catalogue())
