"""Serving a site: granian underneath, one sandbox for SPARQL beside, all of it gone when it ends."""

from __future__ import annotations

import ctypes
import gc
import logging
import math
import multiprocessing
import os
import resource
import signal
import socket
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from lod import environment
from lod.errors import LodError, ReleaseError
from lod.site import Site
from lod.store import sparql_server
from lod.store.sandbox.service import Sandbox
from webapp.http.logs import SERVER, configure
from webapp.http.thread_limits import BODIES, DOWNLOADS, THREADS
from webapp.sparql_service import endpoint_of, limits_of, prefixes_of

BACKLOG = 2_048
CONNECTIONS = 16_384
"""So many connections a worker keeps open: most say nothing, and cost a few kB.

Where files are scarce it is half of those that a process may open. Of its own accord the server takes a
thousand, after which those that say nothing keep all others out until they are let go.
"""
HEADERS_WITHIN = 15_000
"""A client that has not sent its headers after so many milliseconds is let go."""
LARGEST_HEAD = 64 * 1024
"""Headers and address of a request are at most so many bytes."""
STOPS_WITHIN = 10
"""When the server is told to end, requests get so many seconds more than a query may take."""
QUICK_ENDS = 5
"""So often within a minute a worker may end of itself, or be killed; the next time the server ends too."""
COUNTED = 1 << 20
"""Bytes that the numbers of a process take at most: its routes with all their methods and statuses."""
SHARED = (
    "webapp.views.service_blueprints",
    "webapp.views.search",
    "webapp.views.preview_image_views",
    "webapp.views.site_pages",
    "webapp.documents.endpoint",
    "webapp.rendering",
)
"""Imported before workers are made: what they have in common is read once, and is in memory once.

Nothing happens on import. What counts (`webapp.http.metrics`) is left to each: it looks then where to count.
"""
_PR_SET_PDEATHSIG = 1

Mark = ctypes.c_bool
"""In memory that this process and a worker share: whether the worker is being replaced."""

log = logging.getLogger(__name__)


def serve(site_path: Path, host: str = "127.0.0.1", port: int = 8000, workers: int = 2) -> None:
    """Serve a site until SIGTERM or SIGINT; mistakes in its settings are raised before anything starts."""
    site = Site.load(site_path)
    limits = limits_of(site)
    server = Doors(
        "webapp.serve",
        address=free_address(host, port),
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # the limits below hold for it alone; a proxy speaks HTTP/2 to the outside
        workers=workers,
        blocking_threads=THREADS + DOWNLOADS + BODIES + limits.at_once,
        backlog=BACKLOG,
        backpressure=connections(),
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN, max_buffer_size=LARGEST_HEAD),
        websockets=False,
        log_level=LogLevels.error,  # it warns of more threads than processors, which is what we mean
        respawn_failed_workers=True,
        workers_kill_timeout=STOPS_WITHIN + math.ceil(site.limits.seconds),
        log_dictconfig=SERVER,
    )
    site.var.mkdir(parents=True, exist_ok=True)
    configure(site.serve.log == "requests")
    os.register_at_fork(after_in_child=_end_when_told)
    for module in SHARED:
        import_module(module)
    gc.freeze()
    with (
        tempfile.TemporaryDirectory(prefix="lod-counts-") as counting,
        Sandbox(
            site.var,
            limits,
            base=endpoint_of(site),
            prefixes=prefixes_of(site),
            engine=sparql_server.of_site(site),
        ) as sandbox,
    ):
        loader = partial(application, site.folder, sandbox.folder, Path(counting), os.getpid())
        server.serve(target_loader=loader, wrap_loader=False)


