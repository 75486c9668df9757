"""What each client may still ask: how many queries at once, and how many seconds of answering."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from lod.errors import QueryLimit
from lod.store.sandbox.limits import Limits

GROWS = 0.5
"""Seconds of a budget that grow back each second."""
_CLIENTS = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has: seconds of answering in all, seconds that are left, and until it has all again."""

    all: float
    left: float
    full_in: float


@dataclass(slots=True)
class _Account:
    under_way: int
    left: float
    seen: float


class QuotaExceeded(QueryLimit):
    """A client that must wait; says how long."""

    def __init__(self, message: str, limit: str, wait: float) -> None:
        super().__init__(message, limit)
        self.wait = wait


class ClientQuotas:
    """The accounts of the clients of one web process; those not seen for longest are forgotten first."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._accounts: LRUCache[str, _Account] = LRUCache(_CLIENTS)
        self._lock = Lock()

    @contextmanager
    def charged(self, client: str) -> Iterator[None]:
        """Let a client ask something, and charge the time that it takes; "" is nobody in particular."""
        if not client:
            yield
            return
        started = self._admit(client)
        try:
            yield
        finally:
            self._charge(client, self._clock() - started)

    def standing(self, client: str) -> Standing | None:
        """How a client stands; None for nobody in particular."""
        if not client:
            return None
        with self._lock:
            account = self._account(client, self._clock())
            spent = self._limits.budget - account.left
            return Standing(self._limits.budget, max(0.0, account.left), spent / GROWS)

    def _admit(self, client: str) -> float:
        now = self._clock()
        with self._lock:
            account = self._account(client, now)
            if account.under_way >= self._limits.per_client:
                raise QuotaExceeded(f"{account.under_way} queries of yours are under way", "per_client", 1)
            if account.left <= 0:
                wait = 1 - account.left / GROWS
                raise QuotaExceeded("your queries have used up their time for now", "budget", wait)
            account.under_way += 1
        return now

    def _charge(self, client: str, seconds: float) -> None:
        with self._lock:
            account = self._account(client, self._clock())
            account.under_way = max(0, account.under_way - 1)
            account.left -= seconds

    def _account(self, client: str, now: float) -> _Account:
        account = self._accounts.get(client)
        if account is None:
            account = self._accounts[client] = _Account(0, self._limits.budget, now)
        account.left = min(self._limits.budget, account.left + (now - account.seen) * GROWS)
        account.seen = now
        return account
