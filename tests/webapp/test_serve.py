"""Serving: a real server on a real release, a switch while it runs, and nothing left behind when it ends."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad

from lod.cli import main
from lod.errors import LodError
from lod.store.releases import Releases
from tests.killable_processes import alive
from tests.ports import free_port
from tests.webapp.sample_release import BASE, FIXTURE
from webapp.serve import CONNECTIONS, HEADERS_WITHIN, connections, free_address, serve

ROOT = Path(__file__).resolve().parents[2]
SERVE = (
    "import sys; from pathlib import Path; from webapp.serve import serve;"
    " serve(Path(sys.argv[1]), port=int(sys.argv[2]))"
)


def publish(var: Path, title: str) -> None:
    """A release with one book."""
    releases = Releases(var)
    building = releases.begin(from_current=False)
    book = NamedNode(BASE + "id/instance/b")
    building.store.extend(
        [
            Quad(
                book,
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode("https://schema.org/Book"),
            ),
            Quad(book, NamedNode("https://schema.org/name"), Literal(title, language="nl")),
        ]
    )
    facts = {"created": "2026-11-20T09:00:00Z", "base": BASE, "mappings": {}, "counts": {}}
    releases.switch(releases.finished(building) if building.finish(facts) is None else releases.all()[-1])


def site(folder: Path) -> Path:
    made = shutil.copytree(FIXTURE / "site", folder / "site")
    (made / "var").mkdir()
    publish(made / "var", "Eerste")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return site(tmp_path)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return str(answer.read().decode())


def until(seen: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if seen():
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def descendants(pid: int) -> set[int]:
    """Processes that a process started, and those that these did."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        file = Path(f"/proc/{waiting.pop()}")
        try:
            children = [
                int(c) for task in (file / "task").iterdir() for c in (task / "children").read_text().split()
            ]
        except OSError:
            continue
        waiting += children
        found |= set(children)
    return found


