"""Each face serves the sheet that all share, its own files, and nothing else."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.desks import make_desk
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import with_mail
from tests.support.participants import open_deployment
from tests.support.web import make_app
from tests.support.world import make_world

FACES = {"desk": "/connexion", "participant": "/", "verifier": "/"}


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(face: str, tmp_path: Path) -> FlaskClient:
    if face == "desk":
        return make_desk(tmp_path).app.test_client()
    if face == "verifier":
        return make_app(make_world(tmp_path)).test_client()
    return open_deployment(make_deployment(tmp_path, settings=with_mail(9))).app.test_client()


def test_page_links_the_shared_sheet_before_its_own(client: FlaskClient, face: str) -> None:
    page = client.get(FACES[face]).text

    sheets = re.findall(
        r'<link rel="stylesheet" href="(/static/(\w+\.css)\?v=[0-9a-f]{12})">', page
    )

    assert [name for _, name in sheets] == ["base.css", f"{face}.css"]
    for address, name in sheets:
        with client.get(address) as sheet:
            assert (sheet.status_code, sheet.mimetype) == (200, "text/css"), name
            assert "max-age=86400" in sheet.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["", "nothing.css", "app.py", "../app.py", "static/base.css"])
def test_what_is_not_there_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_no_face_serves_a_file_of_the_other(client: FlaskClient, face: str) -> None:
    for other in FACES.keys() - {face}:
        assert client.get(f"/static/{other}.css").status_code == 404


def test_sheet_is_had_however_many_share_a_network(client: FlaskClient, face: str) -> None:
    (address, *_) = re.findall(r'href="(/static/[^"]+)"', client.get(FACES[face]).text)

    for _ in range(200):  # three times the pages that a network may ask for in a minute
        with client.get(address) as sheet:
            assert sheet.status_code == 200
