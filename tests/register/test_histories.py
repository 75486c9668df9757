"""Whatever the history, what is served is what the sources say, and every URI answers for ever."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from lod.dataset import site_description
from lod.publish import Report, publish, rollback
from lod.rdf.iris import Thing
from lod.register.change_log import DATE
from lod.register.database import location
from lod.register.register import Register
from lod.register.statements import by_thing
from lod.site import Site
from lod.store.description_history import Archive, PastStore
from lod.store.documents import describe
from lod.store.releases import Releases
from tests.register.small_site import BASE, NAME, Book, Likeness, Maker, fill, make_site, statements_of

OTHER_NAME = "https://schema.org/alternateName"
COLLECTIONS = ("demo", "other")

KEYS = st.sampled_from(["1", "2", "3", "4"])
BOOKS = st.builds(
    Book,
    KEYS,
    st.sampled_from(["Max", "Havelaar", "Odd", "Fails"]),
    st.sampled_from(["", "Multatuli", "MULTATULI", "Eeden", "Dekker"]),
    st.lists(st.sampled_from(["Java", "Coffee"]), unique=True, max_size=2).map(tuple),
    st.sampled_from(["", "A", "B"]),
)
THINGS = [*(f"instance/{collection}-{key}" for collection in COLLECTIONS for key in "123"), "agent/eeden"]
THINGS += ["agent/multatuli", "subject/java", "subject/coffee"]
PAIRS = [(a, b) for a in THINGS for b in THINGS if a < b and a[:4] == b[:4]]
DECISIONS = st.one_of(
    st.just({}),
    st.dictionaries(st.sampled_from(PAIRS), st.sampled_from(["same", "not the same"]), max_size=2),
)
Decisions = Mapping[tuple[str, str], str]
STATES = st.fixed_dictionaries({key: st.lists(BOOKS, max_size=5) for key in COLLECTIONS})
State = Mapping[str, Sequence[Book]]


def decide(site: Site, decisions: Decisions) -> None:
    """Write down what people decided."""
    rows = [f"{a},{b},{verdict}" for (a, b), verdict in decisions.items()]
    (site.folder / "same.csv").write_text("\n".join(["a,b,verdict", *rows]))


def leaders(site: Site) -> dict[str, str]:
    """Names of things that are one with others, and the name that these have."""
    query = (
        "SELECT a.kind || '/' || a.key, b.kind || '/' || b.key FROM fellow"
        " JOIN thing AS a ON a.id = fellow.thing JOIN thing AS b ON b.id = leader"
    )
    with Register.read_only(location.of(site)) as register:
        return dict(register.db.execute(query).fetchall())


def renamed(line: str, names: Mapping[str, str]) -> str:
    """A statement under the names of the union."""
    return re.sub(rf"<{BASE}id/([^>#]*)(?=[>#])", lambda hit: f"<{BASE}id/{names.get(hit[1], hit[1])}", line)


def settled(lines: set[str], names: Collection[str]) -> set[str]:
    """Of the names of things that are one the best remains the name; only capitals are the worst."""
    by_thing: dict[str, list[str]] = {}
    for line in lines:
        subject, predicate, object = line.split(" ", 2)
        if predicate == f"<{NAME}>" and subject.partition(">")[0].removeprefix(f"<{BASE}id/") in names:
            by_thing.setdefault(subject, []).append(object)
    found = set(lines)
    for subject, some in by_thing.items():
        best = min(some, key=lambda text: (text.strip('" .').isupper(), -len(text), text))
        for text in {*some} - {best}:
            found.remove(f"{subject} <{NAME}> {text}")
            found.add(f"{subject} <{OTHER_NAME}> {text}")
    return found


def expected(site: Site, state: State, extra: str = "", names: Mapping[str, str] | None = None) -> set[str]:
    """What must be served: what the first record with each key says, and what the site says of itself."""
    lines = {line for text in site_description.about(site) for line in text.decode().split("\n")}
    for collection, books in state.items():
        taken: set[str] = set()
        for book in books:
            if book.key not in taken and book.title != "Fails":
                told = (book.title, book.author, book.subjects, extra, book.isbn)
                lines.update(statements_of(collection, book.key, *told).split("\n"))
            taken.add(book.key)
    names = leaders(site) if names is None else names
    lines = {renamed(line, names) for line in lines - {""}}
    return settled(lines, {*names.values(), "agent/multatuli"})


def served(site: Site) -> tuple[set[str], dict[str, str]]:
    """Statements of the current release without dates, and the date of each thing."""
    current = Releases(site.var).current()
    assert current is not None
    store = current.open()
    lines, dates = set(), {}
    for quad in store:
        if quad.predicate.value == DATE:
            dates[quad.subject.value.removeprefix(site.base + "id/")] = quad.object.value
        else:
            lines.add(f"{quad.triple} .")
    assert len(list(store.quads_for_pattern(None, None, None))) == len(lines) + len(dates)
    return lines, dates


def check(
    site: Site, state: State, ever: set[str], extra: str = "", names: Mapping[str, str] | None = None
) -> None:
    """All that must hold after each publish."""
    lines, dates = served(site)
    assert lines == expected(site, state, extra, names)
    things = set(by_thing("".join(f"{line}\n" for line in lines).encode(), site.base)) - {""}
    assert dates.keys() == things, "each thing has one date, and nothing else has"
    ever |= things
    with Register.read_only(location.of(site)) as register:
        for name in ever:
            known = register.thing(*name.split("/"))
            assert known is not None, f"{name} was published and is not remembered"
            assert (known.state == "live") == (name in things)
            if known.state == "moved":
                assert known.moved_to is not None
                target = f"{known.moved_to.kind}/{known.moved_to.key}"
                there = register.thing(*target.split("/"))
                assert there, f"{name} leads to {target}, which is not remembered"
                assert there.state != "moved", f"{name} leads to {target}, which leads on"
            if known.state == "gone":
                assert name in known.description
            if known.state != "live":
                continue
            if register.publications(1)[0].type == "rollback":
                assert dates[name] <= known.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
            else:
                assert dates[name] == known.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert replayed(register) == things
        if register.publications(1)[0].type != "rollback":
            check_counts(register, lines, len(dates))


Moments = dict[int, dict[str, frozenset[Quad]]]
"""At each moment, how each thing was described, by its IRI."""


def note(site: Site, moments: Moments) -> None:
    """Note what is served now."""
    current = Releases(site.var).current()
    assert current is not None
    store = current.open()
    things = {quad.subject.value for quad in store if quad.predicate.value == DATE}
    with Register.read_only(location.of(site)) as register:
        newest = register.publications(1)[0]
    moments[int(newest.time.timestamp())] = {iri: frozenset(describe(store, iri)) for iri in things}


def check_past(site: Site, moments: Moments, ever: set[str]) -> None:
    """Each thing was at each moment what was served then, seen from now."""
    current = Releases(site.var).current()
    assert current is not None
    with Register.read_only(location.of(site)) as register:
        archive = Archive(current.open(), BASE, register, current.number)
        for seconds, then in moments.items():
            for name in ever:
                iri = f"{BASE}id/{name}"
                assert len(archive.at(Thing(*name.split("/")), seconds)) >= len(then.get(iri, ())), (
                    "all is kept"
                )
                told = describe(PastStore(archive, seconds), iri)
                assert len(told) == len({*told})
                assert frozenset(told) == then.get(iri, frozenset()), (name, seconds)


def replayed(register: Register) -> set[str]:
    """The things that live for someone who followed the log from the start."""
    alive: set[str] = set()
    for change in register.changes(limit=100_000):
        name = f"{change.thing.kind}/{change.thing.key}"
        if change.type in ("create", "restore"):
            assert name not in alive, f"{change} of what is there"
            alive.add(name)
        elif change.type in ("update", "delete"):
            assert name in alive, f"{change} of what is not there"
            if change.type == "delete":
                alive.remove(name)
        else:
            alive.discard(name)
    return alive


def check_counts(register: Register, lines: set[str], dates: int) -> None:
    counted = Counter(line.split(" ")[1][1:-1] for line in lines)
    counted[DATE] = dates
    kept = dict(register.db.execute("SELECT name, count FROM number_of WHERE what = 'property'"))
    assert kept == dict(counted)
    kinds = dict(register.db.execute("SELECT name, count FROM number_of WHERE what = 'kind'"))
    assert kinds == dict(
        register.db.execute("SELECT kind, count(*) FROM thing WHERE state = 0 GROUP BY kind").fetchall()
    )


@contextmanager
def empty_site() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield make_site(Path(folder) / "site", COLLECTIONS)


def comparable(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """The part of a register that must not depend on history."""
    queries = {
        "things": "SELECT kind, key FROM thing WHERE state = 0 ORDER BY 1, 2",
        "describes": "SELECT kind, thing.key, record.key FROM describes JOIN thing ON thing.id = thing"
        " JOIN record ON record.id = record ORDER BY 1, 2, 3",
        "numbers": "SELECT * FROM number_of WHERE what NOT LIKE 'collection%' ORDER BY 1, 2",
        "left over": "SELECT key, field, count, mapped FROM left_over"
        " JOIN collection ON id = collection ORDER BY 1, 2",
        "issues": "SELECT key, rule, field, message FROM issue JOIN record ON id = record ORDER BY 1, 2",
        "set aside": "SELECT name, set_aside.position, set_aside.key, reason FROM set_aside"
        " JOIN source ON source.id = source ORDER BY 1, 2",
    }
    with Register.read_only(location.of(site)) as register:
        found = {name: register.db.execute(query).fetchall() for name, query in queries.items()}
    # The name of a group tells who came first; here all is told of the first in the alphabet.
    names = leaders(site)
    first = {leader: min(n for n in names if names[n] == leader) for leader in names.values()}
    for what in ("things", "describes"):
        found[what] = sorted(
            (first.get(f"{kind}/{key}", f"{kind}/{key}"), *rest) for kind, key, *rest in found[what]
        )
    found["said"] = sorted((renamed(line, first),) for line in served(site)[0])
    found["groups"] = sorted((name, first[leader]) for name, leader in names.items())
    return found


SETTINGS = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def put(site: Site, decisions: Decisions, full: bool = False, extra: str = "") -> Report:
    decide(site, decisions)
    return publish(site, full=full, make=Maker(extra), linker=Likeness())


def check_groups(site: Site, state: State, decisions: Decisions) -> None:
    """What people decided holds, and so does what excludes."""
    names = leaders(site)
    there = {
        name for line in expected(site, state, names={}) for name in by_thing(f"{line}\n".encode(), BASE)
    }
    for (a, b), verdict in decisions.items():
        one, other = names.get(a, a), names.get(b, b)
        if {a, b} <= there:
            assert (one == other) == (verdict == "same")
    for a, b in (
        (a, b) for pair, verdict in decisions.items() if verdict == "same" for a, b in (pair, pair[::-1])
    ):
        with Register.read_only(location.of(site)) as register:
            known = register.thing(*a.split("/"))
        if known and a not in there and b in there:
            assert known.moved_to, f"{a} is gone, and is said to be {b}"
    assert len({*names.values()}) < len(names) or not names
    with Register.read_only(location.of(site)) as register:
        made = dict(register.db.execute("SELECT kind || '/' || key, created FROM thing").fetchall())
        for name, leader in names.items():
            assert (made[leader], leader) <= (made[name], name), "the first one gives its name"


@SETTINGS
@given(st.lists(st.tuples(STATES, DECISIONS), min_size=2, max_size=4))
def test_small_publishes_come_to_the_same_as_one_large_one(steps: list[tuple[State, Decisions]]) -> None:
    with empty_site() as folder:
        ever: set[str] = set()
        for state, decisions in steps:
            site = fill(folder, state)
            put(site, decisions)
            check(site, state, ever)
            check_groups(site, state, decisions)
        before = comparable(site)
        put(site, decisions, full=True)
        check(site, state, ever)
        assert comparable(site) == before
        with empty_site() as other:
            fresh = fill(other, state)
            put(fresh, decisions)
            assert comparable(fresh) == before


@SETTINGS
@given(
    st.lists(
        st.tuples(STATES, DECISIONS, st.sampled_from(["small", "small", "full", "mapping", "back"])),
        min_size=3,
        max_size=6,
    )
)
def test_every_uri_answers_for_ever_whatever_happens(steps: list[tuple[State, Decisions, str]]) -> None:
    with empty_site() as folder:
        ever: set[str] = set()
        extra = ""
        history: dict[int, tuple[State, str, Mapping[str, str]]] = {}
        moments: Moments = {}
        for state, decisions, how in steps:
            site = fill(folder, state)
            releases = Releases(site.var).all()
            if how == "back" and len(releases) > 1:
                current = Releases(site.var).current()
                target = next(r for r in releases if current is None or r.number != current.number)
                rollback(site, target.number)
                then, said, names = history[target.number]
                check(site, then, ever, said, names)
                note(site, moments)
                continue
            if how == "mapping":
                extra += "!"
            report = put(site, decisions, how == "full", extra)
            if not report.note:
                history[report.release] = (state, extra, leaders(site))
                check(site, state, ever, extra)
                note(site, moments)
        check_past(site, moments, ever)


@SETTINGS
@given(BOOKS, BOOKS, st.lists(DECISIONS, min_size=1, max_size=4))
def test_what_was_joined_can_be_parted_again(one: Book, other: Book, steps: list[Decisions]) -> None:
    """A thing that got a fellow answers with it, and with its own description when it has none any more."""
    with empty_site() as folder:
        ever: set[str] = set()
        for decisions in [{}, *steps, {}]:
            site = fill(folder, {"demo": [one], "other": [other]})
            put(site, decisions)
            check(site, {"demo": [one], "other": [other]}, ever)
            check_groups(site, {"demo": [one], "other": [other]}, decisions)
