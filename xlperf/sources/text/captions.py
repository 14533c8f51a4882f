"""Finds lines between two forms of a text that belong to neither: 附件2-1, 绩效目标表3, 【打印】.

A publication counts its forms above their titles, and a web page has its own words at its end. In
a text without cells they stand right behind the last target of the form before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlperf.form.labels import fields_of, normal
from xlperf.grid import PAGE, Line

_COUNT = r"[\d一二三四五六七八九十]"
_CAPTION = re.compile(
    rf"[(（]?(?:附件|附表|附|表)\s*{_COUNT}+(?:[-—–.．]\d+)*[)）]?\s*[:：]?.{{0,60}}"
    rf"|.{{0,40}}绩效目标[^。；]{{0,8}}表\s*[(（]?{_COUNT}{{0,3}}[)）]?"
)
_ITEM = re.compile(rf"(?:{_COUNT}+[.、．)）]|[(（]{_COUNT}+[)）])\s*")
_WEB = re.compile(
    r"附件\s*\d*\s*[:：]|[上下]一[篇条]|版权所有|主办单位|责任编辑|扫一扫|相关(?:附件|链接|稿件|文档)"
    r"|[【\[]?\s*(?:打印|关闭|返回|分享|收藏|字体)(?:本页|此页|窗口|顶部)?\s*(?:[】\]].*)?$"
)
_MOST, _BELOW, _FEWEST = 3, 8, 4


def captions(lines: Sequence[Line]) -> set[int]:
    """Returns the lines right above a form's title, or project name, that announce the form."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if not {"title", "name"} & set(first_fields(line.text)):
            continue
        below = normal("".join(other.text for other in lines[index : index + _BELOW]))
        for above in range(index - 1, max(index - 1 - _MOST, -1), -1):
            text = lines[above].text
            if text == PAGE:
                continue  # a caption may stand at the foot of the page before
            if fields_of(text) or not _announces(text, below):
                break
            found.add(above)
    return found


def is_of_page(text: str) -> bool:
    """Tells whether a line is a web page's own, behind what it publishes."""
    return _WEB.match(text) is not None


def first_fields(text: str) -> tuple[str, ...]:
    """Returns the fields that a line announces, or its first word."""
    words = text.split()
    return fields_of(text) or (fields_of(words[0]) if words else ())


def _announces(text: str, below: str) -> bool:
    """Tells whether a line counts a form, or names the project of the form below."""
    if _CAPTION.fullmatch(text.strip()):
        return True
    name = normal(_ITEM.sub("", text.strip(), count=1))
    return len(name) >= _FEWEST and f"项目名称{name}" in below
