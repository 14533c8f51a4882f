"""Which exceptions of the parsing libraries mean a damaged file.

openpyxl raises whatever comes to hand on a file it did not expect, and calamine's panics arrive
as a `BaseException`. Only the library's own call stands under `parsing`; an exception of the same
type anywhere else is our bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as ZlibError

from xlperf.errors import XlperfError
from xlperf.files.refusals import refusal

_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    MemoryError,
    NotImplementedError,  # a compression method that zipfile does not know
    OSError,
    ParseError,
    RecursionError,
    SyntaxError,  # lxml's errors derive from it
    TypeError,
    ValueError,  # UnicodeError and defusedxml's errors derive from it
    ZlibError,
)


@contextmanager
def parsing(path: Path) -> Iterator[None]:
    """Turn what a parser raises on a damaged file into an `XlperfError` about that file."""
    try:
        yield
    except XlperfError:
        raise
    except _DAMAGE as error:
        raise refusal("damaged", path, why=type(error).__name__) from error
    except BaseException as error:
        # Neither class can be named without importing the library.
        kinds = {(kind.__module__, kind.__name__) for kind in type(error).__mro__}
        if kinds & {
            ("python_calamine", "CalamineError"),
            ("pyo3_runtime", "PanicException"),
        }:
            raise refusal("damaged", path, why=type(error).__name__) from error
        raise
