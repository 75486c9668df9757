"""A PostgreSQL server of the test run's own: in a folder for the time being, on a local socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_schemas = count(1)


def programs() -> Path | None:
    """Where the newest server of Debian is, or that of the search path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


class Cluster:
    """A server that was started; `url` gives a register of its own in it."""

    def __init__(self, folder: Path, bin: Path, user: dict[str, int | str], durable: bool) -> None:
        self.folder = folder
        self._bin = bin
        self._user = user
        self._sync = "on" if durable else "off"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            self._bin / "postgres",
            "-D",
            self.folder / "data",
            "-k",
            self.folder,
            "-c",
            "listen_addresses=",
        ]
        command += ["-c", f"fsync={self._sync}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **self._user)  # type: ignore[call-overload]
        asked = [self._bin / "pg_isready", "-q", "-h", self.folder]
        end = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < end:
            if subprocess.run(asked, check=False).returncode == 0:
                return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        """End it at once: whoever is connected loses it."""
        if self.process is not None:
            self.process.send_signal(2)  # SIGINT: a fast shutdown
            self.process.wait(120)
            self.process = None

    def url(self, schema: str = "") -> str:
        """The address of a register that nobody else uses."""
        schema = schema or f"site{os.getpid()}_{next(_schemas)}"
        return f"postgresql://tester@/tests?host={self.folder}&schema={schema}"

    def psql(self, sql: str) -> str:
        """What the server's own program answers."""
        command = [self._bin / "psql", "-h", self.folder, "-U", "tester", "-At", "-c", sql, "tests"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def cluster(durable: bool = False) -> Iterator[Cluster]:
    """A new server, that need not outlive a power cut; the test is skipped where its programs are not."""
    bin = programs()
    if bin is None:
        pytest.skip("no PostgreSQL here (Debian: postgresql)")
    # it refuses to run as root
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    user: dict[str, int | str] = {"user": who.pw_uid, "group": who.pw_gid} if who else {}
    folder = Path(tempfile.mkdtemp(prefix="lod-pg-"))  # a socket's path is short: not in pytest's folder
    try:
        if who:
            os.chown(folder, who.pw_uid, who.pw_gid)
        folder.chmod(0o755)
        made = [bin / "initdb", "-D", folder / "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]
        server = Cluster(folder, bin, user, durable)
        server.start()
        try:
            subprocess.run([bin / "createdb", "-h", folder, "-U", "tester", "tests"], check=True)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
