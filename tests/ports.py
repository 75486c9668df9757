"""Ports of this machine for servers that tests start."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def listening(app: Callable[..., Any]) -> Iterator[str]:
    """An application that is served in a thread of this process; its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    """A port that nobody is given until a server takes it, within a minute.

    A port that was only found free may be anybody's by the time that its server listens: other tests take
    and use ports all the time. On this one a connection has just ended, for which the kernel gives it to
    nobody who asks for any port; a server that asks for this one gets it (SO_REUSEADDR, as servers do).
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()), server.accept()[0] as ended:
            ended.shutdown(socket.SHUT_RDWR)  # the side that ends first is the one that remembers
        return int(server.getsockname()[1])
