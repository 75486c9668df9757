"""A SPARQL server in a process of its own, on this machine only."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from lod.store.sparql_server import SparqlServer
from tests.ports import free_port

OXIGRAPH = Path(sys.executable).parent / "oxigraph"


@contextlib.contextmanager
def oxigraph(base: str, *, graph_store: bool = True, seconds: float = 20) -> Iterator[SparqlServer]:
    """Oxigraph's own server, empty, as the engine of a site with this base."""
    port = free_port()
    at = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        _wait(f"{at}/query", server)
        yield SparqlServer(
            base, f"{at}/query", f"{at}/update", f"{at}/store" if graph_store else "", "basic", seconds
        )
    finally:
        server.kill()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        assert server.poll() is None, "the server ended"
        time.sleep(0.1)
    raise AssertionError("the server does not answer")
