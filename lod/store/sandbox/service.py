"""The sandbox as a whole: started once for a site, connected to by each web process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import lod
from lod.errors import QueryError
from lod.store.sandbox.client import Client
from lod.store.sandbox.limits import Limits
from lod.store.sparql_server import SparqlServer

_START = "import sys; sys.path.insert(0, sys.argv[1]); from lod.store.sandbox.supervisor import main; main()"


class Sandbox(Client):
    """A running sandbox. It ends with `close`, and with the process that started it."""

    def __init__(
        self,
        var: Path,
        limits: Limits | None = None,
        *,
        base: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        brisk: int = 0,
        engine: SparqlServer | None = None,
    ) -> None:
        """Start the processes.

        `brisk` is how many workers are at hand for new queries (one more than processors). With an `engine`,
        questions are passed on to it.
        """
        super().__init__(Path(tempfile.mkdtemp(prefix="lod-")), var, limits or Limits(), base)
        spool = _spool(var / "answers" / "new", self._folder / "answers")
        told: dict[str, object] = {
            "var": str(var),
            "folder": str(self._folder),
            "spool": str(spool),
            "limits": asdict(self.limits),
            "prefixes": dict(prefixes or {}),
            "engine": asdict(engine) if engine else None,
            "brisk": brisk or len(os.sched_getaffinity(0)) + 1,
        }
        self._process = self._started(told)

    @property
    def folder(self) -> Path:
        """What other processes connect to: `Client(sandbox.folder, var, limits, base)`."""
        return self._folder

    def _started(self, told: dict[str, object]) -> subprocess.Popen[bytes]:
        root = str(Path(lod.__file__).parents[1])
        process = subprocess.Popen(  # noqa: S603  # our own interpreter with constant text
            [sys.executable, "-P", "-c", _START, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if process.stdin is None or process.stdout is None:
            raise QueryError("the query service could not be started")
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
        if process.stdout.readline() != b"ready\n":
            self._end(process)
            raise QueryError("the query service could not be started; the log says why")
        return process

    def close(self) -> None:
        """End all processes of the sandbox."""
        super().close()
        self._end(self._process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Let the supervisor end, which it does when nobody writes to it any more, or kill it."""
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _spool(own: Path, beside: Path) -> Path:
    """Where long answers are written: below var, where one is kept by a new name; else where one can."""
    with suppress(OSError):
        own.mkdir(parents=True, exist_ok=True)
    if os.access(own, os.W_OK):
        return own
    beside.mkdir()
    return beside
