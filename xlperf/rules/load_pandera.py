"""Loads pandera, and keeps it from loading what stands beside it and is not needed here.

Where pandas, numpy or hypothesis are installed, pandera imports them with itself or at its first
validation, and a short command takes twice as long. Here they are hidden until it has validated
once; whoever imports them later gets them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder

import polars as pl

__all__ = ["pa"]

_HIDDEN = ("hypothesis", "numpy", "pandas")


class _Hider(MetaPathFinder):
    """Answers that there is none of some libraries; nobody is asked for what is loaded already."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in _HIDDEN:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


@contextmanager
def _hidden() -> Iterator[None]:
    hider = _Hider()
    sys.meta_path.insert(0, hider)
    try:
        yield
    finally:
        sys.meta_path.remove(hider)


with _hidden():
    import pandera.polars as pa

    # A row that fails: what pandera imports late, it imports then.
    _CHECK = pa.Check(lambda data: data.lazyframe.select(pl.col("row") > 0))
    try:
        pa.DataFrameSchema(checks=[_CHECK]).validate(pl.DataFrame({"row": [0]}), lazy=True)
    except pa.errors.SchemaErrors as errors:
        assert len(errors.failure_cases) == 1
