"""A zip package read so that every parser must see the same parts in it.

The directory is parsed here, and strictly: where two central directories, a gap or an entry of
the same name would let one parser see other parts than another, the file is refused. Each part
is inflated once, never beyond its declared size, and its checksum is compared. Parsers get what
was looked at, not the file.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zlib_ng import zlib_ng

from xlperf.files.limits import LIMITS
from xlperf.files.refusals import megabytes, refusal

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_PASSWORD = 1
_UTF8 = 0x800
_VERSION = 20
_DAY = 0x21
"""1 January 1980, where a date must stand."""


class Part(NamedTuple):
    """One entry of the package's directory; sizes in bytes."""

    name: str
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


def read_directory(path: Path, data: bytes) -> dict[str, Part]:
    """The parts by their names in lower case, in order; folders are left out.

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
    total = 0
    for _ in range(count):
        part, start = _entry(path, data, start, end)
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
    return parts


def _entry(path: Path, data: bytes, start: int, end: int) -> tuple[Part, int]:
    """The entry at `start` and where the next one begins."""
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
    part = Part(name, method, checksum, packed, size, fields[-1])
    return part, name_at + name_length + extra + comment


def _is_odd(name: str) -> bool:
    """Whether a name could lead out of the package or be read as another one."""
    return (
        not name
        or name[0] in "/\\"
        or "\0" in name
        or ":" in name
        or ".." in name.replace("\\", "/").split("/")
    )


def _check_size(path: Path, part: Part, total: int) -> None:
    crammed = part.size > LIMITS.ratio_from_bytes and part.size > LIMITS.ratio * part.packed
    if crammed or part.size > LIMITS.part_bytes or total > LIMITS.total_bytes:
        raise refusal("bomb", path, name=part.name, size=megabytes(max(part.size, total)))


def read_part(path: Path, data: bytes, part: Part) -> bytes:
    """The content of a part; raises `XlperfError` where size or checksum are not as declared."""
    if part.offset + _LOCAL.size > len(data):
        raise refusal("damaged", path, why=f"{part.name} 不完整")
    local = _LOCAL.unpack_from(data, part.offset)
    start = part.offset + _LOCAL.size + local[9] + local[10]
    packed = memoryview(data)[start : start + part.packed]
    if local[0] != b"PK\x03\x04" or len(packed) != part.packed:
        raise refusal("damaged", path, why=f"{part.name} 不完整")
    if part.method == _STORED:
        content = bytes(packed)
    else:
        inflate = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
        try:
            content = inflate.decompress(packed, part.size + 1)
        except zlib_ng.error as error:  # type: ignore[misc]  # a class; its stub says instance
            raise refusal("damaged", path, why=f"{part.name} 无法解压") from error
        if len(content) > part.size:
            raise refusal("damaged", path, why=f"{part.name} 比目录所记的大")
    if len(content) != part.size or zlib_ng.crc32(content) != part.checksum:
        raise refusal("damaged", path, why=f"{part.name} 校验不符")
    return content


def stored(parts: Mapping[str, Part], contents: Mapping[str, bytes]) -> bytes:
    """A package of these contents alone, not compressed.

    What a parser gets this way is what was looked at, and nothing is inflated a second time.
    """
    chunks: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for key, content in contents.items():
        name, size = parts[key].name.encode(), len(content)
        shared = (_VERSION, _UTF8, _STORED, 0, _DAY, parts[key].checksum, size, size, len(name), 0)
        chunks += (_LOCAL.pack(b"PK\x03\x04", *shared), name, content)
        central += (
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, *shared, 0, 0, 0, 0, offset), name
        )  # fmt: skip
        offset += _LOCAL.size + len(name) + size
    directory = b"".join(central)
    count = len(contents)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*chunks, directory, end))
