"""An authenticator in software: it makes a passkey, and answers as a browser sends it."""

import json
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256, CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from issuer.desk.auth.passkeys import Answer, Question

_PRESENT = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """One passkey, and the browser that it is used in."""

    key: ec.EllipticCurvePrivateKey
    name: bytes = b"one passkey"
    origin: str = "http://localhost:8001"
    party: str = "localhost"

    @property
    def credential(self) -> AttestedCredentialData:
        """The passkey as a desk keeps it."""
        return AttestedCredentialData.create(Aaguid.NONE, self.name, _cose_key(self.key))

    def made(self, question: Question) -> Answer:
        """Answer the question for a new passkey."""
        client = self._client_data(CollectedClientData.TYPE.CREATE, question)
        data = AuthenticatorData.create(
            self._party(), _PRESENT | AuthenticatorData.FLAG.AT, 0, bytes(self.credential)
        )
        attestation = AttestationObject.create("none", data, {})
        return self._answer(question, client, {"attestationObject": bytes(attestation)})

    def answer(self, question: Question) -> Answer:
        """Answer the question of a sign-in page."""
        client = self._client_data(CollectedClientData.TYPE.GET, question)
        data = AuthenticatorData.create(self._party(), _PRESENT, 0)
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._answer(question, client, {"authenticatorData": data, "signature": signature})

    def _answer(
        self, question: Question, client: CollectedClientData, response: dict[str, bytes]
    ) -> Answer:
        said = {name: websafe_encode(value) for name, value in response.items()}
        content = {
            "id": websafe_encode(self.name),
            "rawId": websafe_encode(self.name),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": websafe_encode(client), **said},
        }
        return Answer(state=question.state, response=json.dumps(content))

    def _client_data(self, kind: str, question: Question) -> CollectedClientData:
        challenge = websafe_decode(json.loads(question.options)["challenge"])
        return CollectedClientData.create(kind, challenge, self.origin)

    def _party(self) -> bytes:
        return sha256(self.party.encode()).digest()


def new_authenticator(**facts: str) -> Authenticator:
    """Make an authenticator with a key of its own."""
    return Authenticator(key=ec.generate_private_key(ec.SECP256R1()), **facts)  # type: ignore[arg-type]


def _cose_key(key: ec.EllipticCurvePrivateKey) -> CoseKey:
    public: CoseKey = ES256.from_cryptography_key(key.public_key())  # type: ignore[no-untyped-call]
    return public
