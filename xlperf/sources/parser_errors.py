"""Decides which exceptions of the parsing libraries mean a damaged file.

openpyxl raises whatever comes to hand on a file it did not expect, and calamine's panics arrive
as a `BaseException`. Only the library's own call stands under `parsing`; an exception of the same
type anywhere else is our bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from xlperf.errors import XlperfError
from xlperf.sources.refusals import refusal

_BUILT_IN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,  # a compression method that zipfile does not know
    OSError,
    RecursionError,
    SyntaxError,  # ElementTree's and lxml's errors derive from it
    TypeError,
    ValueError,  # UnicodeError and defusedxml's errors derive from it
)
_LIBRARIES = frozenset(
    {"docx", "lxml", "openpyxl", "pdfminer", "pdfplumber", "pyexpat", "pyo3_runtime",
     "python_calamine", "xml", "zipfile", "zlib"}
)  # fmt: skip
"""Lists modules whose own exceptions mean the file; named so that none is imported for it."""


@contextmanager
def parsing(path: Path, kind: str = "") -> Iterator[None]:
    """Turns what a parser raises on a damaged file into an `XlperfError` about that file.

    `kind` is what the file is, where its name need not say so.
    """
    try:
        yield
    except XlperfError:
        raise
    except MemoryError as error:
        raise refusal("heavy", path) from error
    except BaseException as error:
        modules = {base.__module__.partition(".")[0] for base in type(error).__mro__}
        if not isinstance(error, _BUILT_IN) and modules.isdisjoint(_LIBRARIES):
            raise
        raise refusal("damaged", path, kind=kind, why=type(error).__name__) from error


@contextmanager
def walking(path: Path, kind: str) -> Iterator[None]:
    """Does the same for libraries that go on parsing while our code walks what they gave.

    Only what is raised inside such a library counts as damage, whatever it is.
    """
    try:
        yield
    except XlperfError:
        raise
    except Exception as error:
        *_, (innermost, _) = walk_tb(error.__traceback__)
        if innermost.f_globals.get("__name__", "").startswith("xlperf."):
            raise
        raise refusal("damaged", path, kind=kind, why=type(error).__name__) from error
