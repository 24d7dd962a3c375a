"""What counts as one visitor, and what the networks around one may ask together."""

from collections.abc import Callable

import pytest
from flask import Flask
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from web.rate_limit import CountsInMemory, client_network, is_within

MOST = 10


@pytest.fixture
def asked() -> Callable[[str], bool]:
    counts = FixedWindowRateLimiter(CountsInMemory())

    def hit(limit: RateLimitItem, network: str) -> bool:
        return counts.hit(limit, network)

    def ask(address: str) -> bool:
        with Flask("any").test_request_context(environ_base={"REMOTE_ADDR": address}):
            return is_within(hit, RateLimitItemPerMinute(MOST))

    return ask


@pytest.mark.parametrize(
    ("pattern", "networks", "allowed"),
    [
        ("2001:db8:1:1::{:x}", 100, MOST),  # addresses of one /64
        ("2001:db8:1:{:x}::1", 100, 2 * MOST),  # /64s of one /56
        ("2001:db8:1:{:x}00::1", 100, 4 * MOST),  # /56s of one /48
        ("2001:db8:{:x}::1", 100, 100),  # subscribers
    ],
)
def test_wider_networks_of_one_subscriber_have_limits_of_their_own(
    asked: Callable[[str], bool], pattern: str, networks: int, allowed: int
) -> None:
    assert sum(asked(pattern.format(n)) for n in range(networks)) == allowed


def test_network_that_has_its_fill_costs_those_around_it_nothing(
    asked: Callable[[str], bool],
) -> None:
    for _ in range(20 * MOST):
        asked("2001:db8:1:1::1")

    assert asked("2001:db8:1:2::1")


def test_ipv4_visitors_in_ipv6_are_told_apart(asked: Callable[[str], bool]) -> None:
    assert sum(asked("::ffff:192.0.2.1") for _ in range(2 * MOST)) == MOST
    assert not asked("192.0.2.1")
    assert asked("::ffff:192.0.2.2")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
    ],
)
def test_threads_and_places_are_shared_by_the_widest_network(address: str, network: str) -> None:
    with Flask("any").test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client_network() == network
