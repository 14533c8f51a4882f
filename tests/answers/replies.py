"""The facts of what the command line replies: exit code, messages, JSON by its paths."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.answers.facts import Answers, Fact, collect
from tests.answers.inputs import Input, content
from tests.commands import run
from tests.safety.children import Answer, run_all

SECONDS = 5
"""Processor time for one file: what is answered at all takes less than a fifth of it, what is not
more than four times as much, so that no answer depends on how busy the machine is."""
_PATIENCE = 300
OVER = "over the limit of time and memory"


def reply(*arguments: str) -> Iterator[Fact]:
    """Run one command in this process, in the current folder."""
    place = " ".join(arguments)
    try:
        replied = run(*arguments)
    except Exception as error:
        yield place, "crashed", type(error).__name__
        return
    yield place, "exit code", str(replied.returncode)
    out, told = replied.stdout, replied.stderr
    if told:
        yield place, "stderr", told
    if "--json" not in arguments or not out:
        if out:
            yield place, "stdout", out
        return
    yield place, "JSON", "yes"
    yield from _json(json.loads(out), place, "")


def ask(path: str, copy: int | None, folder: str) -> list[Fact]:
    """What `dump` and `check` reply on one input; runs in a process that may be ended for it."""
    data, damage = content(Path(path), copy)
    name = Path(path).name
    facts: list[Fact] = [("input", "digest", sha256(data).hexdigest()[:16])]
    facts += [("input", "damage", damage)] * bool(damage)
    with TemporaryDirectory(dir=folder) as own, chdir(own):
        Path(name).write_bytes(data)
        for verb in ("dump", "check"):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            replies = list(reply(verb, name, "--json"))
            signal.setitimer(signal.ITIMER_PROF, 0)
            facts += [(place.replace(f" {name} --json", ""), *rest) for place, *rest in replies]
    return facts


def replies(asked: Sequence[Input]) -> Answers:
    """The replies on all inputs, from processes with limits."""
    with TemporaryDirectory() as folder:
        jobs = [(str(one.path), one.copy, folder) for one in asked]
        answers = run_all("tests.answers.replies:ask", jobs, Path(folder), seconds=_PATIENCE)
    return {one.name: collect(_facts(answer)) for one, answer in zip(asked, answers, strict=True)}


def _facts(answer: Answer) -> list[Fact]:
    if answer.wrong.startswith(("died", "hung")) or "MemoryError" in answer.wrong:
        return [("input", "ended", OVER)]
    if answer.wrong:
        raise RuntimeError(answer.wrong)
    return [(place, what, value) for place, what, value in answer.result]


def _json(value: Any, place: str, path: str) -> Iterator[Fact]:
    """Values by their path; things in lists by their names, so that one more moves no other."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _json(inner, place, f"{path} {key}".strip())
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, start=1):
            label = _label(item) or (str(number) if len(value) > 1 else "")
            if not any(isinstance(inner, (dict, list)) for inner in item.values()):
                told = (f"{key}: {_scalar(inner)}" for key, inner in item.items())
                yield place, f"{path} {label}".strip(), "; ".join(told)
            elif label:
                yield from _json(item, f"{place} {path} {label}", "")
            else:
                yield from _json(item, place, path)
    else:
        yield place, path, _scalar(value)


def _label(item: dict[str, Any]) -> str:
    if "rule" in item and "cell" in item:
        return f"{item['rule']} {item['sheet']}!{item['cell']}"
    return next((item[key] for key in ("name", "at") if isinstance(item.get(key), str)), "")


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
