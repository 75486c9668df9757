"""Who does the work of a full build: processes of this machine, or those of a Dask cluster.

Work is functions of modules, given to a `concurrent.futures.Executor`. Whoever does it sees the folder of the
site under the same path, for what is large goes through files there.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from lod.errors import SiteError

SMALL = 4 << 20
"""Up to so many bytes of source files, starting processes takes longer than doing the work."""
CONNECTS = 20
"""So many seconds a scheduler has to answer."""

_SCHEMES = {"dask": "tcp", "dask+tls": "tls"}

Start = Callable[..., None]
"""Makes a process ready for its work."""


class WorkerPool(Protocol):
    """Those who work."""

    @property
    def size(self) -> int:
        """How many of them there are; 0 when everything is done by the process that asks."""

    def for_bytes(self, size: int) -> WorkerPool:
        """Those who are needed for so many bytes of source files."""

    def at_work(self, start: Start | None = None, *facts: object) -> AbstractContextManager[Executor]:
        """Each of them made ready by `start`, as long as the context lasts."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine; with none, a thread of the process that asks."""

    size: int

    def for_bytes(self, size: int) -> WorkerPool:
        """None for a little work."""
        return self if size > SMALL else Processes(0)

    @contextmanager
    def at_work(self, start: Start | None = None, *facts: object) -> Iterator[Executor]:
        """Fresh processes, which end with the one that started them, however that ends."""
        if self.size:
            # a small publish, and the reading of most commands, starts no process
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            spawn = multiprocessing.get_context("spawn")
            made: Executor = ProcessPoolExecutor(self.size, spawn, _begin, (start, facts))
        else:
            made = ThreadPoolExecutor(1, "", _start, (start, facts))
        try:
            yield made
        finally:
            made.shutdown(cancel_futures=True)


def _start(start: Start | None, facts: tuple[object, ...]) -> None:
    if start:
        start(*facts)


def _begin(start: Start | None, facts: tuple[object, ...]) -> None:
    import multiprocessing

    _start(start, facts)
    # by then all is written: to take apart what it remembers, value by value, takes a second of the processor
    atexit.register(os._exit, 0)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing import connection

    connection.wait([sentinel])
    os._exit(1)  # a worker whose parent was killed would wait for work for ever


class Cluster:
    """The workers of a Dask cluster, each a process with one thread."""

    def __init__(self, scheduler: str, folder: Path) -> None:
        """Connect; SiteError when workers cannot do this work.

        `scheduler` is an address of Dask ("tcp://host:8786"), `folder` one that all workers must see.
        """
        self._client = _connected(scheduler)
        self._started = 0
        try:
            self.size = self._checked(folder)
        except BaseException:
            self.close()
            raise

    def _checked(self, folder: Path) -> int:
        """How many workers there are, each of which can do this work."""
        workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        _refuse_unfit({address: one["nthreads"] for address, one in workers.items()})
        for address, told in sorted(self._client.run(_look, str(folder)).items()):
            if not told[0]:
                raise SiteError(f"{address} does not see {folder}: all workers need it under the same path")
            if told != _look(str(folder)):
                raise SiteError(f"{address} has another version of this program")
        return len(workers)

    def for_bytes(self, size: int) -> WorkerPool:
        """All of them: who names a cluster wants it used."""
        return self

    @contextmanager
    def at_work(self, start: Start | None = None, *facts: object) -> Iterator[Executor]:
        """All workers, also those that come later, made ready."""
        self._started += 1
        name = f"lod-{os.getpid()}-{self._started}"
        if start:
            self._client.register_plugin(_plugin(start, facts), name=name)
        made = self._client.get_executor(pure=False)
        try:
            yield made
        finally:
            made.shutdown(wait=False)
            if start:
                self._client.unregister_worker_plugin(name)

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


@contextmanager
def pool_on(address: str, folder: Path) -> Iterator[WorkerPool | None]:
    """The cluster with an address ("dask://host:8786", "dask+tls://host:8786"), None without one.

    SiteError for an address of another kind, and as `Cluster` has it.
    """
    if not address:
        yield None
        return
    scheme, _, host = address.partition("://")
    if scheme not in _SCHEMES or not host:
        raise SiteError(f"--on: found {address!r}, expected dask://HOST:PORT or dask+tls://HOST:PORT")
    folder.mkdir(parents=True, exist_ok=True)  # the first publish of a site makes it
    cluster = Cluster(f"{_SCHEMES[scheme]}://{host}", folder)
    try:
        yield cluster
    finally:
        cluster.close()


def _connected(scheduler: str) -> Any:  # half of the types of the library are missing
    try:
        import distributed
    except ImportError as error:
        raise SiteError(
            "a cluster needs the extra `cluster`: pip install '.[cluster]' in the folder of the program"
        ) from error
    try:
        client: Any = distributed.Client
        return client(scheduler, timeout=CONNECTS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SiteError(f"{scheduler}: no Dask scheduler answers there ({error})") from error


def _refuse_unfit(threads: Mapping[str, int]) -> None:
    """Address of each worker → its threads: what maps remembers, and that is for one thread only."""
    if not threads:
        raise SiteError("the cluster has no workers")
    for address, number in sorted(threads.items()):
        if number != 1:
            raise SiteError(f"{address} has {number} threads; start workers with --nthreads 1")


def _plugin(start: Start, facts: tuple[object, ...]) -> object:
    from distributed import WorkerPlugin

    class Ready(WorkerPlugin):
        """Makes a worker ready."""

        def setup(self, worker: object) -> None:
            start(*facts)

    return Ready()


def _look(folder: str) -> tuple[bool, str]:
    """Whether a worker sees the folder, and a digest of the program that it runs."""
    here = Path(__file__).parent
    whole = blake2b(digest_size=16)
    for path in sorted(here.rglob("*.py")):
        whole.update(b"%b\0%b\0" % (str(path.relative_to(here)).encode(), path.read_bytes()))
    return Path(folder).is_dir(), whole.hexdigest()
