"""What every answer has, and what is answered at all."""

from flask.testing import FlaskClient

from issuer.participant.app import ENDPOINTS
from tests.support.participants import ParticipantDeployment, enter


def test_every_answer_is_private_and_takes_nothing_from_elsewhere(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    for place in (path, f"{path}/see", f"{path}/attestation.pdf", "/", "/nowhere", "/robots.txt"):
        headers = client.get(place).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_routes_are_those_that_are_listed(deployment: ParticipantDeployment) -> None:
    rules = list(deployment.app.url_map.iter_rules())

    assert {rule.endpoint for rule in rules} == ENDPOINTS
    for rule in rules:
        changing = rule.endpoint in ("enter", "lost", "send", "leave")
        assert (rule.methods or set()) - {"HEAD"} == ({"POST"} if changing else {"GET"})
