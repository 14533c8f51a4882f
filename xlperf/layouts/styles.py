"""Names the styles: one table for the sheets the clerk works in, one per size for the form.

Layouts name a style, never a colour or a font, so that a sheet's look is changed here.
"""

from __future__ import annotations

from functools import cache

from xlperf.layouts.sheet import Style

LINE = "BFBFBF"
INK, DIM, RED = "1F3864", "7F7F7F", "C00000"
BAND, HEAD, LABEL, TOTAL = "1F4E79", "DDEBF7", "F2F2F2", "E7E6E6"
AMOUNT, DATE, SHARE, TEXT = "#,##0.00", "yyyy-mm-dd", "0.0%", "@"
YUAN = '#,##0.00" 元"'

_LABEL = Style(bold=True, fill=LABEL, border=LINE)
_ENTRY = Style(border=LINE, locked=False)
_FIXED = Style(border=LINE)
_STATUS = Style(bold=True, border=LINE, colour=DIM, across="center")
_SMALL = Style(size=9, border=LINE)
_LINE = _SMALL._replace(wrap=False)
_FIGURE = Style(size=11, bold=True, colour=INK, fill=HEAD, border=LINE, across="center")
_SUM = Style(size=9, bold=True, border=LINE, fill=TOTAL)


def _count(word: str) -> str:
    """Formats a number of findings; none shows as a dash: the sheet may not have been checked."""
    return f'"{word} "0" 处";;"{word} –"'


