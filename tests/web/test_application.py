"""What each web application starts from."""

import pytest
from flask import Flask, request
from jinja2 import UndefinedError

from web.application import make_application


def application(*, proxies: int = 0, proxies_say_scheme: bool = True) -> Flask:
    app = make_application(
        "web", max_bytes=100, proxies=proxies, proxies_say_scheme=proxies_say_scheme
    )

    def said() -> str:
        return f"{request.remote_addr} {request.scheme} {len(request.get_data())}"

    app.add_url_rule("/", "said", said, methods=["GET", "POST"])
    return app


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "says_scheme", "said"),
    [
        (0, True, "127.0.0.1 http 0"),
        (1, True, "192.0.2.7 https 0"),
        (1, False, "192.0.2.7 http 0"),
        (2, False, "203.0.113.9 http 0"),
    ],
)
def test_who_asked_is_what_as_many_proxies_say_as_there_are(
    proxies: int, says_scheme: bool, said: str
) -> None:
    client = application(proxies=proxies, proxies_say_scheme=says_scheme).test_client()

    assert client.get("/", headers=FORWARDED).text == said


def test_body_over_the_limit_is_refused() -> None:
    client = application().test_client()

    assert client.post("/", data=b"x" * 100).status_code == 200
    assert client.post("/", data=b"x" * 101).status_code == 413


def test_name_that_a_template_was_not_given_is_an_error() -> None:
    app = application()

    with app.app_context(), pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody }}").render()
