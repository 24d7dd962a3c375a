"""What an account may do is what this desk gave it, whatever its row says."""

import base64
import re

import pytest
from sqlalchemy import text

from issuer.desk.auth.invitations import find_invited, invite
from issuer.desk.auth.sealed_factor import role_given
from register import accounts
from register.database import reading, writing
from tests.support.desks import PASSWORD, Browser, TestDesk

pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.fixture
def omar(desk: TestDesk) -> Browser:
    desk.add_user("omar", role="reader")
    return desk.browser("omar")


def write(desk: TestDesk, statement: str, **values: object) -> None:
    with writing(desk.register) as session:
        session.execute(text(statement), values)


def given(desk: TestDesk) -> str:
    with reading(desk.register) as session:
        found = accounts.account(session, "omar")
    assert found is not None
    return role_given(desk.secret, found)


PROMOTE = "UPDATE account SET role = 'coordinator' WHERE login = 'omar'"


def test_role_written_into_the_register_is_not_believed(desk: TestDesk, omar: Browser) -> None:
    write(desk, PROMOTE)

    assert omar.get("/comptes").status_code == 403
    assert desk.browser("omar").get("/comptes").status_code == 403
    row = re.search(r"omar.*?</tr>", desk.browser("ines").get("/comptes").text, re.S)
    assert row is not None
    assert "consultation" in row[0]
    # Nor is it handed on with new secrets.
    token = invite(desk.context, desk.secret, "omar", role="reader", who="ines")
    invited = find_invited(desk.context, desk.secret, token)
    assert invited is not None
    assert invited.invitation.role == "reader"


def test_role_from_before_is_sealed_when_its_owner_signs_in(desk: TestDesk) -> None:
    desk.add_user("omar", role="reader")
    sealed = desk.secret.seal(desk.factors["omar"], login="omar")
    write(desk, "UPDATE account SET totp_sealed = :sealed WHERE login = 'omar'", sealed=sealed)
    assert given(desk) == "reader"

    desk.browser("omar")

    write(desk, PROMOTE)
    assert given(desk) == "reader"


def test_secret_that_a_page_showed_is_no_way_round_the_seal(desk: TestDesk, omar: Browser) -> None:
    shown = re.search(
        r'name="sealed" value="([^"]+)"', omar.post("/compte/facteur", password=PASSWORD).text
    )
    assert shown is not None
    sealed = base64.urlsafe_b64decode(shown[1])
    write(desk, PROMOTE)
    write(desk, "UPDATE account SET totp_sealed = :sealed WHERE login = 'omar'", sealed=sealed)

    assert given(desk) == "reader"
    assert omar.get("/comptes").status_code == 403


def test_session_moved_to_another_account_in_the_register_opens_nothing(
    desk: TestDesk, omar: Browser
) -> None:
    assert omar.get("/chiffres").status_code == 200

    write(desk, "UPDATE desk_session SET login = 'ines' WHERE login = 'omar'")

    assert omar.get("/chiffres").location == "/connexion"
