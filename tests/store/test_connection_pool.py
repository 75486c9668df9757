"""Connections to workers are kept from one question to the next: no question is lost or mixed up by that."""

import os
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import QueryError, QueryLimit
from lod.store.sandbox.admission import Admission
from lod.store.sandbox.client import KNOWN, UNKNOWN, Client
from lod.store.sandbox.connection_pool import BRISK_QUESTIONS, Connection, ConnectionPool
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from lod.store.sandbox.wire_protocol import Question, read_question
from lod.store.sandbox.worker_slots import Slots
from tests.killable_processes import alive
from tests.store.conftest import BASE, S
from tests.store.test_sandbox import POINT, endless, until


def number(n: int) -> str:
    """A query that is answered with the number n."""
    return f'SELECT ("{n}" AS ?n) {{ <{BASE}id/instance/b577> <{S}name> ?name }}'


def occupied(sandbox: Sandbox, line: Connection) -> None:
    """The worker of a connection, at a question from there that never ends."""
    id = f"{0:016}"
    line.conn.sendall(Question(id, endless()).packed())
    assert until(lambda: sandbox._brisk.may_have_begun(line, id))


def kept(client: Client) -> list[Connection]:
    return list(client._brisk._kept)


def test_one_after_the_other_goes_over_one_connection(published: Path) -> None:
    with Sandbox(published, brisk=3) as sandbox:
        sandbox.query(POINT).close()
        first = kept(sandbox)
        for n in range(20):
            assert f'"{n}"' in sandbox.query(number(n)).read().decode()
        with pytest.raises(QueryError):
            sandbox.query("SELECT * {")
        assert kept(sandbox) == first
        assert len(first) == 1


def test_no_worker_takes_a_question_for_an_end(published: Path) -> None:
    """One in a thousand did: the kernel's word of a question came when its worker listened for an end."""
    with Sandbox(published, brisk=3) as sandbox:
        for _ in range(4_000):
            sandbox.query(POINT).close()
        assert sandbox.status()["questions_ended"] == 0


@contextmanager
def standing_still(sandbox: Sandbox, *, known: bool = False) -> Iterator[None]:
    """Workers that take any question do nothing meanwhile, as if all were busy; the `known` one too."""
    assert until(lambda: any(worker["known"] for worker in sandbox.status()["workers"]))
    brisk = [worker for worker in sandbox.status()["workers"] if worker["lane"] == "brisk"]
    still = [worker["pid"] for worker in brisk if known or not worker["known"]]
    sandbox._brisk.close()
    for pid in still:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in still:
            os.kill(pid, signal.SIGCONT)


def test_so_many_queries_that_are_known_to_be_brisk_wait(published: Path) -> None:
    """They hold threads as others do, and may turn out to be long."""
    with Sandbox(published, brisk=1) as sandbox, ThreadPoolExecutor(KNOWN) as pool:
        for n in range(8):
            sandbox.query(number(n)).close()
        with standing_still(sandbox, known=True):
            asked = [pool.submit(sandbox.query, number(n)) for n in range(KNOWN)]
            assert until(lambda: sandbox._known_ones._free == 0)
            with pytest.raises(QueryLimit, match="too many queries are waiting"):
                sandbox.query(number(99))
            assert sandbox._unknown._free == UNKNOWN
        assert all(f'"{n}"' in one.result().read().decode() for n, one in enumerate(asked))
    assert sandbox._known_ones._free == KNOWN


def test_so_many_queries_of_which_nothing_is_known_wait(published: Path) -> None:
    """One more is refused: threads are left for pages and for what is answered at once."""
    with Sandbox(published, brisk=1) as sandbox, ThreadPoolExecutor(2) as pool:
        sandbox._unknown = places = Admission(2)
        with standing_still(sandbox):
            asked = [pool.submit(sandbox.query, number(n)) for n in range(2)]
            assert until(lambda: places._free == 0)
            with pytest.raises(QueryLimit, match="too many queries are waiting"):
                sandbox.query(POINT)
        assert [f'"{n}"' in one.result().read().decode() for n, one in enumerate(asked)] == [True, True]
    assert places._free == 2


def test_what_is_known_to_be_brisk_does_not_wait_among_others(published: Path) -> None:
    with Sandbox(published, brisk=1) as sandbox:
        for n in range(8):
            sandbox.query(number(n)).close()
        with standing_still(sandbox):
            for n in range(8):
                assert f'"{n}"' in sandbox.query(number(n)).read().decode()
            assert len(sandbox._known._kept) == 1


def test_one_that_waits_is_asked_as_a_long_one_once_others_of_its_kind_took_long(published: Path) -> None:
    with Sandbox(published, brisk=1) as sandbox, ThreadPoolExecutor(1) as pool, standing_still(sandbox):
        asked = pool.submit(sandbox.query, number(7))
        assert until(lambda: sandbox._unknown._free == UNKNOWN - 1)
        sandbox._shapes.note(number(8), 5, taken_for_long=False)
        assert '"7"' in asked.result().read().decode()
        assert sandbox._unknown._free == UNKNOWN
        assert sandbox._places._free == sandbox.limits.at_once


