"""Kills publish, harvest and roll-back of a small site at random moments, hundreds of times, while it serves.

    python benchmarks/random_kills.py [--kills 300] [--seed 1] [--minutes 60]

After each kill the register is asked whether it is whole, the release that is served is held against its
checksums, and all that it says of books must come from one edition of the records. Meanwhile two visitors
look at pages of the served site: each page must be whole. Now and then the same is done unharmed, and must
then show the newest edition. Half of the kills hit the whole process group, as a machine that stops does; the
others only the first process, as a person does. A promise that is not kept ends the program with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pymarc
from pyoxigraph import Literal, NamedNode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod import package_data
from lod.errors import LodError
from lod.publish import harvest, publish, rollback
from lod.site import Site
from lod.store.releases import Releases
from tests.sources.harvest.oai_server import Held, Server, marc, serving

BOOKS, MAPS = 200, 60
DEEDS = {"publish": 6, "full": 2, "harvest": 4, "rollback": 2}
"""What is done, and how often compared to the others."""
BASE = "http://localhost:8000/"
NAME = NamedNode("https://schema.org/name")
TITLE = re.compile(r"(Boek|Kaart) (\d+), stand (\d+)")


class Calm(Server):
    """A server to which it is nothing new that clients die."""

    def handle_error(self, *_: object) -> None:
        """Keep silent."""


def main() -> None:
    """Kill until enough were killed; print what became of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="the longest that it may take")
    asked = parser.parse_args()
    doing = Doing()  # before there are threads
    server = Calm(size=20)
    with tempfile.TemporaryDirectory(prefix="sudden-ends-") as folder, serving(server):
        trial = Trial(make_site(Path(folder) / "site", server.url), server, doing, random.Random(asked.seed))
        trial.begin()
        with served(trial.folder) as address, Visitors(address, trial) as visitors:
            trial.run(asked.kills, time.monotonic() + 60 * asked.minutes)
        trial.tell(visitors)
    doing.close()


# ---------------------------------------------------------------- the site


def make_site(folder: Path, oai: str) -> Path:
    """A site with a file of books and maps that are harvested."""
    shutil.copytree(package_data.folder("data") / "new-site", folder)
    settings = (folder / "collections/example/collection.toml").read_text("utf-8")
    shutil.rmtree(folder / "collections/example")
    for key in ("boeken", "kaarten"):
        (folder / "collections" / key).mkdir(parents=True)
        source = (
            f'oai = {{ url = "{oai}", prefix = "marc21" }}' if key == "kaarten" else 'sources = ["books.mrc"]'
        )
        text = settings.replace('sources = ["records"]', source)
        (folder / "collections" / key / "collection.toml").write_text(text, "utf-8")
    toml = folder / "site.toml"
    toml.write_text(toml.read_text("utf-8").replace("pause_seconds = 0.5", "pause_seconds = 0"), "utf-8")
    return folder


def book(number: int, edition: int) -> bytes:
    """A record of a book; its title tells the edition."""
    record = pymarc.Record(force_utf8=True)
    record.add_field(pymarc.Field(tag="001", data=str(number)))
    title = [pymarc.Subfield("a", f"Boek {number}, stand {edition}")]
    record.add_field(pymarc.Field(tag="245", indicators=pymarc.Indicators("0", "0"), subfields=title))
    return bytes(record.as_marc())


# ---------------------------------------------------------------- deeds, in processes that can be killed


@dataclass
class Ended:
    """How a deed ended."""

    status: int
    seconds: float
    left: float
    """Seconds that processes which it had started lived on."""


