"""Reads batches of workbooks on the machines of a dask cluster that see the same folder.

Each dask worker reads through a process of its own, as a single machine does: a hostile workbook
ends that one, never the cluster's worker. A worker that dies is dask's to notice; its batches go
to the others.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from xlperf.errors import XlperfError
from xlperf.gather.cache import Cache, fingerprint
from xlperf.gather.find_workbooks import Book
from xlperf.gather.limited_workers import LimitedWorkers
from xlperf.gather.read_workbooks import read_workbooks, reading_workers
from xlperf.gather.results import UnreadWorkbook

_PATIENCE = 15
_local = threading.local()


def read_on_cluster(
    made: Sequence[Sequence[Book]],
    address: str,
    done: Callable[[int], None],
    seconds: float,
    cache: Cache,
) -> Iterator[bytes | UnreadWorkbook]:
    """Yields the batches' pickled tables, read by the cluster at `address`, kept in the cache here.

    Raises `XlperfError` where there is no cluster, no worker on it, or another version of xlperf.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise XlperfError(
            "使用集群需要 dask.distributed，本机没有安装。请运行 pip install 'xlperf[cluster]'。"
        ) from error
    try:
        client: Any = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]  # dask has no types
    except (OSError, ValueError) as error:
        raise XlperfError(
            f"{address}：连接不上集群的调度器。请核对地址，形如 tcp://主机:8786。"
        ) from error
    with client:
        _check_versions(client, address)
        futures = client.map(partial(read_here, seconds=seconds), made, pure=False)
        sizes = {future.key: len(batch) for future, batch in zip(futures, made, strict=True)}
        for future in as_completed(futures):  # type: ignore[no-untyped-call]  # nor here
            parts: list[bytes | UnreadWorkbook] = future.result()
            for part in parts:
                if isinstance(part, bytes):
                    cache.keep(pickle.loads(part))  # from our own cluster
            done(sizes[future.key])
            future.release()
            yield from parts


def read_here(books: Sequence[Book], seconds: float) -> list[bytes | UnreadWorkbook]:
    """Read a batch on the machine that this runs on, by the process that its thread keeps."""
    workers: LimitedWorkers | None = getattr(_local, "workers", None)
    if workers is None or workers.limits.seconds != seconds:
        if workers is not None:
            workers.close()
        # dask's nanny starts its workers as daemons, which may start no processes.
        multiprocessing.current_process().daemon = False
        workers = _local.workers = reading_workers(1, seconds)
    return list(read_workbooks([books], workers))


def _check_versions(client: Any, address: str) -> None:
    versions: dict[str, str] = client.run(fingerprint)
    if not versions:
        raise XlperfError(f"{address}：集群没有工作进程。请先启动 dask worker。")
    other = [worker for worker, version in versions.items() if version != fingerprint()]
    if other:
        raise XlperfError(
            f"{address}：{other[0]} 上的 xlperf 与本机版本不同。请在各台机器安装同一版本。"
        )