def web_workers(pid: int) -> set[int]:
    """The processes that a server answers with: its children that run the same program."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    return {int(c) for c in children if Path(f"/proc/{c}/cmdline").read_bytes() == own}


def stands_still(pid: int) -> bool:
    """Whether all threads of a process are stopped."""
    states = [
        (task / "stat").read_text().rpartition(")")[2].split()[0]
        for task in Path(f"/proc/{pid}/task").iterdir()
    ]
    return {*states} == {"T"}


def processor(pids: set[int]) -> float:
    """Seconds of processor that processes used so far."""
    used = 0
    for pid in pids:
        with suppress(OSError):
            used += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return used / os.sysconf("SC_CLK_TCK")


Server = tuple[subprocess.Popen[bytes], str]


@contextmanager
def served(
    folder: Path, ending: signal.Signals | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server, and its address; told to end in the way given, it leaves nothing of all that it started."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), str(port)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        assert until(lambda: "release" in get(address + "/status")), "the server did not come up"
        yield process, address
        assert ending is None or ends_clean(process, ending)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ends_clean(process: subprocess.Popen[bytes], ending: signal.Signals) -> bool:
    """Whether a server ends when told so, and everything that it started with it."""
    started = descendants(process.pid)
    process.send_signal(ending)
    process.wait(90)
    return bool(started) and until(lambda: not any(map(alive, started)))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The host and port of a server that is killed in the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, MANY + 500)), hard))
    with served(site(tmp_path_factory.mktemp("served")), signal.SIGKILL) as (_, address):
        host, _, port = address.removeprefix("http://").partition(":")
        yield host, int(port)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_only_the_protocol_that_has_limits_is_spoken(running: tuple[str, int]) -> None:
    with socket.create_connection(running, timeout=60) as client:
        client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert client.recv(100)[:5] in (b"HTTP/", b""), "HTTP/2 begins with a frame"


def test_a_body_in_chunks_that_was_cut_off_is_never_taken_for_a_whole_one(running: tuple[str, int]) -> None:
    """The server hands over what came, so that nothing is done that could be half of something."""
    head = b"POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
    body = b"7\r\n<> a <b\r\n7\r\n>, <c> .\r\n0\r\n\r\n"
    for end in range(0, len(body) + 1, 5):
        with socket.create_connection(running, timeout=60) as client:
            client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + body[:end])
            client.shutdown(socket.SHUT_WR)
            assert client.recv(100)[9:12] in (b"411", b""), "refused, or let go"


def test_a_query_in_chunks_is_answered(running: tuple[str, int]) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(running, timeout=60) as client:
        client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n")
        assert client.recv(100)[9:12] == b"200"


MANY = 2_200


@pytest.mark.parametrize(("protocol", "status"), [(b"1.0", b"404"), (b"1.1", b"200")])
def test_who_comes_through_a_proxy_that_was_told_nothing_sees_no_numbers(
    running: tuple[str, int], protocol: bytes, status: bytes
) -> None:
    with socket.create_connection(running, 60) as line:
        line.sendall(b"GET /metrics HTTP/" + protocol + b"\r\nHost: 127.0.0.1:8000\r\n\r\n")
        assert line.recv(1_000).split()[1] == status


def test_connections_that_say_nothing_keep_nobody_out(running: tuple[str, int]) -> None:
    """The server took 1,024 of them for each of its two workers and no more until they were let go."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed < MANY + 500:
        pytest.skip(f"needs {MANY + 500} open files, and the system allows {allowed} (ulimit -Hn)")
    with ExitStack() as silent:
        for _ in range(MANY):
            silent.enter_context(socket.create_connection(running, timeout=60))
        # sooner than those that say nothing are let go
        address = f"http://{running[0]}:{running[1]}/status"
        with urllib.request.urlopen(address, timeout=HEADERS_WITHIN / 1_500) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("soft", "hard", "found"),
    [
        (1_024, 1_024, 512),
        (1_024, 1_048_576, CONNECTIONS),
        (1_024, 8_192, 4_096),
        (1_048_576, 1_048_576, CONNECTIONS),
        (1_024, resource.RLIM_INFINITY, CONNECTIONS),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, CONNECTIONS),
    ],
)
def test_connections_leave_files_for_the_store(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, found: int
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda which, given: limits.append(given))
    assert connections() == found
    assert all(own <= hard or hard == resource.RLIM_INFINITY for own, _ in limits)


def test_a_server_notices_a_switch_replaces_workers_and_ends_in_good_order(folder: Path) -> None:
    with served(folder, signal.SIGTERM) as (process, address):
        assert "Eerste" in get(address + "/doc/instance/b")
        asked = get(address + "/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D")
        assert "true" in asked
        publish(folder / "var", "Tweede")
        assert until(lambda: "Tweede" in get(address + "/doc/instance/b"))
        assert until(lambda: '"release": 2' in get(address + "/status"))
        workers = web_workers(process.pid)
        os.kill(max(workers), signal.SIGKILL)
        assert until(lambda: len(web_workers(process.pid) - {max(workers)}) == len(workers))
        assert until(lambda: "Tweede" in get(address + "/doc/instance/b"))


def test_workers_count_together_and_finish_what_they_answer_when_told_to_end(folder: Path) -> None:
    numbers = " ".join(map(str, range(300)))
    values = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "ab")
    slow = f"SELECT (COUNT(*) AS ?n) {{ {values} VALUES ?c {{ {numbers[:200]} }} }}"
    with served(folder) as (process, address):
        for _ in range(8):
            get(address + "/doc/instance/b.ttl")
        counted = 'lod_requests_total{method="GET",route="doc",status="200"} 8.0'
        assert until(lambda: counted in get(address + "/metrics"))
        before = processor(descendants(process.pid))
        with ThreadPoolExecutor(1) as asking:
            answer = asking.submit(get, address + "/sparql?" + urlencode({"query": slow, "format": "csv"}))
            # a query that runs is not counted yet, but its worker is busy
            assert until(lambda: processor(descendants(process.pid)) > before + 0.2)
            assert not answer.done()
            process.send_signal(signal.SIGTERM)
            assert answer.result(120).split() == ["n", str(300 * 300 * len(numbers[:200].split()))]
        process.wait(90)


