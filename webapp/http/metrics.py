"""Numbers for Prometheus at /metrics: requests, SPARQL queries, and the release that is served.

Web workers count together, in files that all of them map: any of them can tell the sums.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from werkzeug.exceptions import NotFound

from lod.errors import LodError
from webapp.context import LOOPBACK, current_context, through_a_proxy
from webapp.current_release import Served
from webapp.sparql.clients import address

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Bounds of the histogram: a kept page takes less than the first, a killed query about the last."""


class Metrics:
    """What is counted. With a folder, together with the other processes that were given it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._registry = CollectorRegistry()
        mine = None if folder else self._registry
        self._requests = Counter(
            "lod_requests", "Requests answered", ("route", "method", "status"), registry=mine
        )
        self._seconds = Histogram(
            "lod_request_seconds",
            "Seconds until a request was answered to its end",
            ("route",),
            registry=mine,
            buckets=SECONDS,
        )
        self._queries = Counter(
            "lod_sparql_queries", "SPARQL queries by outcome", ("outcome",), registry=mine
        )
        # finding the child by its labels takes longer than counting
        self._counted = lru_cache(4096)(self._requests.labels)
        self._timed = lru_cache(256)(self._seconds.labels)
        self._asked = lru_cache(256)(self._queries.labels)

    def answered(self, route: str, method: str, status: str, seconds: float) -> None:
        """Count a request."""
        self._counted(route, method, status).inc()
        self._timed(route).observe(seconds)

    def queried(self, outcome: str) -> None:
        """Count a SPARQL query."""
        self._asked(outcome).inc()

    def text(self, served: Served | None) -> bytes:
        """Everything in the format that Prometheus reads."""
        together = CollectorRegistry()
        if self._folder:
            MultiProcessCollector(together, str(self._folder))  # type: ignore[no-untyped-call]
        release = CollectorRegistry()
        release.register(_Release(served))
        return generate_latest(together if self._folder else self._registry) + generate_latest(release)


class _Release(Collector):
    """What is served, as numbers."""

    def __init__(self, served: Served | None) -> None:
        self._served = served

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The numbers at this moment."""
        served = self._served
        yield GaugeMetricFamily("lod_up", "Whether a release is served", value=served is not None)
        if served is None:
            return
        yield GaugeMetricFamily("lod_release", "Number of the release that is served", value=served.number)
        made = datetime.fromisoformat(served.created).timestamp()
        yield GaugeMetricFamily("lod_release_created_timestamp_seconds", "When it was made", value=made)
        yield GaugeMetricFamily(
            "lod_release_age_seconds", "How old it is", value=max(0.0, time.time() - made)
        )
        things = GaugeMetricFamily("lod_things", "Things in it, by kind", labels=("kind",))
        for kind, count in served.counts.kinds.items():
            things.add_metric((kind,), count)
        yield things
        records = GaugeMetricFamily("lod_records", "Records in it, by collection", labels=("collection",))
        for key, count in served.counts.collections.items():
            records.add_metric((key,), count)
        yield records


def _asked_itself(public: str) -> bool:
    """Whether who gives no X-Forwarded-For seems to have asked us itself, and not through a proxy.

    A proxy may also give itself away by the public host that it was asked for. Prometheus speaks HTTP/1.1.
    """
    return not through_a_proxy() and (request.host.lower() != public or LOOPBACK.match(public) is not None)


def blueprint(metrics: Metrics) -> Blueprint:
    """The address /metrics, for clients in the networks that the site names."""
    made = Blueprint("metrics", __name__)

    @made.get("/metrics")
    def show() -> Response:
        """The numbers; whoever may not see them is not told that they are there."""
        found = current_context()
        forwarded = request.headers.get("X-Forwarded-For", "")
        client = address(request.remote_addr or "", forwarded)
        if client is None or not (forwarded or _asked_itself(urlsplit(found.urls.base).netloc)):
            raise NotFound
        if not any(client in ip_network(one) for one in found.site.serve.metrics):
            raise NotFound
        try:
            served: Served | None = found.current()
        except LodError:
            served = None
        response = Response(metrics.text(served), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    return made
