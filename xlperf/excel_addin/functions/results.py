"""Turns a worksheet function's results and errors into values that cells can show.

A cell shows a text or a number; it cannot show an exception. Amounts leave as floats because
that is what a cell holds; every sum behind them was exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec

from xlperf.errors import XlperfError

P = ParamSpec("P")
Rows = Sequence[Sequence[object]]


def in_cells(function: Callable[P, Rows]) -> Callable[P, list[list[Any]]]:
    """Turn a function's rows into what cells hold, and its `XlperfError` into a text."""

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> list[list[Any]]:
        try:
            rows = function(*args, **kwargs)
        except XlperfError as error:
            return [[str(error)]]
        width = max((len(row) for row in rows), default=0) or 1
        shown = [[*map(_shown, row), *[""] * (width - len(row))] for row in rows]
        return shown or [[""]]

    # xlwings takes type hints for converters, and knows none for these.
    called.__annotations__ = {}
    return called


def _shown(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
