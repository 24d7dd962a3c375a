"""A program that issues a batch with a deployment's key, and may lose its token on the way.

Run as ``python -m tests.support.token_batch CONFIG PEOPLE [SIGNATURES TOKEN-FOLDER]``: after so
many signatures the token's folder is moved away, as when somebody pulls it out.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from attestation.errors import AttestationError
from attestation.signer import Kid, Signer
from issuer.issuance.issue import issue
from keys.custody.passphrase import Passphrase
from tests.support.issuer_contexts import make_drafts, make_module, open_issuer, signed_by
from tests.support.soft_tokens import PIN, SoftToken


@dataclass
class PulledOut:
    """A signer whose token is pulled out after some signatures."""

    signer: Signer
    signatures_left: int
    token: SoftToken

    @property
    def kid(self) -> Kid:
        return self.signer.kid

    @property
    def certificate(self) -> x509.Certificate:
        return self.signer.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self.signer.chain

    def sign(self, message: bytes) -> bytes:
        if self.signatures_left == 0:
            self.token.unplug()
        self.signatures_left -= 1
        return self.signer.sign(message)


def main() -> None:
    """Issue, and exit as the command line would."""
    config, people = Path(sys.argv[1]), int(sys.argv[2])
    try:
        context = open_issuer(config, passphrase=Passphrase(PIN.encode()))
        if len(sys.argv) > 3:
            signer = PulledOut(
                signer=context.signer,
                signatures_left=int(sys.argv[3]),
                token=SoftToken(module="", folder=Path(sys.argv[4])),
            )
            context = signed_by(context, signer)
        issue(context, make_module(), make_drafts(people))
    except AttestationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
