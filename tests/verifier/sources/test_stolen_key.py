"""A paper of a key that was stolen later: its source tells what vouches for its age."""

from datetime import timedelta

from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Genuine, NotOurs, Refusal
from keys.trust.merging import update_organisations
from tests.support.command_context import Desk
from tests.support.facts import make_attestation
from tests.support.federations import FEDERATION, Federation, issued_by
from tests.support.issuers import NOW
from tests.support.key_rings import Keys


def desk_of(own: Federation) -> Desk:
    """Return the commands of the first organisation."""
    config = own.organisations[0].world.config
    desk = Desk.__new__(Desk)
    desk.folder, desk.config, desk.numbers = config.parent, config, []
    desk.keys = Keys(folder=config.parent, at=NOW)
    return desk


def test_source_vouches_for_what_is_older_than_the_theft_and_for_nothing_else(
    own: Federation,
) -> None:
    one, desk = own.organisations[0], desk_of(own)
    paper, thief = issued_by(one), one.world.context.signer
    desk("checkpoint")
    desk.steal()
    desk("publish")
    bundle = desk.keys("trust").encode()
    for trust in (own.config.parent / "trust.pem", desk.folder / "trust.pem"):
        trust.write_bytes(update_organisations(trust.read_bytes(), bundle))
    own.wait(timedelta(days=2))
    forged = sign_credential(
        Credential(
            attestation=make_attestation(sequence=99, family_name="Voleur"),
            status=StatusReference(uri=f"{one.address}/status/1", index=99),
        ),
        signer=thief,
    )

    assert isinstance(own.check_text(one.qr(paper)).verdict, Genuine)
    assert isinstance(own.check_file(paper.pdf).verdict, Genuine)
    assert isinstance(own.check_text(paper.code).verdict, Genuine)
    forgery = encode_qr_text(forged, address=FEDERATION).text()
    assert own.check_text(forgery).verdict == NotOurs(reason=Refusal.KEY_COMPROMISED)

    # While nobody can vouch for anything, neither is called false.
    one.is_down = True
    own.wait(timedelta(seconds=20))
    for text in (one.qr(paper), forgery):
        assert own.check_text(text).verdict == CannotCheck(reason=Obstacle.REGISTER_DOWN)
