"""Calls XlsxWriter so that it leaves nothing out unsaid.

Where XlsxWriter cannot write something, it answers with a return code or warns, and goes on without
it: a text is cut, a link dropped. Here both raise `XlperfError`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from xlsxwriter.exceptions import XlsxWriterException

from xlperf.errors import XlperfError
from xlperf.filing.toml_data import toml_data
from xlperf.grid import a1


@contextmanager
def raising_warnings() -> Iterator[None]:
    """Lets each warning of XlsxWriter raise meanwhile, also one that was given before."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        yield


class Checked:
    """Calls the methods of a workbook, worksheet or chart; raises where one did not do all.

    A return code other than 0, a warning (within `raising_warnings`) and an error of XlsxWriter's
    become an `XlperfError` that names the worksheet, and the cell where the method has one.
    """

    def __init__(self, target: Any, sheet: str | None = None) -> None:
        self.target = target
        self._sheet = sheet

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.target, name)

        def call(*args: Any, **options: Any) -> Any:
            try:
                answer = method(*args, **options)
            except (Warning, XlsxWriterException) as error:
                raise self._failure(name, name, args, str(error)) from error
            if type(answer) is int and answer:
                raise self._failure(f"{name} {answer}", name, args, str(answer))
            return answer

        setattr(self, name, call)  # the next time it is found at once
        return call

    def refusal(
        self, name: str, at: tuple[int, int] | None = None, /, **facts: object
    ) -> XlperfError:
        """Returns the error of `excel_calls.toml` called `name`, about the cell if one is given."""
        where = "工作簿" if self._sheet is None else f"工作表“{self._sheet}”"
        if at is not None:
            where += f"的 {a1(*at)} "
        sentences = toml_data(__package__, "excel_calls.toml")
        sentence: str = sentences.get(name, sentences["other"])
        return XlperfError(sentence.format(where=where, **facts))

    def _failure(self, code: str, name: str, args: tuple[Any, ...], why: str) -> XlperfError:
        units = utf16_units("".join(arg for arg in args if isinstance(arg, str)))
        at = args[:2] if not name.startswith("set_") else ()
        cell = (at[0], at[1]) if [type(part) for part in at] == [int, int] else None
        return self.refusal(code, cell, method=name, why=why, units=units)


def utf16_units(text: str) -> int:
    """Counts a text's characters as Excel does: one beyond the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
