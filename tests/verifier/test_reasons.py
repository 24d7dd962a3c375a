"""Every reason that a verdict can have happens here once, at a door that people use."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from functools import partial

import pytest
from pypdf import PdfWriter

from attestation.code import code_from_entropy, format_code
from attestation.formats.cose import sign_envelope
from attestation.formats.credential import (
    decode_claims,
    decode_credential_envelope,
    sign_credential,
)
from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_keys import TrustedKey
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    Finding,
    NotOurs,
    Refusal,
    Unreadable,
)
from issuer.lifecycle.erasure import erase_person
from tests.support.forgeries import (
    draw_over,
    joined,
    page_of,
    spot_of,
    strokes,
    together,
    unsigned_copy,
    visible,
    written,
)
from tests.support.issuers import ADDRESS, make_issuer, make_policy
from tests.support.redrawn_pages import OTHER_FACTS, redrawn
from tests.support.world import Issued, World
from verifier.assembly import started_anew
from verifier.check import check_file, check_fragment, check_text
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits
from verifier.inspection.process import CHILD, Inspector

Scenario = Callable[[World, list[Issued]], Finding]


def _title_in_strokes(world: World, people: list[Issued]) -> Finding:
    spot = spot_of(people[0].pdf, "Attestation")
    drawn = strokes("Attestation", left=spot.left, bottom=spot.bottom)
    return world.check_page(draw_over(people[0].pdf, together(spot.cover, drawn)))


def _instead(one: Issued, shown: tuple[str, ...], text: str) -> bytes:
    spot = spot_of(one.pdf, *shown)
    return draw_over(
        one.pdf, together(spot.cover, visible(text, left=spot.left, bottom=spot.bottom))
    )


def _stated_otherwise(world: World, people: list[Issued], *, change: dict[str, object]) -> Finding:
    return world.check_file(redrawn(people[0], **change))  # type: ignore[arg-type]


def _with_key(world: World, change: Callable[[TrustedKey], TrustedKey]) -> VerificationPolicy:
    policy = world.verifier.policy
    return replace(
        policy, trusted_keys={kid: change(key) for kid, key in policy.trusted_keys.items()}
    )


def _under(world: World, policy: VerificationPolicy, one: Issued) -> Finding:
    return check_text(replace(world.verifier, policy=policy), one.qr)


def _unknown_key(world: World, people: list[Issued]) -> Finding:
    return _under(world, make_policy(make_issuer("Une autre maison")), people[0])


def _key_expired_before(world: World, people: list[Issued]) -> Finding:
    def change(key: TrustedKey) -> TrustedKey:
        return replace(key, not_after=people[0].attestation.issued_at - timedelta(days=1))

    return _under(world, _with_key(world, change), people[0])


def _stolen(world: World, since: timedelta) -> VerificationPolicy:
    """Distrust the key from a moment on, counted from the issue of the attestations."""
    stolen = Revocation(
        reason="keyCompromise",
        invalid_since=world.issued(world.numbers()[0]).attestation.issued_at + since,
        revoked_at=world.now(),
    )
    return _with_key(world, lambda key: replace(key, revocation=stolen))


def _key_stolen_before(world: World, people: list[Issued]) -> Finding:
    return _under(world, _stolen(world, timedelta(days=-1)), people[0])


def _bad_signature(world: World, people: list[Issued]) -> Finding:
    forged = people[0].credential[:-1] + bytes([people[0].credential[-1] ^ 1])
    return check_fragment(world.verifier, encode_qr_text(forged, address=ADDRESS).digits)


def _malformed(world: World, people: list[Issued]) -> Finding:
    signed = sign_envelope(b"\xa0", typ=None, signer=world.context.signer)
    return world.check_text(encode_qr_text(signed, address=ADDRESS).text())


def _mistyped(world: World, people: list[Issued]) -> Finding:
    code = people[0].code
    return world.check_text(("0" if code[0] != "0" else "1") + code[1:])


def _with_password(world: World, people: list[Issued]) -> Finding:
    writer = PdfWriter(clone_from=io.BytesIO(people[0].pdf))
    writer.encrypt("geheim", algorithm="AES-256")
    return world.check_file(written(writer))


def _stale(world: World, people: list[Issued]) -> Finding:
    later = world.now() + timedelta(days=400)
    return check_text(replace(world.verifier, now=lambda: later), people[0].qr)


def _from_the_future(world: World, people: list[Issued]) -> Finding:
    earlier = world.now() - timedelta(hours=1)
    return check_text(replace(world.verifier, now=lambda: earlier), people[0].code)


def _busy(world: World, people: list[Issued]) -> Finding:
    places = FairSemaphore(1)
    inspector = Inspector(limits=Limits(seconds=0), places=places, ask=started_anew(CHILD))
    with places.taken("somebody else", seconds=0):
        return check_file(replace(world.verifier, inspect=inspector), unsigned_copy(people[0].pdf))


SCENARIOS: dict[Enum, Scenario] = {
    Contradiction.HOLDER: lambda world, people: world.check_file(
        _instead(people[0], ("Şükriye", "Ağaoğlu"), "Jean DUPONT")
    ),
    Contradiction.BIRTH_DATE: lambda world, people: world.check_file(
        _instead(people[0], ("1988",), "1978")
    ),
    **{fact: partial(_stated_otherwise, change=change) for fact, change in OTHER_FACTS.items()},
    Contradiction.NUMBER: lambda world, people: world.check_file(
        _instead(people[0], (people[0].number,), "AC-2026-0777")
    ),
    Contradiction.BYTES: lambda world, people: world.check_file(people[0].pdf + b"\n"),
    Contradiction.PAGE: _title_in_strokes,
    Contradiction.TWO_CREDENTIALS: lambda world, people: world.check_file(
        unsigned_copy(people[0].pdf, attachments=[people[1].credential])
    ),
    Refusal.UNKNOWN_KEY: _unknown_key,
    Refusal.BAD_SIGNATURE: _bad_signature,
    Refusal.OUTSIDE_VALIDITY: _key_expired_before,
    Refusal.KEY_COMPROMISED: _key_stolen_before,
    Refusal.UNKNOWN_CODE: lambda world, _: world.check_text(format_code(code_from_entropy(7))),
    Refusal.MALFORMED: _malformed,
    Gap.NO_CREDENTIAL: lambda world, _: world.check_file(
        page_of(visible("Une lettre", left=60, bottom=700))
    ),
    Gap.FOREIGN_ADDRESS: lambda world, people: world.check_text(
        people[0].qr.replace("verifier.example", "verifier.example.attestations.example")
    ),
    Gap.CODE_MISTYPED: _mistyped,
    Gap.NOT_A_CODE: lambda world, _: world.check_text("bonjour"),
    Gap.NUMBER_ONLY: lambda world, people: world.check_text(people[0].number),
    Gap.EMPTY: lambda world, _: world.check_text("  "),
    Gap.NOT_A_DOCUMENT: lambda world, _: world.check_file(b"PK\x03\x04 a workbook"),
    Gap.PASSWORD: _with_password,
    Obstacle.STALE_STATUS: _stale,
    Obstacle.FROM_THE_FUTURE: _from_the_future,
    Obstacle.TOO_LARGE: lambda world, _: check_file(
        world.in_children(), b"%PDF-1.7" + bytes(10_000_000)
    ),
    Obstacle.TOO_SLOW: _busy,
    Obstacle.SEVERAL_ATTESTATIONS: lambda world, people: world.check_file(
        joined(people[0].pdf, people[1].pdf)
    ),
}
"""Those below change the register, and have a deployment of their own."""


def _no_status(world: World, people: list[Issued]) -> Finding:
    world.tamper("DELETE FROM status_list")
    return world.check_text(people[0].qr)


def _rolled_back(world: World, people: list[Issued]) -> Finding:
    old = world.verifier.register.status_list(1)
    world.wait(timedelta(days=1))
    world.publish()
    world.check_text(people[0].qr)
    world.tamper("UPDATE status_list SET token = :old", old=old)
    return world.check_text(people[0].qr)


def _register_gone(world: World, people: list[Issued]) -> Finding:
    world.tamper("DROP TABLE statement")
    return world.check_file(people[0].pdf)


def _damaged_row(world: World, people: list[Issued]) -> Finding:
    world.tamper("UPDATE attestation SET credential = x'd284'")
    return world.check_text(people[0].code)


def _erased(world: World, people: list[Issued]) -> Finding:
    erase_person(world.context, people[0].number, who="commande:ines")
    return world.check_text(people[0].code)


def _number_twice(world: World, people: list[Issued]) -> Finding:
    """Meet a paper that a copy of this register issued, under a number that it gave too."""
    credential = decode_claims(decode_credential_envelope(people[0].credential).payload)
    elsewhere = replace(credential.attestation, code=code_from_entropy(12345))
    signed = sign_credential(
        replace(credential, attestation=elsewhere), signer=world.context.signer
    )
    return world.check_text(encode_qr_text(signed, address=ADDRESS).text())


OWN_SCENARIOS: dict[Enum, Scenario] = {
    Obstacle.NO_STATUS: _no_status,
    Obstacle.ERASED: _erased,
    Obstacle.ROLLED_BACK_STATUS: _rolled_back,
    Obstacle.NUMBER_TWICE: _number_twice,
    Obstacle.REGISTER_DOWN: _register_gone,
    Obstacle.FAILED: _damaged_row,
}


def _assert_is(finding: Finding, reason: Enum) -> None:
    match finding.verdict:
        case Altered(contradictions=contradictions):
            assert contradictions == {reason}
        case NotOurs(reason=found) | Unreadable(reason=found) | CannotCheck(reason=found):
            assert found is reason
        case verdict:
            pytest.fail(f"{verdict.name} has no reason")


@pytest.mark.parametrize("reason", SCENARIOS, ids=lambda reason: reason.value)
def test_reason(world: World, issued: list[Issued], reason: Enum) -> None:
    _assert_is(SCENARIOS[reason](world, issued), reason)


@pytest.mark.parametrize("reason", OWN_SCENARIOS, ids=lambda reason: reason.value)
def test_reason_that_lies_in_the_register(own_world: World, reason: Enum) -> None:
    people = [own_world.issued(number) for number in own_world.numbers()]

    _assert_is(OWN_SCENARIOS[reason](own_world, people), reason)


def test_every_reason_has_a_scenario() -> None:
    reasons = {reason for kind in (Contradiction, Refusal, Gap, Obstacle) for reason in kind}

    assert SCENARIOS.keys() | OWN_SCENARIOS.keys() == reasons
    assert not SCENARIOS.keys() & OWN_SCENARIOS.keys()


def test_document_that_a_thief_dated_back_is_not_ours(own_world: World) -> None:
    # The key was stolen after the date that the document bears, and no witness saw it before.
    thief = replace(own_world.verifier, policy=_stolen(own_world, timedelta(days=1)))
    forged = own_world.issued(own_world.numbers()[0]).pdf + b"\n"
    own_world.tamper("DELETE FROM statement")

    finding = check_file(thief, forged)

    assert finding.verdict == NotOurs(reason=Refusal.KEY_COMPROMISED)


def test_document_of_a_key_that_was_superseded_is_judged_as_any_other(own_world: World) -> None:
    later = own_world.now() + timedelta(seconds=1)
    retired = Revocation(reason="superseded", invalid_since=later, revoked_at=later)
    policy = _with_key(own_world, lambda key: replace(key, revocation=retired))
    changed = own_world.issued(own_world.numbers()[0]).pdf + b"\n"

    finding = check_file(replace(own_world.verifier, policy=policy), changed)

    assert isinstance(finding.verdict, Altered)


def _check_untouched(world: World, policy: VerificationPolicy) -> Finding:
    verifier = replace(world.verifier, policy=policy)
    return check_file(verifier, world.issued(world.numbers()[0]).pdf)


def test_untouched_original_of_a_compromised_key_is_not_called_changed(own_world: World) -> None:
    finding = _check_untouched(own_world, _stolen(own_world, timedelta(days=-1)))

    assert finding.verdict == NotOurs(reason=Refusal.KEY_COMPROMISED)


def test_untouched_original_of_an_expired_key_is_not_called_changed(own_world: World) -> None:
    earlier = own_world.now() - timedelta(days=30)
    policy = _with_key(own_world, lambda key: replace(key, not_after=earlier))

    finding = _check_untouched(own_world, policy)

    assert finding.verdict == NotOurs(reason=Refusal.OUTSIDE_VALIDITY)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE attestation SET credential = x'd284'",
        "UPDATE attestation SET credential = NULL, state = 'reserved'",
    ],
)
def test_number_is_not_called_taken_by_what_nobody_signed(own_world: World, edit: str) -> None:
    people = [own_world.issued(number) for number in own_world.numbers()]
    own_world.tamper(edit)

    assert _number_twice(own_world, people).verdict.name == "genuine"
