"""The sandbox: answers whole or not at all, ends what goes over a limit, and goes on answering meanwhile."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, parse, parse_query_results

from lod.errors import QueryError, QueryLimit, QuerySyntax, ReleaseError
from lod.store.releases import Releases
from lod.store.sandbox.client import Client
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.killable_processes import alive
from tests.store.conftest import BASE, SMALL, S, book

ROOT = Path(__file__).resolve().parents[2]
POINT = f"SELECT ?name {{ <{BASE}id/instance/b577> <{S}name> ?name }}"
EIGHT = " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 }}" for i in range(8))
NUMBERS = itertools.count()


def endless() -> str:
    """A query that never ends, and was never asked before."""
    return f"SELECT (COUNT(*) AS ?n) {{ {EIGHT} }} # {next(NUMBERS)}"


def rows(answer: bytes) -> int:
    return sum(1 for _ in parse_query_results(answer, QueryResultsFormat.JSON))  # type: ignore[arg-type,misc]


def until(true: Callable[[], bool], seconds: float = 120) -> bool:
    """Whether something becomes true within so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def at_work(sandbox: Sandbox) -> list[int]:
    """Workers that are at a question."""
    return [w["pid"] for w in sandbox.status()["workers"] if w["seconds"]]


@contextmanager
def asked(sandbox: Client, query: str) -> Iterator[list[Exception]]:
    """A query that somebody else asks meanwhile; gives what it ends with."""
    ended: list[Exception] = []

    def ask() -> None:
        try:
            sandbox.query(query).close()
        except QueryError as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    yield ended
    thread.join()


def test_each_form_of_query_is_answered_in_the_asked_format(unhurried: Sandbox) -> None:
    with unhurried.query(POINT, results="csv") as answer:
        assert (answer.facts.form, answer.facts.format, answer.facts.release) == ("solutions", "csv", 1)
        assert answer.read() == b"name\r\nBoek nummer 577\r\n"
    with unhurried.query("ASK {}", results="json") as answer:
        assert (answer.facts.form, answer.read()) == ("boolean", b'{"head":{},"boolean":true}')
    with unhurried.query(f"DESCRIBE <{BASE}id/instance/b577>", graph="nt") as answer:
        assert answer.facts.form == "triples"
        assert sorted(answer.read().decode().splitlines()) == sorted(book(577).splitlines())


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "rdf", "jsonld"])
def test_statements_come_in_every_rdf_format(unhurried: Sandbox, suffix: str) -> None:
    from lod.rdf.formats import by_suffix

    form = by_suffix(suffix)
    assert form is not None
    with unhurried.query(f"CONSTRUCT WHERE {{ <{BASE}id/instance/b577> ?p ?o }}", graph=suffix) as answer:
        body = answer.read()
    assert len(set(parse(body, form.oxigraph))) == 10
    if suffix == "ttl":
        assert b"schema:name" in body, "prefixes are used"


def test_prefixes_that_the_site_knows_may_be_left_out(unhurried: Sandbox) -> None:
    query = f"ASK {{ <{BASE}id/instance/b5> schema:name ?name }}"
    assert b"true" in unhurried.query(query).read()
    own = f"PREFIX schema: <http://elsewhere.example/> {query}"
    assert b"false" in unhurried.query(own).read(), "a prefix of the query's own comes first"
    with pytest.raises(QuerySyntax, match="line 1, column"):
        unhurried.query(query, prefixes=False)


def test_relative_addresses_are_resolved_against_the_base(unhurried: Sandbox) -> None:
    assert b"true" in unhurried.query(f"ASK {{ <id/instance/b5> <{S}name> ?name }}").read()


def test_a_long_answer_comes_through_a_file_and_is_the_same(unhurried: Sandbox, published: Path) -> None:
    query = f"SELECT ?s ?name {{ ?s <{S}name> ?name }} LIMIT 15000"
    with unhurried.query(query) as answer:
        pieces = list(answer)
        assert len(pieces) > 1
        assert sum(map(len, pieces)) == answer.size > 1 << 20
    release = Releases(published).current()
    assert release
    expected = release.open().query(query)
    assert b"".join(pieces) == expected.serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr,call-overload]
    assert list((published / "answers" / "new").iterdir()) == [], "without names, so none are left behind"


