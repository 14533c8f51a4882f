"""Holds a file that was opened and checked: the input of every reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Literal

from xlperf.sources.refusals import kind_named, printable, refusal
from xlperf.sources.xlsx.fast_path import Worksheet
from xlperf.sources.xlsx.sheet_parts import sheet_parts
from xlperf.sources.xlsx.zip_directory import XML, Package

Kind = Literal["workbook", "docx", "pdf", "text"]

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
"""Matches characters of no text; a few of them come with text taken from PDF."""
_NO_TEXT = re.compile("[\0\ufffe\uffff]")
"""Matches characters that no text has, as no workbook could keep them."""


@dataclass(frozen=True)
class InputFile(Package):
    """Holds a file that was opened and checked: where it lies, its bytes, and what kind it is."""

    kind: Kind
    worksheets: dict[str, Worksheet] = field(default_factory=dict, repr=False, kw_only=True)
    """Maps the parts of a workbook's sheets to what was found when they were checked."""

    @property
    def name(self) -> str:
        """Returns the file's path as the user named it, fit for a message."""
        return printable(str(self.path))

    def keep_worksheet(self, name: str, sheet: Worksheet) -> None:
        """Keeps what was found of a worksheet's part, whose whole content is dropped."""
        self._contents.pop(name, None)
        self.worksheets[name] = sheet

    def package(self, without: Collection[str]) -> BytesIO:
        """Returns what calamine needs of the XML parts, but for the sheets of these names."""
        left = {part for part, name in self.sheets.items() if name in without}
        names = [n for n in self.parts if n not in left and (n.endswith(XML) or n in self.sheets)]
        whole, known = BytesIO(), self.worksheets
        with zipfile.ZipFile(whole, "w") as package:
            for n in names:
                content = known[n].content if n in known else self.part(n)
                package.writestr(zipfile.ZipInfo(self.parts[n].name), content)
        whole.seek(0)
        self._contents.clear()
        return whole

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Returns the names of a workbook's sheets by their parts.

        Raises `XlperfError` like `sheet_parts`.
        """
        return sheet_parts(self)

    @cached_property
    def text(self) -> str:
        """Returns the decoded content of a text file; raises `XlperfError` where it is no text."""
        return _decode(self.path, self.data)


def _decode(path: Path, data: bytes) -> str:
    """Decodes UTF-8, UTF-16 with a byte-order mark, or else GB 18030, never guessed at."""
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
    """Tells whether at most one in ten of the characters beyond ASCII is no UTF-8."""
    text = data.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return 10 * text.count("\ufffd") <= beyond
