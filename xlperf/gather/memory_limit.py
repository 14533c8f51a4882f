"""Limits the memory of the process that it runs in: address space on Linux, a job on Windows."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


def limit_memory(more: int | None) -> None:
    """Allow so many bytes above what is taken now; None for any number.

    Nothing happens where the system has no such limit, as on macOS.
    """
    if sys.platform == "win32":
        _limit_job(more)
    else:
        _limit_address_space(more)


def _limit_address_space(more: int | None) -> None:
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = hard if more is None else pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 or limit < hard else hard, hard))


if sys.platform == "win32":
    import win32api  # of pywin32, which xlwings brings along
    import win32job
    import win32process

    def _limit_job(more: int | None) -> None:
        kind = win32job.JobObjectExtendedLimitInformation
        flag = win32job.JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits = win32job.QueryInformationJobObject(_job(), kind)
        if more is None:
            limits["BasicLimitInformation"]["LimitFlags"] &= ~flag
        else:
            taken = win32process.GetProcessMemoryInfo(win32api.GetCurrentProcess())
            limits["BasicLimitInformation"]["LimitFlags"] |= flag
            limits["ProcessMemoryLimit"] = taken["PagefileUsage"] + more
        win32job.SetInformationJobObject(_job(), kind, limits)

    @cache
    def _job() -> int:
        """Returns a job that holds this process alone."""
        job: int = win32job.CreateJobObject(None, "")
        win32job.AssignProcessToJobObject(job, win32api.GetCurrentProcess())
        return job
