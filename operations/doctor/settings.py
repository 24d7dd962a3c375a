"""Settings that are valid each for itself, and wrong together or left from the example."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from operations.placeholders import EXAMPLE_NAME, is_placeholder


def check_placeholders(examination: Examination) -> Iterator[Line]:
    """Look for what the example's settings say, which would be printed on documents."""
    issuer = examination.installation.issuer
    organisation = issuer.letterhead.organisation
    if organisation.name == EXAMPLE_NAME:
        yield broken(
            "réglages",
            f"« {EXAMPLE_NAME} » est le nom de l’exemple, et serait imprimé",
            "mettez le vôtre dans [organisation] name",
        )
    addresses = {
        "issue.verifier": issuer.issue.verifier,
        "desk.address": issuer.desk.address,
        "participant.address": issuer.participant.address,
        "organisation.website": organisation.website or "",
        "organisation.email": organisation.email or "",
        "admin.email": issuer.admin.email or "",
    }
    wrong = [name for name, address in addresses.items() if is_placeholder(address)]
    for name in wrong:
        yield broken("réglages", f"{name} est une adresse d’exemple", f"corrigez {name}")
    if not wrong:
        yield ok("réglages", "toutes les sections sont bonnes, rien n’y vient de l’exemple")


def check_addresses(examination: Examination) -> Iterator[Line]:
    """Compare the address that is printed with those that the verifier answers to."""
    installation = examination.installation
    printed = installation.issuer.issue.verifier
    if _is_local(printed):
        yield broken(
            "adresses",
            f"{printed} serait imprimée, et ne mène nulle part ailleurs qu’ici",
            "mettez l’adresse publique dans [issue] verifier",
        )
    if installation.verifier is None:
        return
    if printed not in installation.verifier.section.addresses:
        yield broken(
            "adresses",
            f"{printed} n’est pas dans verifier.addresses : chaque code QR serait dit suspect",
            f'ajoutez "{printed}" à [verifier] addresses',
        )
    else:
        yield ok("adresses", f"{printed} est imprimée, et le vérificateur y répond")


def check_proxies(examination: Examination) -> Iterator[Line]:
    """Compare each address with what stands before it: TLS is always another program's."""
    installation = examination.installation
    faces = [
        ("desk", installation.issuer.desk.address, installation.issuer.desk.proxies),
        (
            "participant",
            installation.issuer.participant.address,
            installation.issuer.participant.proxies,
        ),
    ]
    if installation.verifier is not None:
        section = installation.verifier.section
        faces.append(("verifier", section.addresses[0], section.proxies))
    wrong = [name for name, address, proxies in faces if not _is_local(address) and not proxies]
    for name in wrong:
        yield broken(
            "mandataire",
            f"{name} est derrière TLS, et {name}.proxies vaut 0 : tous y partagent une limite",
            f"mettez proxies = 1 dans [{name}]",
        )
    if not wrong:
        yield ok("mandataire", "chaque page compte les visiteurs un par un")
    if installation.issuer.admin.email is None or installation.issuer.mail is None:
        yield look(
            "alertes",
            "personne ne reçoit d’alerte par courrier",
            "mettez [admin] email, et [mail]",
        )


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