class Doors(MPServer):
    """A server whose workers leave their queues of connections to those that come in their places.

    Of its own accord each worker opens a socket for itself (on Linux), and what stands in its queue is lost
    when it ends or is killed. One socket for all would lose nothing either, but the first worker that looks
    takes all that stands there, and keeps it. So this process opens one for each, and holds it open.

    A worker that is to be replaced says so on each connection with its next answer, while the new one starts:
    a connection that is closed of a sudden may be closed just as its client asks again.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._leaving: dict[int, Mark] = {}
        self._ended: dict[int, list[float]] = defaultdict(list)

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        address = (self.bind_addr, self.bind_port)
        self._doors = [
            socket.create_server(address, family=family, backlog=self.backlog, reuse_port=True)
            for _ in range(self.workers)
        ]
        for door in self._doors:
            door.setblocking(False)

    def _spawn_worker(self, idx: int, *rest: Any, **named: Any) -> WorkerProcess:
        self._sso = self._doors[idx]
        self._shd = SocketHolder(self._sso.fileno(), False, self.backlog)  # type: ignore[assignment,call-arg]
        if idx in self._leaving:
            self._leaving[idx].value = True
        mark = self._leaving[idx] = multiprocessing.RawValue(ctypes.c_bool, False)
        named["callback_loader"] = partial(named["callback_loader"], mark)
        return super()._spawn_worker(idx, *rest, **named)

    def _respawn_workers(self, workers: Sequence[int], *rest: Any, **named: Any) -> None:
        """Of its own accord the server ends with a worker that was killed twice within seconds, but goes on
        for ever when two of them end by turns.
        """
        if "delay" not in named and self._end_too_often(workers):  # one that is told to go is given time
            log.error("workers end again and again: so does the server")
            self.interrupt_children.extend(workers)  # by which it ends with an error
            self.interrupt_signal = True
            self.main_loop_interrupt.set()
            return
        super()._respawn_workers(workers, *rest, **named)
        self.respawned_wrks.clear()

    def _end_too_often(self, workers: Sequence[int]) -> bool:
        """Note that workers ended; whether one did so more often within a minute than is put up with."""
        now = time.monotonic()
        for idx in workers:
            self._ended[idx] = [*(at for at in self._ended[idx] if now - at < 60), now]
        return any(len(self._ended[idx]) > QUICK_ENDS for idx in workers)

    def _drop_shared_socket(self) -> None:
        for door in self._doors:
            door.close()


def free_address(host: str, port: int) -> str:
    """The number of a host to listen at, all that the server takes; LodError when it is not to be had.

    Workers share their port, and so would two servers: every other visitor would get the other site.
    """
    try:
        (family, *_, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed just now is free
            probe.bind(address)
    except (OSError, UnicodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "no name of a host"
        raise LodError(f"cannot listen at {host}, port {port}: {reason}") from fault
    return str(address[0])


def connections() -> int:
    """How many connections a worker may keep open, with as many files as this process is allowed to have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS
    if resource.RLIM_INFINITY not in (soft, hard):
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # a system may allow less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft // 2)


def application(
    folder: Path, sandbox: Path, counting: Path, parent: int, leaving: Mark
) -> Callable[..., Iterable[bytes]]:
    """The application of one worker process, which ends when the process that started it does."""
    _end_with(parent)
    together = counting if has_room(counting) else None
    if together:
        environment.count_in(together)  # read when the library is imported, so before the application is
    # each worker reads templates and catalogues for itself
    from webapp.app import create_app
    from webapp.context import KEY
    from webapp.warming import start_warming

    site = Site.load(folder)
    configure(site.serve.log == "requests")
    if not together:
        log.warning("%s: no room left: what this process counts is told by itself only", counting)
    app = create_app(site, sandbox, together)
    with suppress(ReleaseError):  # it may be published later, or mended
        app.extensions[KEY].current()  # before anybody asks: to open a large release takes a second
    steadied()
    start_warming(app.extensions[KEY])
    return closing(app, leaving)


def closing(app: Callable[..., Iterable[bytes]], leaving: Mark) -> Callable[..., Iterable[bytes]]:
    """The application, which lets go of each connection with its next answer once the mark is set."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not leaving.value:
            return app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *fault)

        return app(environ, start)

    return answer


def steadied() -> None:
    """What was loaded stays, and pages make thousands of small values that reference counting frees.

    Looking for circles among them after every 700 is work for nothing.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def has_room(counting: Path) -> bool:
    """Take the room for what this process will count; whether there was any.

    The library maps files that are holes at first. A process that writes into one is ended when the disk is
    full, and all of them would be, one after the other. A file as long as it can become is no hole.
    """
    files = [counting / f"{kind}_{os.getpid()}.db" for kind in ("counter", "histogram")]
    try:
        for file in files:
            file.write_bytes(bytes(COUNTED))
    except OSError:
        for file in files:
            file.unlink(missing_ok=True)
        return False
    return True


def _end_when_told() -> None:
    """In a worker that was just started: the server's way of dealing with signals means nothing here.

    Until granian's own stands, one that is told to end would stay until it is killed.
    """
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, signal.SIG_DFL)


def _end_with(parent: int) -> None:
    """Ask the kernel to end us when the parent is gone, however it went (Linux).

    When it ends in good order it ends us first, and this is never used.
    """
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        log.warning("workers of a server that is killed by force will stay; end them yourself")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
