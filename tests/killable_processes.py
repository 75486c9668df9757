"""Work in child processes that may be killed, of one that was started once: importing takes a second."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Mortal:
    """A process that does one piece of work after the other, each in a child that may die of it."""

    def __init__(self, module: str) -> None:
        """`module` is run; it calls `each_in_a_child`."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def work(self, *words: object) -> int:
        """How a child ended that was told these words."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(120)
        self._process.stdout.close()


def each_in_a_child(work: Callable[..., object]) -> None:
    """Give the words of each line of stdin to a child process; answer with how that ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                work(*line.split())
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def alive(pid: int) -> bool:
    """Whether a process is there, and is not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
