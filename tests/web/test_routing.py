"""Addresses that no rule means are no pages, whatever they look like."""

import pytest
from flask import Flask

from web.routing import LARGEST, route_strictly


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__, static_folder=None)
    route_strictly(app)
    app.get("/jobs/<int:number>", endpoint="job")(lambda number: str(number))
    app.get("/few/<int(min=1, max=3):number>", endpoint="few")(lambda number: str(number))
    return app


@pytest.mark.parametrize("number", [LARGEST + 1, 99999999999999999999, -1])
def test_number_that_no_database_holds_is_no_page(app: Flask, number: int) -> None:
    asked = app.test_client()

    assert asked.get(f"/jobs/{LARGEST}").text == str(LARGEST)
    assert asked.get(f"/jobs/{number}").status_code == 404
    assert [asked.get(f"/few/{n}").status_code for n in (0, 3, 4)] == [404, 200, 404]


def test_path_with_two_slashes_leads_nowhere(app: Flask) -> None:
    for path in ("//jobs/1", "/jobs//1", "//evil.example/jobs/1"):
        answer = app.test_client().get(
            headers={"Host": "evil.example"}, environ_overrides={"PATH_INFO": path}
        )
        assert "Location" not in answer.headers
        assert answer.status_code == (404 if path.count("//", 1) or "evil" in path else 200)
