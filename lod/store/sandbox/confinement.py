"""What a worker may not do: outlive its supervisor, fill the memory, open a connection, start a program.

Linux only. The gate refuses SERVICE; should something slip by it, the kernel still lets no worker make a
socket.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from contextlib import suppress
from pathlib import Path

from lod.store.sandbox.limits import Limits

STACK = 512 << 20
"""Stack of a worker. Oxigraph's parser recurses; with this, no 200 kB of text make it overflow."""

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EACCES
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_CALL_NUMBER, _ARCHITECTURE = 0, 4

_FORBIDDEN = {
    # socket, connect, execve, ptrace, execveat, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 59, 101, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 117, 281, 425)),
}
"""Machine → its audit number, and the numbers of the calls that are refused."""


def die_with_parent(parent: int) -> None:
    """End this process when its parent ends, however that happens."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(0)


def confine(limits: Limits, *, connects: bool = False) -> None:
    """Give up what a worker does not need. There is no way back.

    One that `connects` asks a store on another machine, and keeps the right to make connections.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # measured memory is the real limit; this one stops a single huge allocation between two measurements
    ceiling = _data_now() + (limits.memory_mb << 20) * 5 // 4
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, ceiling))
    with suppress(OSError):
        # when memory is short the kernel shall end a query, not the site
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if not limits.service_hosts and not connects:
        forbid_connections()


def forbid_connections() -> bool:
    """Make the kernel refuse this thread new sockets and programs; False on a machine we do not know."""
    known = _FORBIDDEN.get(platform.machine())
    if known is None:
        return False
    program = _filter(*known)
    code = ctypes.create_string_buffer(program)
    # struct sock_fprog: how many instructions, and where they are
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.create_string_buffer(head)) == 0


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Instructions of classic BPF, 8 bytes each: load a word, compare it, return a verdict."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _DENY),  # calls of another architecture (32 bits on 64) have other numbers
        (_LOAD, 0, 0, _CALL_NUMBER),
        (_JUMP_IF_LEAST, 0, 1, 0x40000000),  # above are the calls of x32, the same under other numbers
        (_RETURN, 0, 0, _DENY),
    ]
    for ahead, call in enumerate(calls):
        lines.append((_JUMP_IF_EQUAL, len(calls) - ahead, 0, call))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _data_now() -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) << 10
    return 256 << 20


def _prctl(option: int, argument: int, buffer: ctypes.Array[ctypes.c_char] | None = None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    pointer = ctypes.addressof(buffer) if buffer is not None else 0
    return int(libc.prctl(option, ctypes.c_ulong(argument), ctypes.c_ulong(pointer), 0, 0))
