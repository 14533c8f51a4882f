"""Shows the rows that a filter hides while a sheet is written, and hides them again.

Excel puts an array of values into a filtered range row by visible row, so that every value below
the first hidden one lands in another row than it was meant for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import asked, said

if TYPE_CHECKING:
    from xlwings import Sheet

_RESTORABLE = frozenset({0, 1, 2, 7, 11})
"""Holds Excel's numbers for filters by one or two conditions, by values and by periods.

Of the others, by rank, colour or icon, Excel tells a threshold or an object that it does not take.
"""


class _Criterion(NamedTuple):
    field: int
    first: Any
    operator: int
    second: Any


@contextmanager
def all_rows(sheet: Sheet) -> Iterator[list[str]]:
    """Shows all rows of an unprotected sheet for the block; gives what is to be said of it.

    The list is filled when the block is over. Raises `XlperfError` for a filtered sheet on a Mac.
    """
    notes: list[str] = []
    if not asked(sheet.api, "FilterMode"):
        yield notes
        return
    if sys.platform == "darwin":
        raise XlperfError(said("filter_on_mac", sheet=sheet.name))
    address, criteria = _state(sheet.api)
    sheet.api.ShowAllData()
    try:
        yield notes
    finally:
        if criteria is None or not _restored(sheet.api, address, criteria):
            notes.append(said("filter_lost", sheet=sheet.name))


def remove_filter(sheet: Sheet) -> None:
    """Take the sheet's own filter away, with its arrows."""
    if sys.platform != "darwin" and asked(sheet.api, "AutoFilterMode"):
        sheet.api.AutoFilterMode = False


def _state(api: Any) -> tuple[str, list[_Criterion] | None]:
    """Returns the filter's range and criteria; None for criteria that Excel cannot tell."""
    if not api.AutoFilterMode:  # an advanced filter
        return "", None
    criteria = []
    for field in range(1, api.AutoFilter.Filters.Count + 1):
        one = api.AutoFilter.Filters(field)
        if one.On:
            if one.Operator not in _RESTORABLE:
                return "", None
            second = None
            with suppress(Exception):  # Excel raises where there is no second criterion
                second = one.Criteria2
            criteria.append(_Criterion(field, one.Criteria1, one.Operator, second))
    return api.AutoFilter.Range.Address, criteria


def _restored(api: Any, address: str, criteria: list[_Criterion]) -> bool:
    area = api.Range(address)
    try:
        for one in criteria:
            options = {"Field": one.field, "Criteria1": one.first}
            if one.operator:
                options["Operator"] = one.operator
            if one.second is not None:
                options["Criteria2"] = one.second
            area.AutoFilter(**options)
    except Exception:  # Excel's own error for criteria that it does not take back
        return False
    return True
