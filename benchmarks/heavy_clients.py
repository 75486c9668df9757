"""Two hundred clients with queries that would never end, slow readers, some who hang up: what others notice.

    python benchmarks/heavy_clients.py SITE [--clients 200] [--seconds 90] [--workers 2] [--seed 1] [--varied]

The site is served and not changed. A program with point queries asks alone first, and then while the clients
ask killing queries again and again, each with an address of its own, as a proxy tells them: how much longer
it waits is the figure. So does one whose small queries have a FILTER, and are answered by another process.
One of ten reads a long answer very slowly, one of ten hangs up after a moment. Then one client asks a query
that works hard, hangs up, and it is measured how long the service goes on working.
With `--varied` each killing query has variables of its own, so that it is none that was seen before.
What may not happen ends in a line that begins with FAULT, and a status that is not 0.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from string import ascii_lowercase
from urllib.parse import quote, urlsplit

from mixed_load import KILLERS, Client, Told, Trial
from serving import Server, started

from lod.site import Site

IDLE = 0.05
"""Processor time in a quarter of a second below which nothing works any more, in seconds."""


class Heavy(Trial):
    """Clients of the query service only."""

    varied = False
    """Whether no two killing queries have the same variables."""

    def threads_of(self, number: int) -> list[threading.Thread]:
        """Eight of ten ask and wait, one reads slowly, one hangs up."""
        ways = [self.wait] * 8 + [self.dawdle, self.hang_up]
        return [self._thread(ways[n % 10], n) for n in range(number)]

    def _thread(self, do: Callable[[Client, random.Random], None], number: int) -> threading.Thread:
        client = Client(self.told, self._port, "heavy client", number + 1)
        chance = random.Random(f"{self._seed} {number}")
        return threading.Thread(target=self._on, args=(do, client, chance), daemon=True)

    def killer(self, chance: random.Random) -> str:
        """A query that would never end."""
        query = chance.choice(KILLERS)
        if not self.varied:
            return query
        word = "".join(chance.choices(ascii_lowercase, k=8))
        return re.sub(r"\?(\w+)", rf"?\1_{word}", query)

    def wait(self, client: Client, chance: random.Random) -> None:
        """Ask, and wait; when told to come back later, come back somewhat later."""
        path = f"{self._root}sparql?query={quote(f'{self.killer(chance)} # {chance.random()}')}"
        if not client.get(path):
            time.sleep(1)

    def hang_up(self, client: Client, chance: random.Random) -> None:
        """Ask, and go away."""
        ask_and_leave(self._port, self._root, self.killer(chance), chance.random())

    def ask_points(self, who: str, seconds: float, *, apart: bool = False) -> None:
        """One small question after the other, each its own; `apart`: such as no web process answers."""
        client, chance = Client(self.told, self._port, who, 0), random.Random(f"{self._seed} {who}")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            (self.filtered if apart else self.point)(client, chance)

    def filtered(self, client: Client, chance: random.Random) -> None:
        """A name, with a FILTER."""
        thing = self._base + chance.choice(self._pages)[len(self._root) :].replace("doc/", "id/", 1)
        test = "FILTER(LANG(?n) != 'xx')"
        query = f"SELECT ?n {{ <{thing}> <https://schema.org/name> ?n {test} }} # {chance.random()}"
        client.get(f"{self._root}sparql?query={quote(query)}")
        time.sleep(0.05)


def ask_and_leave(port: int, root: str, query: str, after: float) -> None:
    """Ask a query and close the connection after some seconds."""
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=90)) as hasty:
        hasty.request("GET", f"{root}sparql?query={quote(f'{query} # {random.random()}')}")
        time.sleep(after)


def until_idle(server: Server, most: float = 10) -> float:
    """Seconds until the server and all its processes do nothing any more; as exact as a quarter of one."""
    start = time.monotonic()
    while time.monotonic() - start < most:
        before = server.spent()
        time.sleep(0.25)
        if server.spent() - before < IDLE:
            return time.monotonic() - start - 0.25
    return most


def main() -> None:
    """Run, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--varied", action="store_true")
    given = parser.parse_args()
    site = Site.load(given.site)
    lod = [sys.executable, "-c", "from lod.cli import main; main()"]
    command = [*lod, "serve", str(given.site), "--workers", str(given.workers), "--port"]
    root = urlsplit(site.base).path
    with started(command, root) as server:
        trial = Heavy(site, server.port, given.seed)
        trial.varied = given.varied
        trial.ask_points("point query, warming", 5)
        trial.ask_points("point query, alone", 15)
        trial.ask_points("with a FILTER, alone", 15, apart=True)
        memory = [server.memory()]
        for thread in trial.threads_of(given.clients):
            thread.start()
        watch = threading.Thread(target=lambda: follow(server, memory, trial.over), daemon=True)
        watch.start()
        second = threading.Thread(
            target=trial.ask_points, args=("with a FILTER, among them", given.seconds), kwargs={"apart": True}
        )
        second.start()
        trial.ask_points("point query, among them", given.seconds)
        second.join()
        trial.over.set()
        watch.join()
        time.sleep(45)  # the last of them wait for their answers as long as a query may take
        settled = [measured_hang_up(server, root, query) for query in KILLERS[:4]]
        trial.ask_points("point query, after them", 5)
        memory.append(server.memory())
    sys.exit(report(trial.told, memory, settled))


def follow(server: Server, memory: list[float], over: threading.Event) -> None:
    """Note the memory every two seconds."""
    while not over.wait(2):
        memory.append(server.memory())


def measured_hang_up(server: Server, root: str, query: str) -> float:
    """Seconds that the service works on after a client is gone."""
    ask_and_leave(server.port, root, query, 3)
    return until_idle(server)


def report(told: Told, memory: list[float], settled: list[float]) -> int:
    """Print what happened; 1 when there was a fault."""
    told.report()
    alone = statistics.median(told.seconds["point query, alone"])
    among = statistics.median(told.seconds["point query, among them"])
    print(f"others' point queries wait {among / alone:.2f} times as long in the middle")
    print(f"memory {memory[0]:,.0f} MiB before, {max(memory):,.0f} at most, {memory[-1]:,.0f} after")
    print("work goes on after a client hung up: " + ", ".join(f"{one:.2f}" for one in settled) + " s")
    return 1 if told.faults else 0


if __name__ == "__main__":
    main()