@pytest.mark.parametrize(
    ("query", "place", "hint"),
    [
        ("SELECT * {\n ?s ?p }", (2, 9), "Something is missing before this"),
        ("SELECT * WHERE ?s ?p ?o", (1, 16), "Found '?s'; here could be: {"),
        ("SELECT * { ?s ?p ?o", (1, 20), "a { is not closed"),
        ("SELECT * { ?s foaf:name ?o }", (1, 24), "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"),
        ("SELECT * { ?s ?p <a b> }", (1, 23), "has no spaces"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", (1, 35), "contains a variable that is unbound"),
        ("", (1, 1), "The query is empty."),
    ],
)
def test_a_syntax_error_tells_place_and_hint(
    unhurried: Sandbox, query: str, place: tuple[int, int], hint: str
) -> None:
    with pytest.raises(QuerySyntax) as caught:
        unhurried.query(query)
    assert (caught.value.line, caught.value.column) == place
    assert hint in caught.value.hint


def test_a_function_that_nobody_made_is_a_mistake_in_the_query(unhurried: Sandbox) -> None:
    with pytest.raises(QuerySyntax, match=r"there is no function <https://a\.example/none> here"):
        unhurried.query("SELECT * { ?s ?p ?o FILTER(<https://a.example/none>(?o)) }")


NAMES = f"?s <{S}name> ?n . ?t <{S}name> ?m"
DOUBLED = " ".join(f"BIND(CONCAT(?t{i}, ?t{i}, ?t{i}, ?t{i}) AS ?t{i + 1})" for i in range(20))
COUNT = "SELECT (COUNT(*) AS ?n)"
TIME, MEMORY, SIZE = "seconds", "memory_mb", "result_mb"
KILLERS = {
    "cartesian product": (f"{COUNT} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}", {TIME, MEMORY}),
    "order by over a product": (f"SELECT * {{ {NAMES} }} ORDER BY DESC(?m) ?n LIMIT 5", {TIME, MEMORY}),
    "path": (f"{COUNT} {{ ?a (<{S}exampleOfWork>|^<{S}exampleOfWork>)* ?b }}", {TIME, MEMORY}),
    "values product": (endless(), {TIME}),
    "regex": (
        f'SELECT * {{ {NAMES} FILTER REGEX(CONCAT(?n, ?m), "^(([a-z])+.)+[A-Z]([a-z])+$") }}',
        {TIME, SIZE},
    ),
    "string": (f'SELECT (STRLEN(?t20) AS ?n) {{ BIND("abcdefghijklmnop" AS ?t0) {DOUBLED} }}', {MEMORY}),
    "group_concat": (f"SELECT (GROUP_CONCAT(?n) AS ?all) {{ {NAMES} }}", {TIME, MEMORY}),
    "an answer without end": (f"SELECT * {{ {NAMES} }}", {SIZE}),
    "distinct": (f"SELECT DISTINCT ?n ?m {{ {NAMES} }}", {TIME, MEMORY, SIZE}),
    "statements": (f"CONSTRUCT {{ ?s <{S}about> ?t }} WHERE {{ {NAMES} }}", {TIME, MEMORY, SIZE}),
}


def test_each_known_killer_stops_at_a_limit_while_others_are_answered(sandbox: Sandbox) -> None:
    answered: list[bytes] = []
    done = threading.Event()

    def others() -> None:
        while not done.is_set():
            answered.append(sandbox.query(POINT).read())
            time.sleep(0.005)

    def killed(killer: tuple[str, set[str]]) -> None:
        with pytest.raises(QueryLimit) as caught:
            sandbox.query(killer[0])
        # On a busy machine time may run out before the limit that a query is made for.
        assert caught.value.limit in killer[1] | {"seconds"}, f"{caught.value.limit}: {killer[0]}"

    with ThreadPoolExecutor(3) as pool:
        point = pool.submit(others)
        try:
            list(pool.map(killed, KILLERS.values()))
        finally:
            done.set()
        point.result()
    assert len(answered) > 5
    assert all(b"Boek nummer 577" in answer for answer in answered)


def test_a_text_that_nests_as_deep_as_may_be_is_answered(unhurried: Sandbox) -> None:
    before = unhurried.status()["questions_ended"]
    for deep in (
        "SELECT * {" + "{" * 9_000 + "}" * 9_000 + "}",
        "ASK { FILTER(" + "!" * 90_000 + "true) }",
        "ASK { FILTER(" + "STR(" * 15_000 + "1" + ")" * 15_000 + "='1') }",
        "SELECT * {" + "FILTER EXISTS {" * 5_000 + "}" * 5_000 + "}",
    ):
        unhurried.query(deep).close()
    assert unhurried.status()["questions_ended"] == before, "no worker crashed"


def test_too_many_long_queries_wait_for_a_place_or_are_sent_away(published: Path) -> None:
    over = threading.Event()

    def ask(_: int) -> str:
        with pytest.raises(QueryLimit) as caught:
            sandbox.query(endless(), gone=over.is_set)
        return caught.value.limit

    limits = replace(SMALL, seconds=120, patience=0.6)
    with Sandbox(published, limits) as sandbox, ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(ask, number) for number in range(10)]
        assert until(lambda: sum(one.done() for one in asked) >= 10 - limits.concurrent)
        over.set()
        ends = [one.result() for one in asked]
        assert set(ends) == {"concurrent", "client"}, "those who had a place have it still"
        assert ends.count("concurrent") >= 10 - limits.concurrent
        assert b"true" in sandbox.query("ASK {}").read()


def test_who_hangs_up_stops_his_query(unhurried: Sandbox) -> None:
    with pytest.raises(QueryLimit) as caught:
        unhurried.query(endless(), gone=lambda: bool(at_work(unhurried)))
    assert caught.value.limit == "client"
    assert until(lambda: not at_work(unhurried))


