"""Reads a zip package so that every parser must see the same parts in it.

The directory is parsed here, and strictly: where two central directories, a gap, an entry of the
same name or one whose own header differs would let one parser see other parts than another, the
file is refused. Each part is inflated once, never beyond its declared size, and its checksum is
compared. Parsers get what was looked at, not the file.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from xlperf.sources.limits import LIMITS
from xlperf.sources.refusals import megabytes, refusal

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
_LENGTHS = struct.Struct("<2H")
_PASSWORD = 1
_DESCRIBED = 8
"""Flags the sizes of an entry that stand behind its content, in one of four forms."""
_DESCRIPTIONS = (0, 12, 16, 20, 24)
_ELSEWHERE = 0xFFFFFFFF
"""Stands for a size that a larger field holds, as a stream's writer cannot know it beforehand."""
_OTHER_NAME = 0x7075
XML = (".xml", ".rels")


class Part(NamedTuple):
    """Holds one entry of the package's directory; sizes in bytes."""

    name: str
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True)
class Package:
    """Holds the bytes of a file, and the parts that they hold where they are a package."""

    path: Path
    data: bytes
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False, kw_only=True)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Returns what `read_directory` does."""
        return read_directory(self.path, self.data)

    def part(self, name: str) -> bytes:
        """Returns what `read_part` does of the part `name`; XML is kept until a parser has it."""
        content = self._contents.get(name)
        if content is None:
            content = read_part(self.path, self.data, self.parts[name])
            if name.endswith(XML):
                self._contents[name] = content
        return content


def read_directory(path: Path, data: bytes) -> dict[str, Part]:
    """Returns the parts by their names in lower case, in order; folders are left out.

    Some .NET programs write backslashes in the names; Excel reads them as slashes.

    Raises `XlperfError` for a package that is truncated, ambiguous, or beyond the limits.
    """
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) - end < _END.size:
        raise refusal("truncated", path)
    _, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    if count > LIMITS.entries:
        raise refusal("entries", path, count=count, limit=LIMITS.entries)
    # Larger packages need zip64, and no file within the limits is one.
    if disk or first or here != count or end + _END.size + comment != len(data):
        raise refusal("damaged", path, why="压缩包目录不一致")
    if start + size != end:
        raise refusal("damaged", path, why="压缩包目录不在应在之处")
    parts: dict[str, Part] = {}
    spans: list[tuple[int, int]] = []
    total, directory = 0, start
    for _ in range(count):
        entry = start
        part, start = _entry(path, data, start, end)
        spans.append((part.offset, _end_of_entry(path, data, entry, part)))
        if part.name.endswith("/") and not part.size:
            continue
        total += part.size
        key = part.name.replace("\\", "/").lower()
        if key in parts:
            raise refusal("duplicates", path, name=part.name)
        parts[key] = part
        _check_size(path, part, total)
    if total > LIMITS.part_bytes and total > LIMITS.ratio * len(data):
        raise refusal("bomb", path, name=path.name, size=megabytes(total))
    if start != end:
        raise refusal("damaged", path, why="压缩包目录不一致")
    _check_gaps(path, data, spans, directory)
    return parts


def _entry(path: Path, data: bytes, start: int, end: int) -> tuple[Part, int]:
    """Returns the entry at `start` and where the next one begins."""
    if start + _CENTRAL.size > end:
        raise refusal("damaged", path, why="压缩包目录不完整")
    fields = _CENTRAL.unpack_from(data, start)
    signature, flags, method = fields[0], fields[3], fields[4]
    checksum, packed, size, name_length, extra, comment = fields[7:13]
    name_at = start + _CENTRAL.size
    if signature != b"PK\x01\x02" or name_at + name_length + extra + comment > end:
        raise refusal("damaged", path, why="压缩包目录不完整")
    name = data[name_at : name_at + name_length].decode(
        "utf-8" if flags & _UTF8 else "cp437", "replace"
    )
    if flags & _PASSWORD:
        raise refusal("encrypted", path)
    if method not in (_STORED, _DEFLATED):
        raise refusal("damaged", path, why="压缩方法不支持")
    if _is_odd(name):
        raise refusal("names", path, name=name)
    if extra and _has_other_name(data[name_at + name_length : name_at + name_length + extra]):
        raise refusal("ambiguous", path, why=f"{name} 另有一个名称")
    part = Part(name, method, checksum, packed, size, fields[-1])
    return part, name_at + name_length + extra + comment


def _has_other_name(extra: bytes) -> bool:
    """Tells whether an entry's further fields give it a second name, which some programs use."""
    while len(extra) >= 4:
        kind, length = _LENGTHS.unpack_from(extra)
        if kind == _OTHER_NAME:
            return True
        extra = extra[4 + length :]
    return False


