"""The document as it was issued, or none."""

from flask.testing import FlaskClient
from sqlalchemy import update

from issuer.delivery.texts import words
from register.attestations import document
from register.database import reading, writing
from register.tables.attestations import DocumentRow
from tests.support.participants import ParticipantDeployment, enter


def test_link_and_birth_date_give_the_very_bytes_that_were_issued(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    assert "Ağaoğlu" not in client.get(path).text

    answer = enter(client, path)

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    page = client.get(path)
    assert "Şükriye Ağaoğlu" in page.text
    given = client.get(f"{path}/attestation.pdf")
    with reading(deployment.mail_context.register) as session:
        assert given.data == document(session, number)
    assert (
        given.headers["Content-Disposition"] == f'attachment; filename="attestation-{number}.pdf"'
    )
    image = client.get(f"{path}/attestation.png")
    assert image.data.startswith(b"\x89PNG")
    assert len(image.data) < 120_000
    assert f"{path}/attestation.png" in client.get(f"{path}/see").text


def test_document_that_is_not_what_was_issued_is_not_given(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    with writing(deployment.mail_context.register) as session:
        session.execute(update(DocumentRow).values(content=b"%PDF-1.7 something else"))

    for what in ("attestation.pdf", "attestation.png"):
        answer = client.get(f"{path}/{what}")
        assert answer.status_code == 503
        assert words("fr").error_heading in answer.text
