"""Every way in which one attestation can be asked about."""

from attestation.verdict.verdicts import Finding
from tests.support.forgeries import encoded, picture_of, unsigned_copy
from tests.support.world import Issued, World
from verifier.check import check_code, check_fragment


def check_each_way(world: World, one: Issued) -> list[Finding]:
    """Check ``one`` as the original, three copies and three codes, in this order."""
    return [
        world.check_file(one.pdf),
        world.check_file(unsigned_copy(one.pdf)),
        world.check_file(encoded(picture_of(one.pdf), "PNG")),
        world.check_text(one.qr),
        world.check_text(one.code),
        check_fragment(world.verifier, one.qr.partition("#")[2]),
        check_code(world.verifier, one.attestation.code),
    ]
