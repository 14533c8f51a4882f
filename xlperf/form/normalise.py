"""Replaces characters that look like others by those that a person reads.

Many a PDF says of 目 that it is the radical ⽬ (U+2F6C), as its font draws both with one glyph, and
whoever copies its text copies that. Word and WPS name ≥ of the font Symbol by a code of that font
alone. Nobody types either; no label, name or operator would be known with them.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (range(0x2F00, 0x2FD6), range(0xF900, 0xFAFF + 1), range(0x2F800, 0x2FA1E))
"""Lists radicals and compatibility ideographs, whose equals Unicode gives."""
_PAIRS = (
    "⺁厂⺄乙⺊卜⺎兀⺒巳⺓幺⺛旡⺝月⺟母⺠民⺩王⺪疋⺬示⺮竹⺶羊⺷羊⺻聿⺾艹⺿艹⻀艹⻁虎⻂衣⻃西⻄西⻅见⻆角⻇角⻉贝"
    "⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阝⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻱龜⻲龜⻳龟"
)
"""Pairs radicals of the supplement with their equals, which Unicode's compatibility forms lack."""
_SYMBOLS = (
    "\uf0b3≥\uf0a3≤\uf0b1±\uf0b4×\uf0b8÷\uf0b0°\uf0b9≠\uf0bb≈\uf0b7•\uf0d7·\uf0b2″\uf0a2′\uf0a5∞"
)
"""Pairs codes of the font Symbol with the characters that they show."""


def _pairs(text: str) -> dict[int, str]:
    return {ord(text[at]): text[at + 1] for at in range(0, len(text), 2)}


_HYPHEN = re.compile(r"(?<=\d)\u00ad(?=\d)")
"""Matches the hyphen of many fonts; elsewhere the code only says where a word may be parted."""
RADICALS = _pairs(_PAIRS)
"""Maps the radicals that NFKC leaves as they are, for `str.translate`."""
_SYMBOL: dict[int, str] = {
    **_pairs(_SYMBOLS),
    # The rest of Symbol that is no letter has the codes of ASCII, moved.
    **{0xF000 + code: chr(code) for code in range(0x20, 0x40) if chr(code) not in "\"$'*-@"},
}
_SEEN: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for codes in _RADICALS for code in codes},
    **RADICALS,
    **_SYMBOL,
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), ""),
}


def as_seen(text: str) -> str:
    """Returns the text of a page in the characters that a person reads in it."""
    return text if text.isascii() else _HYPHEN.sub("-", text).translate(_SEEN)


def with_symbols(text: str) -> str:
    """Returns the text with those of the font Symbol; whatever else was typed stays as it is."""
    return text if text.isascii() else text.translate(_SYMBOL)
