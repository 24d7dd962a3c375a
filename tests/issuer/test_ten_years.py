"""Ten years of one organisation, with a clock that the test turns.

Keys are made, rotated, retired, stolen and revoked by the commands; attestations are issued,
withdrawn and issued again by the issuer; each is checked from its file, its QR and its code.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.formats.checkpoint import sign_checkpoint
from attestation.formats.qr_text import decode_qr_text, encode_qr_text
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.verdicts import NotOurs, Refusal, VerdictName
from attestation.verdict.verify import (
    VerifiedCredential,
    decide,
    issued_digests,
    verify_credential,
    verify_list_for,
)
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.reissue import Affected, affected, reissue, restate_endings
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_checkpoint_signer
from keys.trust import CrlMark, load_trust_store
from register.attestations import document, record
from register.database import reading
from register.lookup import Lookup
from tests.support.issuer_contexts import (
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
    register_of,
)
from tests.support.issuers import ADDRESS, NOW
from tests.support.key_rings import SECRET, Keys

STOLEN = Refusal.KEY_COMPROMISED
DAY = timedelta(days=1)


@dataclass
class Decade:
    """The organisation, its verifier and the clock between them."""

    keys: Keys
    seen_lists: dict[bytes, CrlMark] = field(default_factory=dict)
    newest_seen: dict[str, datetime] = field(default_factory=dict)

    @property
    def context(self) -> IssuerContext:
        """Open the issuer at the clock's time, with the key that is active then."""
        return open_issuer(self.keys.config, at=self.keys.at)

    def goes_to(self, year: int, month: int = 6, day: int = 1) -> None:
        moment = self.keys.at.replace(year=year, month=month, day=day)
        assert moment > self.keys.at
        self.keys.at = moment

    def issue(self, name: str) -> str:
        (number,) = issue(self.context, make_module(f"M-{name}"), [make_draft(name)])
        assert isinstance(number, str)
        return number

    def active(self) -> str:
        kid = self.keys.ring.active
        assert kid is not None
        return kid.hex()

    def checkpoint(self) -> int:
        trust, context = self.keys.trust(), self.context
        head = prepare_checkpoint(context.register, trust=trust, at=self.keys.at)
        assert head is not None
        signer = open_checkpoint_signer(
            self.keys.folder / "witness", Passphrase(SECRET.encode()), at=self.keys.at
        )
        token = sign_checkpoint(head, signer=signer)
        return keep_checkpoint(context, token, trust=trust, who="ines")

    def policy(self) -> VerificationPolicy:
        """Load the bundle as a verifier that remembers the lists it has seen."""
        store = load_trust_store(self.keys("trust").encode(), seen=self.seen_lists)
        self.seen_lists |= store.marks
        return store.policy(addresses=frozenset({ADDRESS}), clock_slack=timedelta(minutes=5))

    def affected(self, kid: str) -> list[Affected]:
        policy = self.policy()
        key = policy.trusted_keys[self.keys.ring.find(kid).kid]
        return affected(register_of(self.keys.config), key, policy=policy, at=self.keys.at)

    def reissue(self, kid: str) -> list[str]:
        lost = [one for one in self.affected(kid) if one.is_lost]
        numbers = list(reissue(self.context, lost, who="commande:demo"))
        policy = self.policy()
        restate_endings(
            self.context,
            policy.trusted_keys[self.keys.ring.find(kid).kid],
            policy=policy,
            who="commande:demo",
        )
        publish_all(self.context, who="ines")
        return list(map(str, numbers))

    def verdict(self, number: str, *, at: datetime | None = None) -> VerdictName | Refusal:
        """Check from file, QR and code; all three must agree."""
        register = register_of(self.keys.config)
        policy, lookup, at = self.policy(), Lookup(register), at or self.keys.at
        with reading(register) as session:
            found, file = record(session, number), document(session, number)  # type: ignore[arg-type]
        assert found is not None
        assert file is not None
        by_code = lookup.credential_by_code(found.attestation.code)
        by_file = lookup.credential_by_digest(sha256(file).digest())
        assert by_code is not None
        scanned = decode_qr_text(
            encode_qr_text(by_code, address=ADDRESS).text(), addresses=frozenset({ADDRESS})
        )
        answers: set[VerdictName | Refusal] = set()
        for credential in (by_code, by_file, scanned):
            assert isinstance(credential, bytes)
            opened = verify_credential(credential, policy=policy, at=at)
            if not isinstance(opened, VerifiedCredential):
                assert isinstance(opened, NotOurs)
                answers.add(opened.reason)
                continue
            uri = opened.credential.status.uri
            evidence = lookup.evidence(found.attestation.code, status_uri=uri)
            verdict = decide(
                opened, evidence, policy=policy, newest_seen=self.newest_seen.get(uri), at=at
            )
            status_list = verify_list_for(opened, evidence.status_list, policy=policy)
            if status_list is not None:
                self.newest_seen[uri] = status_list.issued_at
            answers.add(verdict.reason if isinstance(verdict, NotOurs) else verdict.name)
            if verdict.name == "genuine":
                assert sha256(file).digest() in issued_digests(
                    opened,
                    evidence.statements,
                    policy=policy,
                    inclusions=evidence.inclusions,
                )
        assert len(answers) == 1, answers
        return answers.pop()


