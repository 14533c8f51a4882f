"""Reads batches of workbooks on the machines of a dask cluster that see the same folder.

Each dask worker reads through a process of its own, as a single machine does: a hostile workbook
ends that one, never the cluster's worker. A worker that dies is dask's to notice; its batches go
to the others.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from xlperf.errors import XlperfError
from xlperf.gather.cache import Cache, fingerprint
from xlperf.gather.find_workbooks import Book
from xlperf.gather.results import Batch
from xlperf.gather.worker_process import WorkerProcess

_PATIENCE = 15
_local = threading.local()


@contextmanager
def reading_on_cluster(
    made: Sequence[Sequence[Book]],
    address: str,
    done: Callable[[int], None],
    seconds: float,
    cache: Cache,
) -> Iterator[Iterator[bytes]]:
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

        def finished() -> Iterator[bytes]:
            for future in as_completed(futures):  # type: ignore[no-untyped-call]  # nor here
                parts: list[bytes] = future.result()
                for part in parts:
                    cache.keep(pickle.loads(part))  # from our own cluster
                done(sizes[future.key])
                future.release()
                yield from parts

        yield finished()


def read_here(books: Sequence[Book], seconds: float) -> list[bytes]:
    """Read a batch on the machine that this runs on, by the process that its thread keeps."""
    reader: WorkerProcess | None = getattr(_local, "reader", None)
    if reader is None or reader.seconds != seconds:
        if reader is not None:
            reader.close()
        reader = _local.reader = WorkerProcess(seconds)
    return reader.read(Batch(books), lambda _: None)


def _check_versions(client: Any, address: str) -> None:
    versions: dict[str, str] = client.run(fingerprint)
    if not versions:
        raise XlperfError(f"{address}：集群没有工作进程。请先启动 dask worker。")
    other = [worker for worker, version in versions.items() if version != fingerprint()]
    if other:
        raise XlperfError(
            f"{address}：{other[0]} 上的 xlperf 与本机版本不同。请在各台机器安装同一版本。"
        )
