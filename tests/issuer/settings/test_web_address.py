"""Addresses that settings name: safe on the way, and in one form."""

import pytest
from pydantic_core import PydanticCustomError

from issuer.settings.web_address import address_like, is_safe, listen_like

ADDRESS = address_like("https://bureau.example.org")
LISTEN = listen_like("127.0.0.1:8001")


@pytest.mark.parametrize(
    "address", ["https://a.example", "https://a.example:8443", "http://localhost:8001", "http://127.0.0.1"]
)  # fmt: skip
def test_address_over_tls_or_on_this_machine_is_taken_as_it_stands(address: str) -> None:
    assert ADDRESS(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org:80",
        "http://localhost@a.example",
        "https://a.example/",
        "https://A.example",
        "https://a.example:123456",
        "ftp://a.example",
        "//a.example",
        "https://a.example\n",
        "",
    ],
)
def test_address_in_clear_or_of_another_form_is_refused(address: str) -> None:
    with pytest.raises(PydanticCustomError, match=r"bureau\.example\.org"):
        ADDRESS(address)


def test_user_name_before_a_host_does_not_make_it_this_machine() -> None:
    assert not is_safe("http://localhost@a.example/")
    assert is_safe("http://localhost:1/path")


@pytest.mark.parametrize("place", ["0.0.0.0:80", "localhost:8001"])
def test_host_and_port_are_a_place_to_listen(place: str) -> None:
    assert LISTEN(place) == place


@pytest.mark.parametrize("place", ["8001", "localhost", "localhost:", ":80", "a b:80", "a:123456"])
def test_anything_else_is_no_place_to_listen(place: str) -> None:
    with pytest.raises(PydanticCustomError, match=r"127\.0\.0\.1:8001"):
        LISTEN(place)
