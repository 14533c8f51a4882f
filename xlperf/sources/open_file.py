"""The one door through which every file is opened: what it is, and whether it is safe to parse.

A file is read whole, once, so that it cannot change between the check and the parse; its kind is
told by its content, since half of what arrives as .xls or .xlsx is something else. Whatever a
parser could choke on is refused here, in one sentence, before any parser runs.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from xlperf.form.template import drawn_sheets
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import kind_named, megabytes, printable, refusal
from xlperf.sources.xlsx.check_parts import check_contents
from xlperf.sources.xlsx.sheet_parts import WORKBOOKS, sheet_parts
from xlperf.sources.xlsx.zip_directory import Part, read_directory, read_part
from xlperf.sources.xlsx.zip_writer import Stream, stored

__all__ = ["Kind", "Source", "open_source", "parsing"]

Kind = Literal["workbook", "docx", "pdf", "text"]

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
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
"""Characters of no text; a few of them come with text taken from PDF."""
_NO_TEXT = re.compile("[\0\ufffe\uffff]")
"""Not one of these does, and no workbook could keep them."""
_XML = (".xml", ".rels")
_MARKUP = ("<!doctype", "<html", "<head", "<table", "<?xml", "<meta", "<style")


@dataclass(frozen=True)
class Source:
    """A file that has passed the door: where it lies, what it is, and its bytes."""

    path: Path
    kind: Kind
    data: bytes
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False)
    _trimmed: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The file as the user named it, fit for a message."""
        return printable(str(self.path))

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The directory of a package, by the parts' names in lower case."""
        return read_directory(self.path, self.data)

    def part(self, name: str) -> bytes:
        """The content of a package's part; XML is kept until a parser has it."""
        content = self._contents.get(name)
        if content is None:
            content = read_part(self.path, self.data, self.parts[name])
            if name.endswith(_XML):
                self._contents[name] = content
        return content

    def trim(self, name: str, content: bytes) -> None:
        """Have calamine read this in place of the whole part, which is let go."""
        self._contents.pop(name, None)
        self._trimmed[name] = content

    def worksheet(self, name: str) -> bytes:
        """What calamine is to read of a worksheet's part."""
        return self._trimmed.get(name) or self.part(name)

    def package(self, without: Collection[str]) -> Stream:
        """What calamine needs of the XML parts, but for the sheets of these names."""
        left = {part for part, name in self.sheets.items() if name in without}
        names = [n for n in self.parts if n not in left and (n.endswith(_XML) or n in self.sheets)]
        whole = stored({self.parts[n].name: self.worksheet(n) for n in names})
        self._contents.clear()
        self._trimmed.clear()
        return whole

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The names of a workbook's sheets by their parts."""
        return sheet_parts(self)

    @cached_property
    def text(self) -> str:
        """The content of a text file, decoded."""
        return _decode(self.path, self.data)


def open_source(path: Path) -> Source:
    """Read and check a file; raises `XlperfError` for whatever is no safe source."""
    data = _read(path)
    head = data[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        source = Source(path, "workbook", data)
        kind = _package_kind(source)
        return source if kind == source.kind else replace(source, kind=kind)
    if head.startswith(_OLE):
        raise refusal(_ole_code(data), path)
    if b"%PDF-" in head:
        return Source(path, "pdf", data)
    if head.startswith(b"{\\rtf"):
        raise refusal("rtf", path)
    if len(data) > LIMITS.text_bytes:
        limit = megabytes(LIMITS.text_bytes)
        raise refusal("large", path, kind="text", size=megabytes(len(data)), limit=limit)
    source = Source(path, "text", data)
    if source.text.lstrip()[:10].lower().startswith(_MARKUP):
        raise refusal("markup", path)
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
    """What an OLE file is, by the names of its streams.

    The names are looked for anywhere: the directory's place would cost a reader of its own, and
    all that hangs on it is which sentence the user gets.
    """
    for name, code in _STREAMS.items():
        if name.encode("utf-16-le") in data:
            return code
    return "ole"


def _package_kind(source: Source) -> Kind:
    path, data, parts = source.path, source.data, source.parts
    types = parts.get("[content_types].xml")
    if types is None:
        mimetype = parts.get("mimetype")
        if mimetype is not None:
            kind = read_part(path, data, mimetype).decode("ascii", "replace").rpartition(".")[2]
            raise refusal(_OPEN_DOCUMENTS.get(kind.strip(), "not_workbook"), path)
        raise refusal("ofd" if "ofd.xml" in parts else "not_workbook", path)
    declared = read_part(path, data, types).decode("utf-8", "replace").lower()
    for start, code in _OTHERS.items():
        if start in declared:
            raise refusal(code, path)
    if any(kind in declared for kind in WORKBOOKS):
        check_contents(source, spare=drawn_sheets())
        return "workbook"
    if any(kind in declared for kind in _DOCUMENTS):
        check_contents(source)
        return "docx"
    raise refusal("not_workbook", path)


def _decode(path: Path, data: bytes) -> str:
    """Text in UTF-8 or UTF-16 with a byte-order mark, or else in GB 18030, never guessed at."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8-sig" and _is_mostly_utf8(data):
                break  # GB 18030 would make other words of it
            continue
        sample = text[:65_536]
        if _NO_TEXT.search(text) or 100 * len(_CONTROL.findall(sample)) > len(sample):
            raise refusal("binary", path)
        return text
    is_text = kind_named(path) in ("", "text") and b"\0" not in data
    raise refusal("encoding" if is_text else "binary", path)


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether at most one in ten of the characters beyond ASCII is no UTF-8."""
    text = data.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return 10 * text.count("\ufffd") <= beyond
