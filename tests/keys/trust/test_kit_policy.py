"""What a kit's checker believes of one organisation: its keys, each for what it signs."""

from datetime import timedelta

from attestation.formats.kit_manifest import KeyUse
from keys.trust import Role, load_trust_store
from keys.trust.kit_policy import kit_policy, public_point
from tests.support.issuers import ADDRESS, NOW
from tests.support.witnesses import Organisation


def test_each_key_is_there_for_what_it_signs_and_another_organisations_is_not() -> None:
    ours, other = Organisation(), Organisation("Autre")
    issuing, stolen, witness = ours.make_key(), ours.make_key(), ours.make_key(Role.WITNESS)
    seal = ours.make_key(Role.SEAL)
    other.make_key()
    ours.revoke(stolen, since=NOW - timedelta(days=3))
    store = load_trust_store(ours.bundle() + other.bundle())
    organisation = next(one for one in store.organisations if one.root == ours.root)

    policy = kit_policy(store, organisation, addresses=(ADDRESS,), clock_slack=300)

    uses = {key.kid: key.use for key in policy.keys}
    assert uses == {
        issuing.kid: KeyUse.ISSUING,
        stolen.kid: KeyUse.ISSUING,
        witness.kid: KeyUse.WITNESS,
        ours.root_signer().kid: KeyUse.ROOT,
    }
    revocations = {key.kid: key.revocation for key in policy.keys if key.revocation}
    assert revocations == {stolen.kid: (True, NOW - timedelta(days=3))}
    assert policy.document_keys == (public_point(seal.certificate.public_key()),)
    assert all(key.point[0] == 4 for key in policy.keys)
