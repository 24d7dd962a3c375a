"""Documents under an organisation's own seal: the seal signs the PDF, the issuing key the rest."""

from hashlib import sha256
from pathlib import Path

import pytest

from issuer.issuance.issue import issue
from keys.trust import kid_of
from register.attestations import document
from register.database import reading
from register.holders import ExistingAttestation
from tests.support.issuer_contexts import (
    Checker,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.issuers import NOW
from tests.support.key_rings import Keys, write_secret
from tests.support.seals import SEAL_SECRET, make_seal_file
from tests.support.tools import run_tool


@pytest.mark.parametrize("kind", ["rsa-3072", "rsa-4096", "p-256", "p-384"])
def test_seal_of_each_kind_signs_documents_that_are_genuine(tmp_path: Path, kind: str) -> None:
    config = make_deployment(tmp_path)
    keys = Keys(folder=tmp_path, at=NOW)
    secret = write_secret(tmp_path / "seal-secret", SEAL_SECRET)
    file = make_seal_file(tmp_path / "seal.p12", kind=kind, at=NOW)
    keys("import", file, "--seal-passphrase-file", secret)
    context = open_issuer(config)
    assert context.seal is not None

    (number,) = issue(context, make_module(), make_drafts(1))

    assert not isinstance(number, ExistingAttestation)
    with reading(context.register) as session:
        stored = document(session, number)
    assert stored is not None
    checker = Checker.of(context)
    assert checker.verdict(number).name == "genuine"
    assert checker.is_original(sha256(stored).digest())
    pdf = tmp_path / "one.pdf"
    pdf.write_bytes(stored)
    answer = run_tool("pdfsig", "-nocert", pdf)
    assert "Signature is Valid" in answer
    assert "Total document signed" in answer
    assert "Signer Certificate Common Name: Maison des Passages asbl" in answer
    assert kid_of(context.seal.certificate) not in checker.policy.trusted_keys
