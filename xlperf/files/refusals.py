"""Why a file is not opened or not written, as an `XlperfError` with its sentence.

The sentences are data (`refusals.toml`): they can be read side by side, and tests assert on
their codes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.files.naming import readable

_MEGA = 1024 * 1024


def refusal(code: str, path: Path, **facts: object) -> XlperfError:
    """The error of `refusals.toml` named `code`, about the file at `path`."""
    shown = {name: printable(str(fact)) for name, fact in facts.items()}
    return XlperfError(_sentences()[code].format(file=printable(str(path)), **shown), code)


def printable(text: str) -> str:
    """A name from a stranger, fit for a terminal: no control characters, no lone surrogates."""
    return "".join(c if c.isprintable() else "�" for c in readable(text))


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / _MEGA:,.0f} MB" if size >= _MEGA else f"{size:,} 字节"


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads((files(__package__) / "refusals.toml").read_text("utf-8"))