class Doing:
    """A process that does deeds in children and kills them; started while it has no threads."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if not self._pid:
            ours.close()
            self._obey(theirs.makefile("rw", encoding="utf-8"))
            os._exit(0)
        theirs.close()
        self._pipe = ours.makefile("rw", encoding="utf-8")

    def do(self, what: str, site: Path, kill_after: float = 0.0, group: bool = False) -> Ended:
        """Do it, and kill it after so many seconds unless 0."""
        print(json.dumps([what, str(site), kill_after, group]), file=self._pipe, flush=True)
        return Ended(*json.loads(self._pipe.readline()))

    def close(self) -> None:
        """End that process."""
        self._pipe.close()
        os.waitpid(self._pid, 0)

    def _obey(self, pipe: object) -> None:
        for line in pipe:  # type: ignore[attr-defined]
            what, site, kill_after, group = json.loads(line)
            child = os.fork()
            if not child:
                os.setpgid(0, 0)
                os._exit(act(what, Path(site)))
            print(json.dumps(_watched(child, kill_after, group)), file=pipe, flush=True)  # type: ignore[call-overload]


def act(what: str, folder: Path) -> int:
    """One deed; its exit code."""
    try:
        site = Site.load(folder)
        if what == "harvest":
            return int(any(one.fault for one in harvest(site)))
        if what == "rollback":
            rollback(site)
        else:
            publish(site, what == "full")
        return 0
    except LodError as error:
        print(f"{what}: {error}", file=sys.stderr)
        return 2
    except BaseException:
        traceback.print_exc()
        return 3


def _watched(child: int, kill_after: float, group: bool) -> tuple[int, float, float]:
    started = time.monotonic()
    status = None
    while status is None:
        found, raw = os.waitpid(child, os.WNOHANG)
        if found:
            status = os.waitstatus_to_exitcode(raw)
        elif kill_after and time.monotonic() - started > kill_after:
            with suppress(ProcessLookupError):  # it may not have made its group yet
                if group:
                    os.killpg(child, signal.SIGKILL)
            os.kill(child, signal.SIGKILL)  # a child that was not waited for has its number still
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        else:
            time.sleep(0.0005)
    ended = time.monotonic()
    while _lives(child) and time.monotonic() - ended < 60:
        time.sleep(0.005)
    return status, ended - started, time.monotonic() - ended


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# ---------------------------------------------------------------- the trial


@dataclass
class Trial:
    """The site, and what happened to it."""

    folder: Path
    oai: Server
    doing: Doing
    chance: random.Random
    edition: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each deed takes."""
    counts: Counter[str] = field(default_factory=Counter)
    most_left: float = 0.0

    def begin(self) -> None:
        """Publish twice, so that there is something to go back to; see how long each deed takes."""
        for what in ("harvest", "full", "publish", "rollback", "harvest", "publish"):
            self.edit()
            ended = self.doing.do(what, self.folder)
            assert ended.status == 0, what
            self.seconds[what] = ended.seconds
        print(
            {what: round(seconds, 2) for what, seconds in self.seconds.items()},
            "seconds, unharmed",
            flush=True,
        )

    def edit(self) -> None:
        """All records change."""
        self.edition += 1
        file = self.folder / "collections/boeken/books.mrc"
        new = file.with_suffix(".new")
        new.write_bytes(b"".join(book(number, self.edition) for number in range(BOOKS)))
        new.replace(file)
        date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + 3_600 * self.edition))
        for number in range(MAPS):
            self.oai.held[f"oai:x:{number}"] = Held(
                marc(str(number), f"Kaart {number}, stand {self.edition}"), date
            )
        self.oai.date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_001_800 + 3_600 * self.edition))

    def run(self, kills: int, end: float) -> None:
        """Kill so many deeds, if they come before the end."""
        names = self.chance.choices([*DEEDS], [*DEEDS.values()], k=10 * kills)
        while time.monotonic() < end and self.killed() < kills:
            what = names.pop()
            if self.chance.random() < 0.7:
                self.edit()
            group = self.chance.random() < 0.5
            after = self.chance.uniform(0.001, 1.05 * self.seconds[what])
            ended = self.doing.do(what, self.folder, after, group)
            self.most_left = max(self.most_left, ended.left)
            told = {0: "ended before: ", -signal.SIGKILL: "killed: "}
            # a roll-back right after a kill may have nothing to go back to
            self.counts[told.get(ended.status, "refused: ") + what] += 1
            assert ended.status in told or (what, ended.status) == ("rollback", 2), (what, ended)
            self.look()
            if sum(self.counts.values()) % 10 == 0:
                self.finish()

    def killed(self) -> int:
        """How many deeds were killed."""
        return sum(count for what, count in self.counts.items() if what.startswith("killed"))

    def look(self) -> None:
        """The register is whole, and what is served is whole too, and one edition of the books."""
        for file in self.databases():
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",), file
                assert db.execute("PRAGMA foreign_key_check").fetchone() is None, file
        releases = Releases(self.folder / "var")
        current = releases.current()
        assert current is not None
        releases.verify(current)
        seen: dict[str, set[int]] = {"Boek": set(), "Kaart": set()}
        numbers: dict[str, set[int]] = {"Boek": set(), "Kaart": set()}
        for quad in current.open().quads_for_pattern(None, NAME, None):
            if isinstance(quad.object, Literal) and (title := TITLE.fullmatch(quad.object.value)):
                seen[title[1]].add(int(title[3]))
                numbers[title[1]].add(int(title[2]))
        # A harvest that goes on from where it was killed takes the later pages of a list as they are by then.
        assert len(seen["Boek"]) == 1, seen
        assert [len(one) for one in numbers.values()] == [BOOKS, MAPS], "a release that is not whole"

    def databases(self) -> list[Path]:
        """The register, and what was harvested."""
        return [*(self.folder / "var").rglob("*.sqlite")]

    def finish(self) -> None:
        """Do it unharmed: then all is as it should be."""
        self.edit()
        for what in ("harvest", "harvest", "publish"):  # the first may go on with the list of a killed one
            ended = self.doing.do(what, self.folder)
            assert ended.status == 0, (what, ended)
        self.look()
        current = Releases(self.folder / "var").current()
        assert current is not None
        names = (quad.object for quad in current.open().quads_for_pattern(None, NAME, None))
        told = {name.value for name in names if isinstance(name, Literal)}
        for name, most in (("Boek", BOOKS), ("Kaart", MAPS)):
            assert {f"{name} {number}, stand {self.edition}" for number in range(most)} <= told
        self.counts["unharmed"] += 1

    def tell(self, visitors: Visitors) -> None:
        """Print what happened."""
        for what, count in sorted(self.counts.items()):
            if count:
                print(f"{count:6,}  {what}")
        print(f"{visitors.pages:6,}  pages that visitors saw meanwhile, all of them whole")
        print(f"{self.most_left:6.2f}  seconds, at most, that a process outlived the one that started it")