STYLES: dict[str, Style] = {
    "title": Style(size=16, bold=True, colour=INK),
    "text": Style(size=11, down="top"),
    "quiet": Style(size=9, colour=DIM),
    "band": Style(size=11, bold=True, colour="FFFFFF", fill=BAND, wrap=False),
    "head": Style(bold=True, fill=HEAD, border=LINE, across="center"),
    # Above a filter, whose buttons stand at the bottom of the heads and hide what is there.
    "head-filter": Style(bold=True, fill=HEAD, border=LINE, across="center", down="top"),
    # In the column 校验, which a check of the live workbook writes from top to bottom.
    "band-open": Style(size=11, bold=True, colour="FFFFFF", fill=BAND, wrap=False, locked=False),
    "label": _LABEL,
    "link": Style(colour="0563C1", underline=True),
    "link-right": Style(colour="0563C1", underline=True, across="right"),
    "link-centre": Style(colour="0563C1", underline=True, across="center"),
    # What the clerk fills in. A target's cell is text, so that =0% stays what it is.
    "entry": _ENTRY,
    "entry-text": _ENTRY._replace(down="top"),
    "entry-date": _ENTRY._replace(number=DATE, across="left"),
    "entry-amount": _ENTRY._replace(number=YUAN, across="right", indent=1),
    "entry-target": _ENTRY._replace(number=TEXT),
    "entry-year": _ENTRY._replace(size=9, colour=DIM),
    "total": Style(border=LINE, fill=TOTAL, bold=True, number=YUAN, across="right", indent=1),
    "note": _ENTRY._replace(size=9),
    "check": _ENTRY._replace(size=9, colour=RED),
    "row": Style(locked=False),
    # The column 即时提示, all formulas, and the words that they look up. A row that can be deleted,
    # or filled from the next one, has no locked cell.
    "hint": _FIXED._replace(size=9, colour="BF6900"),
    "hint-open": _FIXED._replace(size=9, colour="BF6900", locked=False),
    "hint-head": Style(size=9, colour="BF6900", fill=HEAD, border=LINE),
    "unseen": Style(size=9, number=";;;", wrap=False),
    # The line at the top of a project sheet, and what changes colour while the clerk types.
    "status-done": _STATUS._replace(number='"完成度 "0%'),
    "status-error": _STATUS._replace(number=_count("错误")),
    "status-warning": _STATUS._replace(number=_count("提醒")),
    "status-advice": _STATUS._replace(number=_count("建议")),
    "status-whole": Style(colour="375623", fill="E2EFDA"),
    "missing": Style(fill="FFFF99"),
    "wrong": Style(colour=RED, fill="FFC7CE"),
    "error-said": Style(colour=RED, fill="FFC7CE"),
    "warning-said": Style(colour="7F4F00", fill="FFE0B2"),
    "advice-said": Style(colour="1F4E79", fill="E4DFEC"),
    # Tables that the program fills in.
    "cell": _FIXED,
    "cell-text": _FIXED._replace(number=TEXT),
    "cell-centre": _FIXED._replace(across="center"),
    "rule-link": _FIXED._replace(colour="0563C1", underline=True, across="center"),
    "book-link": _FIXED._replace(colour="0563C1", underline=True),
    "cell-link": _FIXED._replace(colour="0563C1", underline=True),
    # The same, smaller, for 汇总 with its many columns.
    "small": _SMALL,
    "small-centre": _SMALL._replace(across="center"),
    "small-link": _SMALL._replace(colour="0563C1", underline=True),
    "small-date": _SMALL._replace(number=DATE, across="center"),
    "small-amount": _SMALL._replace(number=AMOUNT, across="right"),
    "small-whole": _SMALL._replace(number="0%", across="center"),
    "small-count": _SMALL._replace(number="0;-0;–", across="center"),
    "small-share": _SMALL._replace(number=SHARE, across="center"),
    # Long lists: one line a row, so that no row needs a height of its own.
    "list": _LINE,
    "list-centre": _LINE._replace(across="center"),
    "list-link": _LINE._replace(colour="0563C1", underline=True),
    "list-date": _LINE._replace(number=DATE, across="center"),
    "list-amount": _LINE._replace(number=AMOUNT, across="right"),
    "list-share": _LINE._replace(number=SHARE, across="center"),
    "list-count": _LINE._replace(number="0;-0;–", across="center"),
    "list-number": _LINE._replace(across="right"),
    "sum": _SUM,
    "sum-amount": _SUM._replace(number=AMOUNT, across="right"),
    "sum-share": _SUM._replace(number=SHARE, across="center"),
    "sum-whole": _SUM._replace(number="0%", across="center"),
    "sum-count": _SUM._replace(number="0;-0;–", across="center"),
    # 汇总's key figures, and the numbers that its charts hide.
    "figure-projects": _FIGURE._replace(number='0" 个项目"'),
    "figure-money": _FIGURE._replace(number='"年度资金 "#,##0.00" 万元"'),
    "figure-share": _FIGURE._replace(number='"定量指标占比 "0.0%'),
    "figure-done": _FIGURE._replace(number='"填报完成度 "0%'),
    "figure-error": _FIGURE._replace(number=_count("错误")),
    "figure-warning": _FIGURE._replace(number=_count("提醒")),
    "figure-advice": _FIGURE._replace(number=_count("建议")),
    "behind": Style(size=6, colour="FFFFFF", wrap=False),
    "error": _FIXED._replace(colour=RED, bold=True, across="center"),
    "warning": _FIXED._replace(colour="BF6900", bold=True, across="center"),
    "advice": _FIXED._replace(colour="2E75B6", bold=True, across="center"),
    "good": Style(size=12, bold=True, colour="375623", fill="E2EFDA", wrap=False),
    "pending": Style(size=12, bold=True, colour=DIM, fill=LABEL, wrap=False),
    "mend": Style(size=12, bold=True, colour="7F6000", fill="FFF2CC", wrap=False),
    "bad": Style(size=12, bold=True, colour=RED, fill="FCE4D6", wrap=False),
}


@cache
def form_styles(font: str, size: float, title_size: float) -> dict[str, Style]:
    """Returns the printed form's styles, by the names that the editions use; sizes in points."""
    centre = Style(font=font, size=size, border="000000", across="center")
    return {
        "title": centre._replace(size=title_size, bold=True),
        "label": centre._replace(bold=True),
        "label-left": centre._replace(bold=True, across="left"),
        "centre": centre,
        "text": centre._replace(across="left"),
        "amount": centre._replace(across="right"),
    }
