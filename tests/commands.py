"""The commands as the console script runs them, in this process: starting Python takes longer."""

from __future__ import annotations

import gc
import io
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from xlperf.cli import main


class Done(NamedTuple):
    """How a command ended: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: object, cwd: Path | None = None, **environment: str) -> Done:
    """Run `xlperf` with these words, in a folder and with these variables set."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
    code: object = None
    with ExitStack() as stack:
        stack.callback(gc.enable)
        stack.enter_context(patch.object(sys, "argv", ["xlperf", *map(str, words)]))
        stack.enter_context(patch.dict("os.environ", environment))
        stack.enter_context(redirect_stdout(streams[0]))
        stack.enter_context(redirect_stderr(streams[1]))
        if cwd is not None:
            stack.enter_context(chdir(cwd))
        try:
            main()
        except SystemExit as end:
            code = end.code
    texts = []
    for stream in streams:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]  # ours
    assert isinstance(code, int)
    return Done(code, *texts)
