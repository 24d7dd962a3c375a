"""What a town needs to run a verifier of its own: no key is in it.

It reads the register, or else asks the organisation's own verifier, with a token that is in it.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

from attestation.errors import ConfigurationError
from keys.custody.keyring import open_ring, trust_bundle
from keys.trust import fingerprint, load_trust_store
from keys.trust.regimes import newest_regime_blocks
from operations.settings import Installation
from operations.setup.services import server_block, verifier_unit
from runtime.files import replace_file
from verifier.sources.readers import add_reader

_TOKEN = "organisation.token"  # noqa: S105  a file's name
_README = """\
Un vérificateur pour les attestations de {name}

1. Installez le programme (docs/operations/install.md), copiez ce dossier en {folder}.
2. Comparez l’empreinte de la racine avec celle que l’organisation vous a donnée sur papier :
     {fingerprint}
     attest-verifier --config {folder}/attestation.toml trust show
3. {third}
4. cp attest-verifier.service /etc/systemd/system/ ; cp attestation.conf /etc/nginx/sites-available/
   systemctl enable --now attest-verifier

{last}
"""
_OF_REGISTER = (
    "Mettez dans attestation.toml l’adresse du registre, en lecture seule\n"
    "   (docs/operations/postgresql.md#roles), et la vôtre dans addresses si elle n’est pas\n"
    "   celle d’ici.",
    "Rien ici n’est secret.",
)
_OF_SOURCE = (
    "Vérifiez que le vérificateur de l’organisation répond :\n"
    "     attest-verifier --config {folder}/attestation.toml sources",
    f"{_TOKEN} est secret, et n’ouvre qu’à ce vérificateur ; le reste ne l’est pas.",
)

_REGISTER = """\
[register]
# Un rôle qui ne fait que lire : docs/operations/postgresql.md#roles
url = "postgresql+psycopg://verifier_reads@serveur/register"

"""
_SOURCE = f"""
[[verifier.source]]
addresses = {{addresses}}
token_file = "{_TOKEN}"
"""


def export_verifier(
    installation: Installation, folder: Path, *, programs: Path, address: str | None = None
) -> list[Path]:
    """Write trust bundle, settings, unit, site and a page to read into ``folder``.

    Args:
        installation: whose attestations are checked.
        folder: empty, or to be made.
        programs: where the unit finds ``attest-verifier``.
        address: of the town's verifier, which then needs no database: it is admitted as a reader
            of this organisation's verifier. None for one that reads the register.

    Raises:
        ConfigurationError: the folder is not empty or cannot be written, or there is no verifier.
    """
    if installation.verifier is None:
        raise ConfigurationError("verifier", "réglage manquant : quelles sont ses adresses ?")
    addresses = list(installation.verifier.section.addresses)
    ring = open_ring(installation.issuer.keys.ring)
    name = installation.issuer.letterhead.organisation.name
    place = Path("/srv/attestation-verifier")
    third, last = _OF_REGISTER if address is None else _OF_SOURCE
    settings = (
        ("" if address is not None else _REGISTER)
        + f"[verifier]\naddresses = {json.dumps([address] if address else addresses)}\n"
        'trust = "trust.pem"\nport = 8000\nproxies = 1\n\n'
        "# Au pied de chaque page ; un organisme public doit une déclaration d’accessibilité.\n"
        '# run_by = "Commune de …"\n'
        '# contact = "guichet@commune.example.be"\n'
        '# privacy_statement = "https://commune.example.be/vie-privee"\n'
        '# accessibility_statement = "https://commune.example.be/accessibilite"\n'
        + ("" if address is None else _SOURCE.format(addresses=json.dumps(addresses)))
    )
    here = urlsplit(address or addresses[0]).netloc
    files = {
        "trust.pem": _bundle(trust_bundle(ring), installation.verifier.trust).decode(),
        "attestation.toml": settings,
        "attest-verifier.service": verifier_unit(place, programs),
        "attestation.conf": server_block(here, 8000),
        "LISEZ-MOI.txt": _README.format(
            name=name,
            folder=place,
            fingerprint=fingerprint(ring.root).hex(),
            third=third.format(folder=place),
            last=last,
        ),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigurationError(str(folder), "ce dossier n’est pas vide")
        for file, text in files.items():
            replace_file(folder / file, text.encode(), mode=0o644)
        if address is not None:
            readers = installation.verifier.folder / installation.verifier.section.readers
            replace_file(folder / _TOKEN, add_reader(readers, here).encode())
    except OSError as error:
        raise ConfigurationError(str(folder), f"impossible d’écrire ({error.strerror})") from None
    return sorted(folder.iterdir())


def _bundle(ours: bytes, published: Path) -> bytes:
    """Return the ring's bundle, with what we have published of our regimes for verifiers here."""
    if not published.exists():
        return ours
    return ours + newest_regime_blocks(published.read_bytes(), load_trust_store(ours).trusted)
