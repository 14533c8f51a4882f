"""One headless LibreOffice for the tests of a process, spoken to over a pipe.

It has a user profile of its own: two on one profile end each other without a word. Its fonts are
those that the program gives the LibreOffice it starts itself.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

from xlperf.output.documents.pdf import environment

from .within import Within

ALWAYS_RUN_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def prop(name: str, value: Any) -> Any:
    """A UNO property."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """A running LibreOffice with a user profile of its own."""

    def __init__(self) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix="xlperf-office-"))
        self.home = self.profile / "home"  # where the macros look for the user's own settings
        self.home.mkdir()
        pipe = f"xlperf{uuid.uuid4().hex}"
        self.process = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--nologo",
                "--norestore",
                "--nodefault",
                f"-env:UserInstallation={self.profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment(self.profile) | {"HOME": str(self.home)},
        )
        self.context = self._connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self.create("com.sun.star.frame.Desktop")
        self._toolkit = self.create("com.sun.star.awt.Toolkit")
        self.within = Within(self.create)

    def _connect(self, url: str) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        for _ in range(600):
            try:
                return resolver.resolve(url)
            except NoConnectException:
                time.sleep(0.05)
        raise RuntimeError("LibreOffice did not answer on its pipe within half a minute")

    def create(self, service: str) -> Any:
        """A new instance of a UNO service."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def settle(self) -> None:
        """Let everything happen that LibreOffice has put off.

        A view that changes sheets or closes while its own thread still holds such an event makes
        version 7.4 crash now and then.
        """
        self._toolkit.processEventsToIdle()

    def open(
        self, path: Path, filter_name: str = "", options: str = "", read_only: bool = False
    ) -> Any:
        """Open a file with its macros enabled; the document."""
        return self._load(path.absolute().as_uri(), filter_name, options, read_only)

    def store(self, document: Any, path: Path, filter_name: str) -> None:
        """Write a copy of a document; it stays the file it is."""
        document.storeToURL(path.absolute().as_uri(), (prop("FilterName", filter_name),))

    def new(self) -> Any:
        """A new empty workbook; the document."""
        return self._load("private:factory/scalc")

    def _load(
        self, url: str, filter_name: str = "", options: str = "", read_only: bool = False
    ) -> Any:
        # Hidden: closing a window from outside its own thread can crash LibreOffice 7.4.
        arguments = [prop("MacroExecutionMode", ALWAYS_RUN_MACROS), prop("Hidden", True)]
        if filter_name:
            arguments += [prop("FilterName", filter_name), prop("FilterOptions", options)]
        if read_only:
            arguments.append(prop("ReadOnly", True))
        self.settle()
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, tuple(arguments))
        if document is None:
            raise RuntimeError(f"LibreOffice could not open {url}")
        self.settle()
        return document

    def close(self) -> None:
        """End LibreOffice, whatever it has open, and remove its profile."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)