def test_workers_are_replaced_without_a_request_lost_on_connections_that_are_kept(folder: Path) -> None:
    with served(folder, signal.SIGINT) as (process, address):
        before, done = web_workers(process.pid), threading.Event()

        def ask() -> set[int]:
            """What is answered on one connection, opened anew only when an answer says that it ends."""
            seen = set()
            kept = HTTPConnection(address.removeprefix("http://"), timeout=60)
            while not done.is_set():
                kept.request("GET", "/doc/instance/b.ttl")
                answer = kept.getresponse()
                answer.read()
                seen.add(answer.status)
                done.wait(0.02)  # all of the processor would be spent on asking
            kept.close()
            return seen

        with ThreadPoolExecutor(6) as asking:
            asked = [asking.submit(ask) for _ in range(6)]
            process.send_signal(signal.SIGHUP)
            replaced = until(lambda: before.isdisjoint(web_workers(process.pid)))
            done.set()
            assert [one.result() for one in asked] == [{200}] * 6
        assert replaced
        assert "true" in get(address + "/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D")


def test_a_server_outlives_a_worker_that_is_killed_again_at_once(folder: Path) -> None:
    with served(folder, signal.SIGTERM) as (process, address):
        killed: set[int] = set()
        for _ in range(3):
            newest = max(web_workers(process.pid))
            killed.add(newest)
            os.kill(newest, signal.SIGKILL)
            assert until(lambda: len(web_workers(process.pid) - killed) == 2)
            assert "Eerste" in get(address + "/doc/instance/b")


def test_what_waits_for_a_worker_that_is_killed_is_answered_by_the_next_one(folder: Path) -> None:
    with served(folder, signal.SIGINT) as (process, address), ThreadPoolExecutor(24) as pool:
        victim = min(web_workers(process.pid))
        os.kill(victim, signal.SIGSTOP)
        assert until(lambda: stands_still(victim))  # it takes nothing: what comes to it waits
        asked = [pool.submit(get, address + "/doc/instance/b.ttl") for _ in range(24)]
        assert until(lambda: any(one.done() for one in asked))
        time.sleep(0.5)
        os.kill(victim, signal.SIGKILL)
        assert all("Eerste" in one.result(120) for one in asked)
        assert until(lambda: len(web_workers(process.pid) - {victim}) == 2)


def test_mistakes_in_the_settings_are_told_before_anything_starts(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path), "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode != 0
    assert "site.toml" in ended.stderr


def test_two_servers_never_share_a_port(folder: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0), reuse_port=True) as other,
        pytest.raises(LodError, match="cannot listen at 127"),
    ):
        serve(folder, port=other.getsockname()[1])


def test_a_host_may_be_called_by_its_name(folder: Path) -> None:
    """The server takes numbers only, and ended with a fault of its own at `localhost`."""
    assert free_address("localhost", free_port()) in ("127.0.0.1", "::1")
    with pytest.raises(LodError, match="no name of a host"):
        free_address("x" * 70, 1)


@pytest.mark.parametrize(("host", "shown"), [("::1", "[::1]"), ("127.0.0.1", "127.0.0.1")])
def test_where_a_site_is_served_is_told_when_it_can_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch, host: str, shown: str
) -> None:
    if ":" in host and not Path("/proc/sys/net/ipv6").is_dir():
        pytest.skip("this machine has no IPv6: there is no ::1 to listen at")
    begun: list[str] = []
    monkeypatch.setattr("webapp.serve.serve", lambda site, host, port, workers: begun.append(host))
    asked = ["serve", str(folder), "--host", host, "--port"]
    port = free_port()
    told = CliRunner().invoke(main, [*asked, str(port)])
    assert f"is served on http://{shown}:{port}/" in told.output
    assert begun == [host]
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
        told = CliRunner().invoke(main, [*asked, str(taken.getsockname()[1])])
    assert told.exit_code == 2
    assert "is served on" not in told.output
