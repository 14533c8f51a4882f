"""Workers that are none: what they would run runs in this process, where all libraries are loaded.

A process of its own takes a second to start, and nothing comes out otherwise for it; what one is
for, that a file can end it, is tested in `test_limited_workers` and `test_read_workbooks`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, TypeVar

from xlperf.gather.in_worker import Begin
from xlperf.gather.limited_workers import Limits

T = TypeVar("T")
R = TypeVar("R")


class InProcess:
    """Stands for `LimitedWorkers`: what is sent and answered is pickled as if it were sent."""

    def __init__(self, count: int, seconds: float) -> None:
        self.limits = Limits(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        pass

    def run(
        self,
        function: Callable[[Sequence[T], Begin], R],
        batches: Sequence[Sequence[T]],
        done: Callable[[int], None] = lambda _: None,
    ) -> Iterator[R]:
        """Each batch's answer, and all of its items told as done before the next."""
        for batch in batches:
            sent, items = _sent((function, batch))
            yield _sent(sent(items, lambda number: None))
            done(len(batch))

    def call(self, function: Callable[..., R], *arguments: object) -> R:
        sent, values = _sent((function, arguments))
        answer: R = _sent(sent(*values))
        return answer


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))
