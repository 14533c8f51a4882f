"""Runs 函数转为数值: replaces the formulas that call our functions by what they give now.

Excel stores a function of an add-in with the add-in's path on this machine, and asks whoever
opens the workbook elsewhere about a link that leads nowhere. Values need no add-in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from xlperf.errors import XlperfError
from xlperf.excel_addin.functions.vba_wrappers import PREFIX
from xlperf.excel_addin.look_before import look_before
from xlperf.excel_addin.open_workbook import formulas_of, rows_of
from xlperf.excel_addin.protection import lifted
from xlperf.excel_addin.undo.keep_state import step
from xlperf.excel_addin.write_texts import write_text
from xlperf.filing.shorten import first_few
from xlperf.grid import Value, a1

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

_COMMAND = "函数转为数值"
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_CALL = re.compile(rf"\b{PREFIX}[A-Z]+\(", re.IGNORECASE)
_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!")
)
"""Limits the cells that a message names one by one."""


class _Found(NamedTuple):
    """Holds the ranges that functions fill, by sheet, and the cells where they give an error."""

    areas: dict[Sheet, list[Range]]
    errors: list[str]


def functions_to_values(book: Book, _: str) -> str:
    """函数转为数值: after asking, put the results in the place of the formulas."""
    found = _find(book)
    if not found.areas:
        without = "本工作簿里没有能转为数值的 XLPERF 函数，没有改动。"
        raise XlperfError(without + _said_of(found.errors))
    look_before(book, found.areas)
    counted = "、".join(f"“{sheet.name}”{len(areas)} 格" for sheet, areas in found.areas.items())
    question = (
        f"将把下列公式换成现在的结果：{counted}。\n换过以后不再随填写的内容更新，"
        "可用“恢复上一步”找回。要转换吗？"
    )
    if book.app.alert(question, title=_COMMAND, buttons="yes_no") != "yes":
        return "没有转换，公式都没有改动。"
    with step(book, _COMMAND, [sheet.name for sheet in book.sheets]):
        for sheet, areas in found.areas.items():
            with lifted(sheet):
                for area in areas:
                    _write(area, _values(area))
    return f"已转为数值：{counted}。{_said_of(found.errors)}"


def _find(book: Book) -> _Found:
    found = _Found({}, [])
    for sheet in book.sheets:
        rows = rows_of(sheet)
        if not rows:
            continue
        seen: set[tuple[int, int]] = set()
        for r, formulas in enumerate(formulas_of(sheet, len(rows), len(rows[0]))):
            for c, formula in enumerate(formulas):
                if (r, c) in seen or not _calls(formula):
                    continue
                area = _whole(sheet.range((r + 1, c + 1)))
                height, width = area.shape
                seen |= {(r + y, c + x) for y in range(height) for x in range(width)}
                if _is_error(_values(area)):
                    found.errors.append(f"{sheet.name}!{a1(r, c)}")
                else:
                    found.areas.setdefault(sheet, []).append(area)
    return found


def _calls(formula: object) -> bool:
    """Tells whether a formula calls one of our functions, with an add-in's path before it or not.

    An array's formula may come in braces.
    """
    text = str(formula or "")
    return text.startswith(("=", "{=")) and bool(_CALL.search(_TEXT.sub("", text)))


def _whole(cell: Range) -> Range:
    """Returns the range that a formula fills: an array entered as one, or one that spilled."""
    if sys.platform == "darwin":
        return cell  # where no function is ever calculated
    api = cell.api
    if getattr(api, "HasSpill", False):  # which Excels before 2021 do not know
        filled = api.SpillParent.SpillingToRange
    elif getattr(api, "HasArray", False):
        filled = api.CurrentArray
    else:
        return cell
    return cell.sheet.range(filled.Address)


def _values(area: Range) -> Sequence[Sequence[Value]]:
    values: Sequence[Sequence[Value]] = area.options(ndim=2, err_to_str=True, chunksize=None).value
    return values


def _is_error(rows: Sequence[Sequence[Value]]) -> bool:
    return any(value in _ERRORS for row in rows for value in row)


def _write(area: Range, rows: Sequence[Sequence[Value]]) -> None:
    """Write the results as they are: one of them may look like a formula or a date to Excel."""
    if len(rows) * len(rows[0]) > 1:
        area.clear_contents()  # a cell of an array cannot be written alone; merged ones are single
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cell = area.sheet.range((area.row + r, area.column + c))
            if isinstance(value, str) and value:
                write_text(cell, value)
            else:
                cell.value = "" if value is None else value


def _said_of(errors: Sequence[str]) -> str:
    if not errors:
        return ""
    return (
        f"{first_few(errors, '等 {} 格')}现在是错误值，没有转换；"
        "请在装有加载项的电脑上重新计算，再转换。"
    )
