"""What the kernel refuses to a worker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRIES = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import os, resource, socket
from lod.store.sandbox.confinement import confine
from lod.store.sandbox.limits import Limits
kept = socket.socketpair()
confine(Limits(memory_mb=64, service_hosts=tuple(sys.argv[1:])))

def tried(what):
    try:
        what()
        return "done"
    except (OSError, MemoryError) as error:
        return type(error).__name__

print(tried(lambda: socket.socket(socket.AF_INET)), end=" ", flush=True)
print(
    tried(lambda: socket.socket(socket.AF_UNIX)),
    tried(lambda: os.execv(sys.executable, [sys.executable, "-c", "print('done')"])),
    tried(lambda: bytearray(300 << 20)),
    tried(lambda: kept[0].send(b"x")),
    resource.getrlimit(resource.RLIMIT_CORE),
)
"""


def confined(*hosts: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", TRIES, *hosts], capture_output=True, text=True, check=True
    ).stdout


def test_a_worker_makes_no_socket_starts_no_program_and_takes_no_more_memory() -> None:
    told = "PermissionError PermissionError PermissionError MemoryError done (0, 0)\n"
    assert confined() == told


def test_a_site_that_allows_service_has_workers_that_may_connect() -> None:
    assert confined("query.wikidata.org").startswith("done")


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
def test_a_worker_ends_with_its_parent() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os, time\nfrom lod.store.sandbox.confinement import die_with_parent\n"
        "parent = os.getpid()\n"
        "if os.fork() == 0:\n    die_with_parent(parent)\n    print('up', flush=True)\n    time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        parent.kill()
        assert parent.stdout.read() == b"", "the pipe ends only when the child has ended too"
