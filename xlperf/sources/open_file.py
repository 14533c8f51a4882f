"""Opens every file for the program: tells what it is, and whether it is safe to parse.

A file is read whole, once, so that it cannot change between the check and the parse; its kind is
told by its content, since half of what arrives as .xls or .xlsx is something else. Whatever a
parser could choke on is refused here, in one sentence, before any parser runs.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from xlperf.form.template import generated_sheet_names
from xlperf.sources.input_file import InputFile, Kind
from xlperf.sources.limits import LIMITS
from xlperf.sources.refusals import megabytes, refusal
from xlperf.sources.xlsx.check_parts import check_contents
from xlperf.sources.xlsx.sheet_parts import TYPES, WORKBOOKS

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "EncryptedPackage": "encrypted",
    "Workbook": "xls",
    "WordDocument": "doc",
    "Book": "xls",  # a document has bookmarks
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCUMENTS = (
    f"{_OFFICE}wordprocessingml.document.main+xml",
    f"{_OFFICE}wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroenabled.main+xml",
)
_OTHERS = {
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
    "application/vnd.ms-excel.addin.macroenabled.main+xml": "addin",
    f"{_OFFICE}presentationml.presentation.main+xml": "slides",
}
_OPEN_DOCUMENTS = {"spreadsheet": "ods", "text": "odt"}
_MARKUP = ("<!doctype", "<html", "<head", "<table", "<?xml", "<meta", "<style")


def open_file(path: Path) -> InputFile:
    """Reads and checks a file; raises `XlperfError` for whatever is no safe source."""
    return open_bytes(path, _read(path))


def open_bytes(path: Path, data: bytes) -> InputFile:
    """Checks the content of a file that is called `path`; raises as `open_file` does."""
    head = data[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        source = InputFile(path, data, "workbook")
        kind = _package_kind(source)
        return source if kind == source.kind else replace(source, kind=kind)
    if head.startswith(_OLE):
        raise refusal(_ole_code(data), path)
    if b"%PDF-" in head:
        return InputFile(path, data, "pdf")
    if head.startswith(b"{\\rtf"):
        raise refusal("rtf", path)
    if len(data) > LIMITS.text_bytes:
        limit = megabytes(LIMITS.text_bytes)
        raise refusal("large", path, kind="text", size=megabytes(len(data)), limit=limit)
    source = InputFile(path, data, "text")
    if source.text.lstrip()[:10].lower().startswith(_MARKUP):
        raise refusal("markup", path)
    lines = len(source.text.splitlines())
    if lines > LIMITS.text_lines:
        raise refusal("text_lines", path, count=lines, limit=LIMITS.text_lines)
    return source


def _read(path: Path) -> bytes:
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise refusal("folder", path)
        if not stat.S_ISREG(state.st_mode):
            raise refusal("special", path)  # a pipe would be waited for
        with path.open("rb") as stream:
            data = stream.read(LIMITS.file_bytes + 1)
    except FileNotFoundError as error:
        raise refusal("missing", path) from error
    except PermissionError as error:
        raise refusal("permission", path) from error
    except OSError as error:
        raise refusal("unreadable", path, why=error.strerror or type(error).__name__) from error
    except ValueError as error:  # a name with a NUL in it
        raise refusal("missing", path) from error
    if len(data) > LIMITS.file_bytes:
        limit = megabytes(LIMITS.file_bytes)
        raise refusal("large", path, size=megabytes(state.st_size), limit=limit)
    if not data:
        raise refusal("empty", path)
    return data


def _ole_code(data: bytes) -> str:
    """Tells what an OLE file is, by the names of its streams; the code is that of a refusal.

    The names are looked for anywhere: the directory's place would cost a reader of its own, and
    all that hangs on it is which sentence the user gets.
    """
    named = (code for name, code in _STREAMS.items() if name.encode("utf-16-le") in data)
    return next(named, "ole")


def _package_kind(source: InputFile) -> Kind:
    path, parts = source.path, source.parts
    if TYPES not in parts:
        if "mimetype" in parts:
            kind = source.part("mimetype").decode("ascii", "replace").rpartition(".")[2]
            raise refusal(_OPEN_DOCUMENTS.get(kind.strip(), "not_workbook"), path)
        raise refusal("ofd" if "ofd.xml" in parts else "not_workbook", path)
    declared = source.part(TYPES).decode("utf-8", "replace").lower()
    for start, code in _OTHERS.items():
        if start in declared:
            raise refusal(code, path)
    if any(kind in declared for kind in WORKBOOKS):
        check_contents(source, spare=generated_sheet_names())
        return "workbook"
    if any(kind in declared for kind in _DOCUMENTS):
        check_contents(source)
        return "docx"
    raise refusal("not_workbook", path)
