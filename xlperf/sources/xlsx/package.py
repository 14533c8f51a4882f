"""Holds a zip package of XML parts (a workbook or a document) as its directory lists them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from xlperf.sources.xlsx.zip_directory import Part, read_directory, read_part

XML = (".xml", ".rels")


@dataclass(frozen=True)
class Package:
    """Holds the bytes of a file, and the parts that they hold where they are a package."""

    path: Path
    data: bytes
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False, kw_only=True)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Returns the directory of a package, by the parts' names in lower case.

        Raises `XlperfError` like `read_directory`.
        """
        return read_directory(self.path, self.data)

    def part(self, name: str) -> bytes:
        """Returns the content of a package's part; XML is kept until a parser has it.

        Raises `XlperfError` like `read_part`.
        """
        content = self._contents.get(name)
        if content is None:
            content = read_part(self.path, self.data, self.parts[name])
            if name.endswith(XML):
                self._contents[name] = content
        return content
