"""Makes zip packages of whole parts, the same bytes whenever they are made, and reads them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_ANYWHERE = 0
"""Names MS-DOS as the system that made an entry, whatever it was made on."""


def unzipped(package: bytes) -> dict[str, bytes]:
    """Returns the parts of a package that we made, in their order."""
    with zipfile.ZipFile(BytesIO(package)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Returns a package of these parts, compressed, dated 1 January 1980."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = _ANYWHERE
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