def test_one_that_no_worker_takes_in_time_is_refused(published: Path) -> None:
    with Sandbox(published, Limits(patience=0.3), brisk=1) as sandbox, standing_still(sandbox):
        with pytest.raises(QueryLimit, match="too many queries are waiting"):
            sandbox.query(POINT)
        assert sandbox._unknown._free == UNKNOWN


def test_a_question_does_not_stand_behind_one_that_takes_long(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(published, brisk=1) as sandbox:
        # two questions at once: two connections to the one worker
        while len(kept(sandbox)) < 2:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda n: sandbox.query(number(n)).close(), range(20)))
        one, other = kept(sandbox)[:2]
        assert one.pid == other.pid
        occupied(sandbox, one)
        # as when two web processes choose the same worker in the same moment
        monkeypatch.setattr(sandbox._brisk, "idle", iter([other, None, None]).__next__)
        assert b"Boek nummer 577" in sandbox.query(POINT).read()
        assert alive(one.pid), "the other one's question goes on"
        one.close()
        assert until(lambda: not alive(one.pid)), "until who asked it hangs up"


def test_a_worker_that_is_at_something_gets_no_other_question(published: Path) -> None:
    with Sandbox(published, brisk=2) as sandbox:
        sandbox.query(POINT).close()
        (line,) = kept(sandbox)
        occupied(sandbox, line)
        assert sandbox._brisk.idle() is None
        assert b"Boek nummer 577" in sandbox.query(POINT).read()


def test_everybody_gets_his_own_answer_while_workers_die(published: Path) -> None:
    crashed: list[str] = []

    def ask(n: int) -> None:
        try:
            assert f'"{n}"' in clients[n % 2].query(number(n)).read().decode()
        except QueryError as error:
            crashed.append(str(error))

    with Sandbox(published, brisk=3) as sandbox:
        clients = [sandbox, Client(sandbox.folder, published, sandbox.limits)]
        done = threading.Event()

        def kill() -> None:
            for _ in range(20):  # and no more, however long the others take
                if done.wait(0.2):
                    break
                for worker in sandbox.status()["workers"][:2]:
                    with suppress(ProcessLookupError):  # it may have been gone already when it was told
                        os.kill(worker["pid"], signal.SIGKILL)

        killing = threading.Thread(target=kill)
        killing.start()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(1_500)))
        done.set()
        killing.join()
        clients[1].close()
    assert len(crashed) < 100
    assert set(crashed) <= {"the query made its process crash"}, "only what was under way ended"


def test_connections_that_are_kept_are_not_used_again_when_their_worker_is_gone(published: Path) -> None:
    with Sandbox(published, brisk=1) as sandbox:
        sandbox.query(POINT).close()
        (line,) = kept(sandbox)
        os.kill(line.pid, signal.SIGKILL)
        assert until(lambda: not alive(line.pid))
        assert b"Boek nummer 577" in sandbox.query(POINT).read()
        assert line.pid not in {one.pid for one in kept(sandbox)}


def test_a_line_of_the_table_is_of_one_process_until_it_retires(tmp_path: Path) -> None:
    slots = Slots.made(tmp_path / "table", 3)
    seen = Slots.of(tmp_path / "table")
    assert (seen.count, seen.serves(1, 77)) == (3, False)
    slots.take(1, 77)
    slots.begin(1, "question", 5.0)
    assert (seen.serves(1, 77), seen.is_free(1), seen.doing(1).id) == (True, False, "question")
    slots.free(1)
    assert (seen.is_free(1), seen.doing(1).since) == (True, 5.0), "it has but to send its answer"
    slots.retire(1)
    assert not seen.serves(1, 77)
    slots.clear(1)
    assert not seen.is_free(1)


def test_a_connection_that_nobody_takes_waits_for_nothing_in_particular() -> None:
    # a socket's path is short: not in pytest's folder
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/{BRISK_QUESTIONS}")
        listener.listen()
        lines = ConnectionPool(Path(folder), BRISK_QUESTIONS, 1)
        line = lines.connected()
        assert not lines.is_passed_over(line, "x")
        lines.keep(line)
        assert lines.idle() is None, "it is not known whose it is, so it is not kept"


graphs = st.lists(st.sampled_from(["http://a.example/" + "x" * n for n in (0, 3_000)])).map(tuple)


@given(st.text(st.characters()), graphs, graphs, st.booleans())
def test_a_question_arrives_as_it_was_sent(
    query: str, default: tuple[str, ...], named: tuple[str, ...], prefixes: bool
) -> None:
    sent = Question(f"{7:016}", query.strip(), "csv", "nt", default, named, "http://b/", prefixes)
    one, other = socket.socketpair()
    with one, other:
        one.sendall(sent.packed())
        assert read_question(other) == sent