def _end_of_entry(path: Path, data: bytes, entry: int, part: Part) -> int:
    """Finds the content's end of an entry; raises where its header is not the directory's."""
    at = part.offset
    if not data.startswith(b"PK\x03\x04", at) or at + _LOCAL.size > len(data):
        raise refusal("damaged", path, why=f"{part.name} 不完整")
    # From the version to the name's length both headers are alike.
    if data[at + 4 : at + 28] != data[entry + 6 : entry + 30]:
        _compare(path, data, entry, part)
    length, extra = _LENGTHS.unpack_from(data, at + 26)
    name_at, listed_at = at + _LOCAL.size, entry + _CENTRAL.size
    if data[name_at : name_at + length] != data[listed_at : listed_at + length]:
        raise refusal("ambiguous", path, why=f"{part.name} 在压缩包里有两个名称")
    end: int = name_at + length + extra + part.packed
    return end


def _compare(path: Path, data: bytes, entry: int, part: Part) -> None:
    """Raises `XlperfError` where a header differs in what its content is, or how long its name."""
    local, listed = _LOCAL.unpack_from(data, part.offset), _CENTRAL.unpack_from(data, entry)
    flags, method, sizes, length = local[2], local[3], local[6:9], local[9]
    same = (flags & _PASSWORD, method, length) == (0, part.method, listed[10])
    unknown = (0, _ELSEWHERE) if flags & _DESCRIBED else (_ELSEWHERE,)
    for said, known in zip(sizes, (part.checksum, part.packed, part.size), strict=True):
        same = same and (said == known or said in unknown)
    if not same:
        raise refusal("ambiguous", path, why=f"{part.name} 的大小在压缩包里记了两种")


def _check_gaps(path: Path, data: bytes, spans: list[tuple[int, int]], directory: int) -> None:
    """Raises `XlperfError` where the file holds unlisted content, or two entries overlap."""
    at = 0
    described = False
    for start, end in [*sorted(spans), (directory, directory)]:
        if start != at and not (described and start - at in _DESCRIPTIONS):
            raise refusal("ambiguous", path, why="压缩包里有目录没有列出的内容")
        at, described = end, bool(data[start + 6] & _DESCRIBED)


def _is_odd(name: str) -> bool:
    """Tells whether a name could lead out of the package or be read as another one."""
    steps = name.replace("\\", "/").split("/")
    return not steps[0] or ".." in steps or "\0" in name or ":" in name


def _check_size(path: Path, part: Part, total: int) -> None:
    crammed = part.size > LIMITS.ratio_from_bytes and part.size > LIMITS.ratio * part.packed
    if crammed or part.size > LIMITS.part_bytes or total > LIMITS.total_bytes:
        raise refusal("bomb", path, name=part.name, size=megabytes(max(part.size, total)))


def read_part(path: Path, data: bytes, part: Part) -> bytes:
    """Returns the content of a part; raises `XlperfError` where size or checksum are wrong."""
    length, extra = _LENGTHS.unpack_from(data, part.offset + 26)
    start = part.offset + _LOCAL.size + length + extra
    packed = memoryview(data)[start : start + part.packed]
    if len(packed) != part.packed:
        raise refusal("damaged", path, why=f"{part.name} 不完整")
    if part.method == _STORED:
        content = bytes(packed)
    else:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflate.decompress(packed, part.size + 1)
        except zlib.error as error:
            raise refusal("damaged", path, why=f"{part.name} 无法解压") from error
        if len(content) > part.size:
            raise refusal("damaged", path, why=f"{part.name} 比目录所记的大")
    if len(content) != part.size or zlib.crc32(content) != part.checksum:
        raise refusal("damaged", path, why=f"{part.name} 校验不符")
    return content
