"""A server says before anything else that it cannot listen where it should."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.cli.main import main as issuer
from tests.support.commands import run
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import with_mail
from verifier.cli.main import main as verifier
from web.server import require_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("face", ["verifier", "desk", "participant"])
def test_port_in_use_is_said_plainly_and_nothing_else(
    tmp_path: Path, taken: int, face: str
) -> None:
    address = f"127.0.0.1:{taken}"
    more = f'\n[desk]\naddress = "http://{address}"\nlisten = "{address}"\n'
    settings = with_mail(9, more=more)
    settings += f'\n[participant]\naddress = "http://{address}"\nlisten = "{address}"\n'
    config = make_deployment(tmp_path, settings=settings)

    done = {
        "verifier": lambda: run(verifier, "--config", config, "serve", "--port", str(taken)),
        "desk": lambda: run(issuer, "--config", config, "serve"),
        "participant": lambda: run(issuer, "--config", config, "participant-serve"),
    }[face]()

    assert (done.exit_code, done.out) == (2, "")
    assert done.err.strip() == (
        f"Erreur : {address} : un autre programme y écoute déjà ; arrêtez-le, ou changez de port"
    )


def test_address_of_another_machine_is_refused_and_a_free_one_is_not() -> None:
    with pytest.raises(ConfigurationError, match="on ne peut pas y écouter"):
        require_free("192.0.2.1:8000")

    require_free("127.0.0.1:0")