@pytest.fixture
def decade(tmp_path: Path) -> Decade:
    """Make the organisation, in November 2026."""
    make_deployment(tmp_path)
    keys = Keys(folder=tmp_path, at=NOW)
    keys("witness", "--out", tmp_path / "witness")
    return Decade(keys=keys)


def test_ten_years_of_attestations_check_as_they_should_at_each_step(decade: Decade) -> None:
    # 2026: the first key issues two, and a witness has them.
    first_key = decade.active()
    first, withdrawn = decade.issue("Premier"), decade.issue("Retiree")
    assert decade.checkpoint() == 2
    assert [decade.verdict(number) for number in (first, withdrawn)] == ["genuine"] * 2

    # 2028: rotation. What the first key signed stays good; its lists are signed by the second.
    decade.goes_to(2028)
    assert decade.verdict(first) == "cannot_check"  # nobody has published for two years
    decade.keys("rotate")
    second_key = decade.active()
    second = decade.issue("Deuxieme")
    publish_all(decade.context, who="ines")
    assert [decade.verdict(number) for number in (first, second)] == ["genuine"] * 2

    # 2030: the first certificate has expired. A withdrawal by the second key counts for the first.
    decade.goes_to(2030)
    states = {row["kid"]: row["state"] for row in decade.keys.rows()}
    assert states[first_key] == "retired"
    withdraw(decade.context, withdrawn, reason="présences corrigées", who="ines")  # type: ignore[arg-type]
    publish_all(decade.context, who="ines")
    assert decade.verdict(first) == "genuine"
    assert decade.verdict(withdrawn) == "withdrawn"
    assert decade.checkpoint() == 2

    # 2031: the second key's certificate has expired: nothing is signed, everything stays good.
    decade.goes_to(2031, 7)
    assert {row["kid"]: row["state"] for row in decade.keys.rows()}[second_key] == "expired"
    with pytest.raises(Exception, match="pas valable aujourd’hui"):
        _ = decade.context
    decade.keys("rotate")
    publish_all(decade.context, who="ines")
    assert [decade.verdict(number) for number in (first, second)] == ["genuine"] * 2
    assert decade.verdict(withdrawn) == "withdrawn"

    # 2032: the third key issues one that a witness sees, one that none sees, and is stolen.
    stolen_key = decade.active()
    decade.goes_to(2032, 3)
    witnessed = decade.issue("Temoigne")
    assert decade.checkpoint() == 1
    decade.keys.later(days=10)
    unseen = decade.issue("Sanstemoin")
    decade.keys.later(days=10)
    theft = decade.keys.at
    decade.keys.later(days=1)
    after = decade.issue("Apres")
    assert [decade.verdict(n) for n in (witnessed, unseen, after)] == ["genuine"] * 3

    # The theft is found: revoked since that day. Nothing the key said of time counts any more.
    decade.keys.later(days=5)
    decade.keys(
        "revoke", stolen_key, "--reason", "keyCompromise", "--invalid-since", theft.isoformat()
    )
    assert decade.verdict(witnessed) == "cannot_check"  # the only status list is the thief's
    assert [decade.verdict(number) for number in (unseen, after)] == [STOLEN] * 2
    decade.keys("rotate")
    publish_all(decade.context, who="ines")
    assert [decade.verdict(n) for n in (first, second, witnessed)] == ["genuine"] * 3
    assert decade.verdict(withdrawn) == "withdrawn"
    assert [decade.verdict(number) for number in (unseen, after)] == [STOLEN] * 2

    # Those who lost theirs get the same again; the old ones say so once a witness has it.
    listed = decade.affected(stolen_key)
    assert [(str(one.record.attestation.number), one.is_lost) for one in listed] == [
        (witnessed, False),
        (unseen, True),
        (after, True),
    ]
    assert all(one.agrees for one in listed)
    again = decade.reissue(stolen_key)
    assert [decade.verdict(number) for number in again] == ["genuine"] * 2
    assert decade.verdict(unseen) == STOLEN
    decade.checkpoint()
    assert decade.verdict(unseen) == "replaced"
    assert decade.verdict(after) == STOLEN
    assert decade.affected(stolen_key) == listed[:1]

    # 2034: the fourth key is retired for good, after a rotation.
    decade.goes_to(2034)
    fourth_key = decade.active()
    decade.keys("rotate")
    decade.keys("retire", fourth_key, "--yes")
    publish_all(decade.context, who="ines")
    everyone = [first, second, witnessed, *again]
    assert [decade.verdict(number) for number in everyone] == ["genuine"] * 5

    # 2036: ten years on the organisation closes, and speaks for thirty years more.
    decade.goes_to(2036, 11)
    publish_all_for = timedelta(days=30 * 365)
    decade.keys("rotate")
    publish_all(decade.context, lifetime=publish_all_for, who="ines")
    long_after = decade.keys.at + timedelta(days=29 * 365)
    for at in (decade.keys.at, long_after):
        assert [decade.verdict(number, at=at) for number in everyone] == ["genuine"] * 5
        assert decade.verdict(withdrawn, at=at) == "withdrawn"
        assert decade.verdict(unseen, at=at) == "replaced"
        assert decade.verdict(after, at=at) == STOLEN
    assert decade.verdict(first, at=decade.keys.at + publish_all_for) == "cannot_check"
