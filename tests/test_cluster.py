"""A full build on a Dask cluster: to the byte what one machine makes; clusters that cannot are told apart."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import Client
from distributed.utils import json_load_robust

from lod.cli import main
from lod.errors import SiteError
from lod.publish import publish
from lod.register.ingest import full_update
from lod.site import Site
from lod.store.releases import Releases
from lod.worker_pool import Cluster, _refuse_unfit, pool_on

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster with two workers, all processes of their own."""
    told = tmp_path_factory.mktemp("cluster") / "scheduler.json"
    common = ["--scheduler-file", str(told), "--no-dashboard"]
    program = [sys.executable, "-m"]
    with ExitStack() as stack:

        def begin(module: str, *given: str) -> None:
            command = [*program, f"distributed.cli.{module}", *common, *given]
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            stack.callback(process.terminate)

        begin("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        for _ in range(2):  # without a process beside each that would start it again
            begin("dask_worker", "--no-nanny", "--nthreads", "1")
        # the file is there before all is in it
        address = json_load_robust(told, timeout=120)["address"]
        with Client(address, timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield str(address).replace("tcp://", "dask://")


def demo(folder: Path, *without: str) -> Site:
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("var", *without))
    return Site.load(folder)


def downloads(site: Site) -> dict[str, str]:
    """Each file of the downloads and the sitemaps with its digest."""
    release = Releases(site.var).current()
    assert release is not None
    files = [
        path for part in ("dumps", "sitemaps") for path in (release.path / part).rglob("*") if path.is_file()
    ]
    return {
        str(path.relative_to(release.path)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_a_cluster_makes_what_one_machine_makes(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.register.register.time.time", lambda: 1_800_000_000)
    monkeypatch.setattr(full_update, "RECORDS", 40)  # so that there is work for both
    alone, together = (demo(tmp_path / name, "bibliotheek") for name in ("alone", "together"))
    one = publish(alone)
    with pool_on(scheduler, together.var) as pool:
        other = publish(together, pool=pool)
        assert pool is not None
        assert pool.size == 2
    assert other.counts == one.counts
    assert downloads(together) == downloads(alone)


def test_the_command_publishes_on_a_cluster(scheduler: str, tmp_path: Path) -> None:
    site = demo(tmp_path / "site", "bibliotheek", "leeszaal", "museum")
    done = CliRunner().invoke(main, ["publish", str(site.folder), "--on", scheduler, "--no-harvest"])
    assert done.exit_code == 0, done.output
    assert Releases(site.var).current() is not None


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://localhost:8786", "expected dask://HOST:PORT"),
        ("dask://", "expected dask://HOST:PORT"),
        ("dask://127.0.0.1:{free}", "no Dask scheduler answers there"),
    ],
)
def test_addresses_that_are_none_are_refused(
    address: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.worker_pool.CONNECTS", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    with pytest.raises(SiteError, match=message), pool_on(address.format(free=free), tmp_path):
        raise AssertionError("there is no cluster")


def test_workers_that_do_not_see_the_site_are_told_apart(scheduler: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="does not see"):
        Cluster(scheduler.replace("dask://", "tcp://"), tmp_path / "elsewhere")
    assert {one.status for one in Client._instances} <= {"closed"}, "nobody stays connected to them"


@pytest.mark.parametrize(("threads", "message"), [({}, "no workers"), ({"a": 1, "b": 4}, "b has 4 threads")])
def test_clusters_that_are_set_up_otherwise_are_refused(threads: dict[str, int], message: str) -> None:
    with pytest.raises(SiteError, match=message):
        _refuse_unfit(threads)
