"""Takes the time of making out of PDFs: the same filing gives the same bytes, whenever printed."""

from __future__ import annotations

import re
from hashlib import sha256

_DATE = re.compile(rb"(/(?:Creation|Mod)Date\s*\(D:)\d{14}")
_XMP_DATE = re.compile(rb"(<xmp:\w+Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_IDENTITY = re.compile(rb"(?<=[</])[0-9A-F]{32}\b")


def timeless(content: bytes) -> bytes:
    """Returns a PDF without the time of its making, and with an identity that goes by its content.

    Each is replaced by as many bytes, since a PDF knows where its objects stand.
    """
    body = _DATE.sub(rb"\g<1>20000101000000", content)
    body = _XMP_DATE.sub(rb"\g<1>2000-01-01T00:00:00", body)
    body, trailer = _parts(body)
    return body + _IDENTITY.sub(_identity(body), trailer)


def _parts(content: bytes) -> tuple[bytes, bytes]:
    at = content.rfind(b"trailer")
    return (content[:at], content[at:]) if at >= 0 else (content, b"")


def _identity(body: bytes) -> bytes:
    return sha256(body).hexdigest()[:32].upper().encode()
