"""Records SHA-256 hashes of a bundle's files, of what went into it, and of unpacked wheels."""

from __future__ import annotations

import csv
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import file_digest, sha256
from io import StringIO
from pathlib import Path

HASHES, ORIGINS = "SHA256SUMS.txt", "SHA256SUMS-origins.txt"
"""Name the files of hashes; `sha256sum -c` checks the first."""


def write_hashes(folder: Path) -> None:
    """Write the hash of every file in a folder, one a line, into the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    _write(folder / HASHES, ((path, path.relative_to(folder).as_posix()) for path in paths))


def write_origins(folder: Path, files: Iterable[Path]) -> None:
    """Write the hash of each file that went into a bundle, under its bare name."""
    _write(folder / ORIGINS, ((path, path.name) for path in files))


def record_line(name: str, content: bytes) -> str:
    """Returns a file's line of a wheel's RECORD: name, hash and size."""
    digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow((name, f"sha256={digest}", len(content)))
    return line.getvalue()


def _write(out: Path, files: Iterable[tuple[Path, str]]) -> None:
    out.write_bytes("".join(f"{_hash(path)} *{name}\n" for path, name in files).encode())


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
