"""Builds the `XlperfError`s that say why a file is not opened or not written.

The sentences are data (`refusals.toml`): they can be read side by side, and tests assert on
their codes.
"""

from __future__ import annotations

from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.filing.toml_data import toml_data
from xlperf.sources.file_names import readable

_MEGA = 1024 * 1024
_KINDS = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et"), "workbook"),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps"), "docx"),
    ".pdf": "pdf",
    ".txt": "text",
}


def refusal(code: str, path: Path, *, kind: str = "", **facts: object) -> XlperfError:
    """Returns the error of `refusals.toml` named `code`, about the file at `path`.

    `kind` is what the file is, where that is known from its content; else its name tells which
    program its owner would open it with.
    """
    sentences = _sentences()
    sentence = sentences.get(f"{code}_{kind or kind_named(path)}") or sentences[code]
    shown = {name: printable(str(fact)) for name, fact in facts.items()}
    return XlperfError(sentence.format(file=printable(str(path)), **shown), code)


def clause(code: str) -> str:
    """Returns the words of `refusals.toml` on a part of a file, which follow its place."""
    return _sentences()[code]


def kind_named(path: Path) -> str:
    """Returns the kind of file that a name stands for; empty for a name that says nothing."""
    return _KINDS.get(path.suffix.lower(), "")


def printable(text: str) -> str:
    """Makes a stranger's name fit for a terminal: no control characters, no lone surrogates."""
    return "".join(c if c.isprintable() else "�" for c in readable(text))


def megabytes(size: int) -> str:
    """Returns a number of bytes as people read it, in MB."""
    return f"{size / _MEGA:,.0f} MB" if size >= _MEGA else f"{size:,} 字节"


def _sentences() -> dict[str, str]:
    return toml_data(__package__, "refusals.toml")
