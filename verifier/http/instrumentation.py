"""Instrumentation of a check: timed, logged and counted by channel and verdict alone."""

import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from flask import current_app
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from attestation.algorithms import first_to_end
from attestation.verdict.verdicts import Finding
from verifier.assembly import LiveVerifier
from verifier.expiry import Expiry
from verifier.http.log import log_check
from verifier.http.outcome import Checked
from verifier.sources.states import SourceState

EXTENSION = "attestation-verifier"
METRICS = "attestation-metrics"
_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Metrics for Prometheus, without any name, number or address."""

    def __init__(self) -> None:
        """Make counters of one application's own."""
        self.registry = CollectorRegistry()
        self.checks = Counter(
            "attestation_checks",
            "Checks, by channel and verdict.",
            ("door", "verdict"),  # the label that dashboards already read
            registry=self.registry,
        )
        self.seconds = Histogram(
            "attestation_check_seconds",
            "How long a check took, by channel.",
            ("door",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.bundle_refused = Gauge(
            "attestation_trust_bundle_refused",
            "1 while the trust bundle's file has changed and is not believed.",
            registry=self.registry,
        )
        self.list_expires = Gauge(
            "attestation_status_list_expires_seconds",
            "Until the first status list is stale; NaN where none is believed.",
            registry=self.registry,
        )
        self.key_expires = Gauge(
            "attestation_key_expires_seconds",
            "Until the newest issuing key ends, of the organisation where that is first.",
            registry=self.registry,
        )
        self.log_head_age = Gauge(
            "attestation_log_head_age_seconds",
            "Since the head of the public log was signed; NaN where there is none.",
            registry=self.registry,
        )
        self.algorithm_ends = Gauge(
            "attestation_algorithm_ends_seconds",
            "Until the first algorithm of papers or logs is planned to end.",
            registry=self.registry,
        )
        self.source_silent = Gauge(
            "attestation_source_silent",
            "1 while a source did not answer, or not as it should.",
            ("source",),
            registry=self.registry,
        )
        self.source_list_expires = Gauge(
            "attestation_source_status_list_expires_seconds",
            "Until the first status list of a source is stale; NaN where there is none.",
            ("source",),
            registry=self.registry,
        )

    def tell_sources(self, states: Iterable[SourceState]) -> None:
        """Set both gauges of each source."""
        for one in states:
            left = math.nan if one.list_left is None else one.list_left.total_seconds()
            self.source_silent.labels(source=one.address).set(one.problem is not None)
            self.source_list_expires.labels(source=one.address).set(left)

    def tell_log(self, made_at: datetime | None, *, at: datetime) -> None:
        """Set how old the newest head is, and how long the algorithms are thought good."""
        self.log_head_age.set(math.nan if made_at is None else (at - made_at).total_seconds())
        self.algorithm_ends.set((first_to_end() - at.date()).total_seconds())

    def tell_expiry(self, expiry: Expiry | None) -> None:
        """Set both gauges; to NaN where the register does not answer."""
        ends = (None, None) if expiry is None else (expiry.status_list, expiry.key)
        for gauge, left in zip((self.list_expires, self.key_expires), ends, strict=True):
            gauge.set(math.nan if left is None else left.total_seconds())


def observe_check(
    channel: str, check: Callable[[], Finding], *, is_repeated: bool = False
) -> Checked:
    """Run one check; one repeated in another language is not counted by day again."""
    began = time.monotonic()
    finding = check()
    seconds = time.monotonic() - began
    metrics: Metrics = current_app.extensions[METRICS]
    metrics.checks.labels(door=channel, verdict=finding.verdict.name).inc()
    metrics.seconds.labels(door=channel).observe(seconds)
    log_check(finding, channel=channel, milliseconds=round(seconds * 1000))
    live: LiveVerifier = current_app.extensions[EXTENSION]
    if live.counter is not None and not is_repeated:
        live.counter.note(finding, at=live.now())
    return Checked(channel=channel, finding=finding)