def test_a_web_process_that_dies_stops_its_queries(unhurried: Sandbox) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\nfrom lod.store.sandbox.client import Client\n"
        "from lod.store.sandbox.limits import Limits\n"
        f"Client(Path({str(unhurried.folder)!r}), Path(), Limits()).query({endless()!r})"
    )
    web = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    assert until(lambda: bool(at_work(unhurried)))
    worker = at_work(unhurried)[0]
    web.kill()
    web.wait()
    assert until(lambda: not alive(worker))


def test_a_crashed_worker_loses_no_query_but_its_own(unhurried: Sandbox) -> None:
    assert until(lambda: not at_work(unhurried))  # those that other tests asked are at their end
    with asked(unhurried, endless()) as ended:
        assert until(lambda: bool(at_work(unhurried)))
        os.kill(at_work(unhurried)[0], signal.SIGSEGV)
    assert "crash" in str(ended[0])
    for worker in unhurried.status()["workers"]:
        os.kill(worker["pid"], signal.SIGKILL)
    assert b"Boek nummer 577" in unhurried.query(POINT).read()


def test_a_killed_query_is_written_down_with_its_text_and_cost(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(QueryLimit):
        sandbox.query(endless() + " # " + "x" * 5_000)
    line = caplog.messages[-1]
    assert re.match(r"query ended \(seconds; \d+\.\d", line)
    assert "s of processor" in line
    assert "SELECT (COUNT(*) AS ?n)" in line
    assert len(line) < 1_200


def test_workers_read_the_new_release_from_the_switch_on(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    with Sandbox(tmp_path, SMALL, brisk=1) as sandbox:
        with pytest.raises(ReleaseError, match="nothing is published yet"):
            sandbox.query("ASK {}")
        for number in (1, 2, 3):
            building = releases.begin(from_current=True)
            building.apply([], [book(number)])
            releases.switch(building.finish())
            with sandbox.query("SELECT DISTINCT ?s { ?s ?p ?o }") as answer:
                assert (answer.facts.release, rows(answer.read())) == (number, number)
        releases.clean(keep=1)
        assert b"true" in sandbox.query("ASK { ?s ?p ?o }").read()


def test_graphs_of_the_protocol_take_the_place_of_those_in_the_query(unhurried: Sandbox) -> None:
    anything = "ASK { ?s ?p ?o }"
    assert b"true" in unhurried.query(anything).read()
    assert b"false" in unhurried.query(anything, default_graphs=("http://none.example/",)).read()
    assert b"false" in unhurried.query("ASK FROM <http://x/> { GRAPH ?g { ?s ?p ?o } }").read()


def test_nothing_that_slips_by_the_gate_reaches_the_network(unhurried: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"<http://127.0.0.1:{listener.getsockname()[1]}/sparql>"
        with pytest.raises(QueryError):
            unhurried.query(f"SELECT * {{ SERVICE {address} {{ ?s ?p ?o }} }}")
        unhurried.query(f"SELECT * {{ SERVICE SILENT {address} {{ ?s ?p ?o }} }}").close()
        unhurried.query(f"SELECT * FROM {address} FROM NAMED {address} {{ ?s ?p ?o }}").close()
        unhurried.query(f"DESCRIBE {address}").close()
        with pytest.raises(TimeoutError):
            listener.accept()


def test_all_processes_end_with_the_sandbox(published: Path) -> None:
    sandbox = Sandbox(published, SMALL, brisk=2)
    pids = [w["pid"] for w in sandbox.status()["workers"]]
    assert len(pids) == 4, "two brisk ones, one for what is known to be brisk, one for long questions"
    with asked(sandbox, endless()):
        assert until(lambda: bool(at_work(sandbox)))
        sandbox.close()
    assert until(lambda: not any(map(alive, pids)))
    assert not sandbox.folder.exists()


@pytest.mark.parametrize("victim", ["owner", "supervisor"])
def test_all_processes_end_when_owner_or_supervisor_is_killed(published: Path, victim: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import time\nfrom pathlib import Path\nfrom lod.store.sandbox.service import Sandbox\n"
        f"sandbox = Sandbox(Path({str(published)!r}), brisk=2)\n"
        "pids = [w['pid'] for w in sandbox.status()['workers']]\n"
        "print(sandbox._process.pid, *pids, sandbox.folder, flush=True)\n"
        "time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    supervisor, *workers, _ = owner.stdout.readline().split()
    os.kill(owner.pid if victim == "owner" else int(supervisor), signal.SIGKILL)
    assert until(lambda: not any(alive(int(pid)) for pid in [supervisor, *workers]))
    owner.kill()
    owner.communicate()


def test_the_service_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="not there"):
        Client(tmp_path, tmp_path, Limits()).query("ASK {}")


def test_a_supervisor_that_does_not_start_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.store.sandbox.service._START", "print('no such module')")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    with pytest.raises(QueryError, match="could not be started"):
        Sandbox(tmp_path / "var", SMALL)
    assert not list((tmp_path / "own").iterdir())
