"""What is written into the register opens nothing: second factors are sealed there."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from issuer.desk.auth import second_factor
from issuer.desk.auth.sealed_factor import open_factor
from issuer.desk.auth.secret import DeskSecret, open_secret
from issuer.desk.auth.sign_in import hash_password
from register import accounts
from register.database import reading, writing
from tests.support.desks import PASSWORD, TestDesk
from tests.support.signed_in_desk import desk

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_code_written_into_the_register_opens_nothing(desk: TestDesk) -> None:
    code = "0000-1111-2222"
    rows = [
        sha256(b"recovery code 000011112222").digest(),  # as they were kept before
        second_factor.recovery_digest(code, key=b""),
        second_factor.recovery_digest(code, key=b"of another desk"),
    ]
    with writing(desk.register) as session:
        found = accounts.account(session, "ines")
        assert found is not None
        mine = replace(found, password_hash=hash_password("d’un autre"))
        accounts.store_account(session, mine, recovery_digests=[row for row in rows if row])

    assert desk.browser().sign_in("ines", "d’un autre", code).status_code == 403


def test_database_alone_gives_no_second_factor(desk: TestDesk, tmp_path: Path) -> None:
    with reading(desk.register) as session:
        found = accounts.account(session, "ines")
    assert found is not None

    opened = open_factor(desk.secret, found)
    assert opened is not None
    assert (opened.shared, opened.role) == (desk.factors["ines"], "coordinator")
    assert desk.secret.unseal(found.totp_sealed, login="omar") is None
    assert open_secret(tmp_path / "other").unseal(found.totp_sealed, login="ines") is None
    assert DeskSecret(bytes(32)).unseal(b"short", login="ines") is None
    with writing(desk.register) as session:
        accounts.store_account(
            session, replace(found, totp_sealed=b"of another desk"), recovery_digests=[]
        )
    answer = desk.browser().sign_in("ines", PASSWORD, desk.one_time("ines"))
    assert answer.status_code == 403
