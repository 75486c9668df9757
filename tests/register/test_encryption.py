"""A register over the network is as well hidden as the site asks for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from lod.errors import RegisterError
from lod.register.database import location
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import make_site


@contextmanager
def refusing_to_encrypt() -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server that cannot encrypt, and what it hears: the request to, and what follows."""
    heard: list[bytes] = []

    def answer() -> None:
        with closing(listening.accept()[0]) as conn:
            conn.settimeout(10)
            heard.append(conn.recv(8, socket.MSG_WAITALL))
            with suppress(OSError):
                conn.sendall(b"N")
                heard.append(conn.recv(100))

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = threading.Thread(target=answer)
        server.start()
        yield listening.getsockname()[1], heard
        server.join()


@pytest.mark.parametrize(
    ("mode", "asks", "goes_on"),
    [("", True, True), ("require", True, False), ("verify-full", True, False), ("disable", False, True)],
)
def test_nothing_is_told_in_clear_where_a_site_wants_it_encrypted(
    tmp_path: Path, mode: str, asks: bool, goes_on: bool
) -> None:
    with refusing_to_encrypt() as (port, heard):
        address = f"postgresql://a@127.0.0.1:{port}/db" + (f"?sslmode={mode}" if mode else "")
        site = Site.load(make_site(tmp_path / "site", register=address))
        with pytest.raises(RegisterError, match=r"site.toml: register: "):
            Register(location.of(site), write=False)
    request, rest = heard
    assert (request[4:] == (80877103).to_bytes(4)) == asks  # SSLRequest
    assert bool(rest) == goes_on
