"""Writes zip packages of whole parts, the same bytes whenever they are made.

Another kind of processor may compress the same parts to other bytes. zipfile knows zlib alone,
which takes twice as long as zlib-ng for the same size.
"""

from __future__ import annotations

import struct
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from io import RawIOBase
from typing import Any, NamedTuple

from zlib_ng import zlib_ng

END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
UTF8 = 0x800
_VERSION = 20
_DAY = 0x21
"""Gives 1 January 1980 as a date, where a date must stand."""
_LEVEL = 5
"""Gives zlib-ng's level: as small as zlib's usual one, in less than half the time."""
_PIECE = 65_536
"""Limits the bytes that are handed over at once, in memory that is used again."""
_BLOCK = 2**20
"""Limits the bytes that are compressed by themselves, so that several can be at a time."""


class Packed(NamedTuple):
    """Holds one part as it stands in a package; `size` and `checksum` are those of its content."""

    name: str
    method: int
    checksum: int
    size: int
    data: bytes


class _AtOnce(Executor):
    """Runs what it is given in this thread, at once, and raises what that raises."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


AT_ONCE = _AtOnce()


class Stream(RawIOBase):
    """Gives bytes once, from front to end, and drops them as they are read.

    A parser that copies what it reads need not have it all in one piece before it: fetching
    fresh memory for a large workbook takes as long as inflating it.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self._chunks = deque([memoryview(chunk) for chunk in chunks])

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes, as many as asked for or a piece; all where `size` is negative."""
        room = sys.maxsize if size < 0 else min(size, _PIECE)
        taken: list[memoryview] = []
        while room and self._chunks:
            chunk = self._chunks.popleft()
            if len(chunk) > room:
                self._chunks.appendleft(chunk[room:])
            taken.append(chunk[:room])
            room -= len(taken[-1])
        return b"".join(taken)


def stored(contents: Mapping[str, bytes]) -> Stream:
    """Returns a package of these parts, not compressed."""
    return Stream(
        package(
            Packed(name, STORED, zlib_ng.crc32(content), len(content), content)
            for name, content in contents.items()
        )
    )


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Returns a package of these parts, compressed."""
    return b"".join(package(packing(*part).packed() for part in contents.items()))


class Packing(NamedTuple):
    """Holds a part that is being compressed, block by block."""

    name: str
    checksum: int
    size: int
    blocks: list[Future[bytes]]

    def packed(self) -> Packed:
        """Returns the part, once its blocks are compressed; raises what one of them raised."""
        data = b"".join([block.result() for block in self.blocks])
        return Packed(self.name, DEFLATED, self.checksum, self.size, data)


def packing(name: str, content: bytes, beside: Executor = AT_ONCE) -> Packing:
    """Begins to compress a part, by threads `beside` this one; the bytes are the same without."""
    whole, last = memoryview(content), max(len(content) - 1, 0) // _BLOCK
    blocks = [
        beside.submit(_deflated, whole[block * _BLOCK : (block + 1) * _BLOCK], block == last)
        for block in range(last + 1)
    ]
    return Packing(name, zlib_ng.crc32(content), len(content), blocks)


def _deflated(block: memoryview, is_last: bool) -> bytes:
    deflate = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    data: bytes = deflate.compress(block)
    # Of a flushed stream another can be the continuation.
    return data + deflate.flush(zlib_ng.Z_FINISH if is_last else zlib_ng.Z_FULL_FLUSH)


def package(parts: Iterable[Packed]) -> list[bytes]:
    """Returns the pieces of a package with these parts, in order.

    Raises `struct.error` beyond 65,535 parts or 4 GB.
    """
    chunks: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode()
        flags = 0 if part.name.isascii() else UTF8
        shared = (
            _VERSION, flags, part.method, 0, _DAY, part.checksum, len(part.data), part.size,
            len(name), 0,
        )  # fmt: skip
        chunks += (LOCAL.pack(b"PK\x03\x04", *shared), name, part.data)
        central += (
            CENTRAL.pack(b"PK\x01\x02", _VERSION, *shared, 0, 0, 0, 0, offset), name
        )  # fmt: skip
        offset += LOCAL.size + len(name) + len(part.data)
    directory = b"".join(central)
    count = len(central) // 2
    end = END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return [*chunks, directory, end]
