"""The register in PostgreSQL: the same as in a file, for whoever publishes, reads, moves or breaks it."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lod.errors import Locked, RegisterError, SiteError
from lod.operations import doctor
from lod.publish import publish, rollback, status
from lod.register import register as register_module
from lod.register.database import location, transfer
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases
from tests.postgres import Cluster
from tests.register.small_site import Book, Likeness, Maker, fill, make_site
from tests.register.test_crash_recovery import Killable
from tests.register.test_histories import (
    COLLECTIONS,
    DECISIONS,
    SETTINGS,
    STATES,
    Decisions,
    State,
    check,
    decide,
    served,
)
from tests.webapp.published_site import serve

MAX = Book("1", "Max", "Multatuli", ("Java",), "A")
ODD = Book("2", "Odd", "MULTATULI", ("Coffee",))
HAVELAAR = Book("3", "Havelaar", "Eeden")
SUCCESSOR = {("instance/demo-1", "instance/demo-3"): "same"}


@pytest.fixture(scope="module")
def killable() -> Iterator[Killable]:
    made = Killable()
    yield made
    made.close()


@contextmanager
def clock(at: int = 1_700_000_000) -> Iterator[None]:
    """A clock that ticks once for each time it is asked, the same for whoever begins anew."""
    ticks = itertools.count(at)
    real = register_module.time

    class Ticking:
        time = staticmethod(lambda: next(ticks))

    register_module.time = Ticking  # type: ignore[assignment]
    try:
        yield
    finally:
        register_module.time = real


def tables(site: Site) -> dict[str, list[Any]]:
    """All rows of a register but what tells one file from another: its times and its place on the disk."""
    found = {}
    with Register.read_only(location.of(site)) as register:
        for table, columns in transfer._columns().items():
            names = ", ".join(name for name in columns if (table, name) != ("source", "stamp"))
            found[table] = sorted(register.db.execute(f"SELECT {names} FROM {table}").fetchall(), key=repr)
    return found


def pair(folder: Path, server: Cluster) -> tuple[Path, Path]:
    """A site with its register in a file, and the same with it in PostgreSQL."""
    return (
        make_site(folder / "file" / "site", COLLECTIONS),
        make_site(folder / "server" / "site", COLLECTIONS, register=server.url()),
    )


def run(folder: Path, steps: list[tuple[State, Decisions, str]]) -> Site:
    """Publish and roll back, one step after the other."""
    extra, ever = "", set[str]()
    with clock():
        for state, decisions, how in steps:
            site = fill(folder, state)
            releases = Releases(site.var).all()
            if how == "back" and len(releases) > 1:
                current = Releases(site.var).current()
                rollback(
                    site, next(r for r in releases if current is None or r.number != current.number).number
                )
                continue
            extra += "!" * (how == "mapping")
            decide(site, decisions)
            report = publish(site, full=how == "full", make=Maker(extra), linker=Likeness())
            if not report.note:
                check(site, state, ever, extra)
    return site


@settings(SETTINGS, max_examples=4)
@given(
    st.lists(
        st.tuples(STATES, DECISIONS, st.sampled_from(["small", "small", "full", "mapping", "back"])),
        min_size=2,
        max_size=4,
    )
)
@example(
    [
        ({"demo": [one], "other": [ODD]}, d, "small")
        for one, d in zip((MAX, HAVELAAR, HAVELAAR), ({}, SUCCESSOR, {}), strict=True)
    ]
)
def test_whatever_happens_both_registers_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, postgres: Cluster, steps: list[tuple[State, Decisions, str]]
) -> None:
    one, other = (run(folder, steps) for folder in pair(tmp_path_factory.mktemp("both"), postgres))
    assert tables(other) == tables(one)
    assert served(other) == served(one)
    assert not (other.var / "register.sqlite").exists()


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> list[Site]:
    """A history on both: a book is published, changed, withdrawn, published again and taken back."""
    again = Book("1", "Havelaar", "MULTATULI", ("Java", "Coffee"))
    states: list[tuple[State, Decisions, str]] = [
        ({"demo": state, "other": [ODD]}, {}, how)
        for state, how in (
            ([MAX, HAVELAAR], "small"),
            ([again, HAVELAAR], "small"),
            ([HAVELAAR], "full"),
            ([again, HAVELAAR], "small"),
            ([again, HAVELAAR], "back"),
        )
    ]
    return [run(folder, states) for folder in pair(tmp_path_factory.mktemp("past"), postgres)]


SECOND, LAST = "20231114221320", "20231114221600"
"""Moments before and after all that was published."""
ASKED = {
    "/doc/instance/demo-1": 200,
    "/doc/instance/demo-1.nt": 200,
    "/doc/instance/other-2.ttl": 200,
    "/doc/agent/multatuli": 200,
    "/id/instance/none": 404,
    "/history/instance/demo-1": 200,
    "/history/instance/demo-1/atom": 200,
    "/timemap/instance/demo-1.nt": 200,
    f"/timegate/instance/demo-1?at={SECOND}": 302,
    f"/memento/{LAST}/instance/demo-1.nt": 302,
    "/source/demo/1": 200,
    f"/source/demo/1?at={LAST}": 200,
    "/changes": 200,
    "/changes.atom": 200,
    "/oai?verb=Identify": 200,
    "/oai?verb=ListSets": 200,
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc": 200,
    "/oai?verb=ListRecords&metadataPrefix=oai_dc": 200,
    "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=demo": 200,
    "/.well-known/resourcesync": 200,
}


def test_pages_history_and_harvests_are_those_of_the_file(past: list[Site]) -> None:
    clients = [serve(site).test_client() for site in past]
    answered = {}
    for path in ASKED:
        one, other = (told(client, path) for client in clients)
        assert one == other, path
        answered[path] = one[0]
    assert answered == ASKED


def told(client: FlaskClient, path: str) -> tuple[int, str]:
    """An answer, without when it was given."""
    answer = client.get(path)
    text = answer.get_data().decode("utf-8", "replace")
    return answer.status_code, re.sub(r"<responseDate>.*?</responseDate>", "", text)


@pytest.mark.parametrize("point", ["applied", "loaded", "settled", "committed"])
def test_a_killed_publish_leaves_the_register_whole(
    tmp_path: Path, postgres: Cluster, killable: Killable, point: str
) -> None:
    folder = make_site(tmp_path / "site", register=postgres.url())
    ever: set[str] = set()
    for books, dies in (([MAX], "-"), ([MAX, HAVELAAR], point), ([HAVELAAR], point)):
        site = fill(folder, {"demo": books})
        ended = killable.publish(site, point=dies)
        assert ended in (0, -signal.SIGKILL)
        with Register.read_only(location.of(site)) as register:
            newest = register.publications(1)[0].release
            assert register.db.execute("SELECT count(*) FROM log WHERE publication > ?", (newest,)).fetchone()
    again(killable, site)
    check(site, {"demo": [HAVELAAR]}, ever)


def again(killable: Killable, site: Site) -> None:
    """Publish once the server noticed that who died is gone."""
    end = time.monotonic() + 120
    while killable.publish(site) != 0:
        assert time.monotonic() < end, "the lock is held by nobody"
        time.sleep(0.05)


HOLD = """
import sys, time
from pathlib import Path
from lod.register.database import location
from lod.register.register import Register
from lod.site import Site
with Register(location.of(Site.load(Path(sys.argv[1])))):
    print("held", flush=True)
    time.sleep(600)