# ---------------------------------------------------------------- visitors


class Visitors:
    """Two people who look at the served site all the time."""

    def __init__(self, address: str, trial: Trial) -> None:
        self._address = address
        self._trial = trial
        self._done = threading.Event()
        self._faults: list[str] = []
        self.pages = 0
        self._threads = [threading.Thread(target=self._look, args=(n,), daemon=True) for n in range(2)]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        assert not self._faults, self._faults[:5]

    def _look(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self._done.wait(0.02):
            kind, most = chance.choice((("boeken", BOOKS), ("kaarten", MAPS)))
            number, suffix = chance.randrange(most), chance.choice(("", ".ttl", ".jsonld"))
            path = f"/doc/instance/{kind}-{number}{suffix}"
            try:
                with urllib.request.urlopen(f"{self._address}{path}", timeout=60) as answer:
                    body = answer.read().decode()
            except OSError as error:
                self._faults.append(f"{path}: {error}")
                continue
            found = {(m[2], int(m[3])) for m in TITLE.finditer(body)}
            whole = body.rstrip().endswith("</html>") if not suffix else bool(body)
            ours = {edition for key, edition in found if key == str(number)}
            if not whole or len(ours) != 1 or max(ours) > self._trial.edition:
                self._faults.append(f"{path}: {found}")
            self.pages += 1


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Where the site is served, by a server of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "import sys; from pathlib import Path; from webapp.serve import serve; "
    code += "serve(Path(sys.argv[1]), port=int(sys.argv[2]), workers=1)"
    root = Path(__file__).resolve().parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(port)], cwd=root, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/status", timeout=10).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
