"""Finds other programs of the machine where they were installed and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path


def installed(*names: str) -> Path | None:
    """Finds the first of these programs on the path; None where there is none.

    Windows looks in the current folder first, and an entry of the path may be no absolute one:
    whoever can write there could have put a program of that name.
    """
    found = (Path(path) for name in names if (path := shutil.which(name)))
    return next((path for path in found if path.is_absolute()), None)