"""


def test_two_machines_do_not_publish_at_once(tmp_path: Path, postgres: Cluster) -> None:
    url = postgres.url()
    here, there = (make_site(tmp_path / name / "site", register=url) for name in ("here", "there"))
    site = fill(here, {"demo": [MAX]})
    publish(site, make=Maker(), linker=Likeness())
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, there], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Locked, match=rf"being published by process {other.pid} on \S+ since 20"):
            publish(site, make=Maker(), linker=Likeness())
        assert f"process {other.pid}" in status(site).holder
        assert any(f"process {other.pid}" in found.text for found in doctor.examine(site, asking=False))
        # who only reads never waits
        with Register.read_only(location.of(site)) as register:
            assert register.thing("instance", "demo-1")
    finally:
        other.kill()
        other.communicate()
    end = time.monotonic() + 120
    while status(site).holder and time.monotonic() < end:
        time.sleep(0.05)
    assert not publish(site, make=Maker(), linker=Likeness()).changed
    # the other machine has no release: it builds everything anew, and goes on with what is remembered
    before = tables(site)
    report = publish(fill(there, {"demo": [MAX, HAVELAAR]}), make=Maker(), linker=Likeness())
    assert (report.release, report.full) == (2, "nothing to build on")
    assert {*map(tuple, before["thing"])} - {*map(tuple, tables(site)["thing"])} <= {
        row for row in before["thing"] if row[1] == "collection"
    }


def test_two_sites_never_share_a_register(tmp_path: Path, postgres: Cluster) -> None:
    url = postgres.url()
    one, other = (make_site(tmp_path / name / "site", register=url) for name in ("one", "other"))
    publish(fill(one, {"demo": [MAX]}), make=Maker(), linker=Likeness())
    text = (other / "site.toml").read_text().replace("localhost:8000", "localhost:9000")
    (other / "site.toml").write_text(text)
    site = fill(other, {"demo": [HAVELAAR]})
    for publishing in (True, False):
        with pytest.raises(RegisterError, match=r"register of http://localhost.*schema="):
            Register(location.of(site), publishing)
    # the site whose register it is may be called otherwise
    text = (one / "site.toml").read_text().replace("localhost:8000", "localhost:9000")
    (one / "site.toml").write_text(text)
    with Register(location.of(Site.load(one))) as register:
        assert register.thing("instance", "demo-1")


def test_what_cannot_be_reached_is_told_with_the_setting_and_without_the_password(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOD_REGISTER_PASSWORD", "open-sesame")
    for address, reason in (
        ("postgresql://tester@127.0.0.1:1/tests", "refused"),
        ("postgresql://tester@/tests?host=/nowhere", "No such file"),
        (postgres.url().replace("/tests?", "/other?"), 'database "other" does not exist'),
        (postgres.url().replace("tester@", "nobody_here@"), "nobody_here"),
    ):
        site = Site.load(make_site(tmp_path / reason[:4] / "site", register=address))
        for write in (True, False):
            with pytest.raises(RegisterError, match=f"site.toml: register: .*{reason}") as caught:
                Register(location.of(site), write)
            assert "sesame" not in str(caught.value)
        assert any(f.level == "wrong" and reason in f.text for f in doctor.examine(site, asking=False))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://a:open-sesame@host/db", "LOD_REGISTER_PASSWORD"),
        ("mysql://a@host/db", "expected postgresql://"),
        ("postgresql://a@host/", "expected postgresql://"),
        ("postgresql://a@host:x/db", "expected postgresql://"),
        ("postgresql://a@host/db?schema=A-B", "expected a schema"),
        ("postgresql://a@host/db?timeout=3", "sslrootcert behind"),
        ("postgresql://a@host/db?sslmode=maybe", "verify-full"),
    ],
)
def test_a_wrong_address_is_refused_with_the_site(tmp_path: Path, address: str, reason: str) -> None:
    with pytest.raises(SiteError, match=f"register.*{reason}") as caught:
        Site.load(make_site(tmp_path / "site", register=address))
    assert "sesame" not in str(caught.value)


def test_pages_do_without_a_server_that_is_away_and_find_it_again(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.documents.register_lookups.PATIENCE", 0.0)
    folder = make_site(tmp_path / "site", register=postgres.url())
    publish(fill(folder, {"demo": [MAX, HAVELAAR]}), make=Maker(), linker=Likeness())
    publish(fill(folder, {"demo": [MAX]}), make=Maker(), linker=Likeness())
    client = serve(Site.load(folder)).test_client()
    gone, there, harvest = "/id/instance/demo-3", "/doc/instance/demo-1", "/oai?verb=Identify"
    assert [client.get(path).status_code for path in (gone, there, harvest)] == [410, 200, 200]
    postgres.stop()
    try:
        assert client.get(there).status_code == 200
        assert client.get(gone).status_code == 404, "what is remembered of it is not there to be told"
        assert client.get(harvest).status_code in (404, 503)
    finally:
        postgres.start()
    assert [client.get(path).status_code for path in (gone, there, harvest)] == [410, 200, 200]


def test_a_server_that_goes_away_ends_the_publish_and_what_was_served_stays(
    tmp_path: Path, postgres: Cluster
) -> None:
    folder = make_site(tmp_path / "site", register=postgres.url())
    publish(fill(folder, {"demo": [MAX]}), make=Maker(), linker=Likeness())
    site = fill(folder, {"demo": [MAX, HAVELAAR]})
    before = tables(site)

    def stop(stage: str, records: int) -> None:
        if stage == "load":
            postgres.stop()

    try:
        with pytest.raises(RegisterError, match=r"site.toml: register: "):
            publish(site, full=True, progress=stop, make=Maker(), linker=Likeness())
    finally:
        postgres.stop()
        postgres.start()
    current = Releases(site.var).current()
    assert current
    assert current.number == 1
    assert tables(site) == before
    publish(site, make=Maker(), linker=Likeness())
    check(site, {"demo": [MAX, HAVELAAR]}, set())


def test_values_of_all_kinds_come_back_as_they_were(tmp_path: Path, postgres: Cluster) -> None:
    site = Site.load(make_site(tmp_path / "site", register=postgres.url()))
    texts = ["", "\\N", "a\tb\nc\rd\\", "nul\0", "\U0010ffff", "\U0010ffff0", "é𝄞'\"$$?", ":now"]
    with Register(location.of(site)) as register, closing(register.db):
        db = register.db
        for number in (1, 20):  # one by one, and by COPY
            db.execute("DELETE FROM setting")
            rows = [(f"{text}{n}", text) for text in texts for n in range(number)]
            db.executemany("INSERT INTO setting VALUES (?, ?)", rows)
            assert sorted(db.execute("SELECT name, value FROM setting").fetchall()) == sorted(rows)
            db.executemany(
                "INSERT INTO setting VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value || '!'",
                [*rows, *rows],
            )
            assert {value for _, value in db.execute("SELECT name, value FROM setting")} == {
                f"{text}!" for text in texts
            }
        db.execute("CREATE TABLE staging.kinds (i INTEGER, t TEXT, b BLOB)")
        mixed = [(-(2**63), None, b"\0\\x\xff"), (2**63 - 1, "a", None), (None, "b", b"")] * 5
        db.executemany("INSERT INTO staging.kinds VALUES (?, ?, ?)", mixed)
        db.executemany("UPDATE staging.kinds SET b = ? WHERE t = ?", [(None, "c")] * 20)
        assert db.execute("SELECT * FROM staging.kinds").fetchall() == mixed


def test_the_order_of_texts_is_that_of_bytes(tmp_path: Path, postgres: Cluster) -> None:
    site = Site.load(make_site(tmp_path / "site", register=postgres.url()))
    names = ["a", "B", "é", "_", "Z", "ab", "a b", "\U0001f600", "\uffee"]
    with Register(location.of(site)) as register:
        register.db.executemany("INSERT INTO setting VALUES (?, '')", [(name,) for name in names])
        found = [name for (name,) in register.db.execute("SELECT name FROM setting ORDER BY name")]
    assert found == sorted(names, key=str.encode)
