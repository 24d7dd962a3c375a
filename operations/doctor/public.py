"""The faces as the world sees them, up to a QR code that is drawn, read and found genuine."""

import json
from collections.abc import Iterator
from datetime import timedelta

import zxingcpp
from PIL import Image
from sqlalchemy import select

from attestation.formats.qr_text import encode_qr_text
from issuer.document.qr_symbol import PIXELS, encode_symbol
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from operations.doctor.surroundings import UnreachableError
from register.database import reading
from register.tables.attestations import AttestationRow, State

_TLS_WARNING = timedelta(days=14)
_QUIET_MODULES = 4


def check_verifier(examination: Examination) -> Iterator[Line]:
    """Ask the printed address whether it is a verifier of ours, and ready."""
    address = examination.installation.issuer.issue.verifier
    remedy = "systemctl restart attest-verifier, et nginx -t"
    try:
        alive = examination.surroundings.fetch(f"{address}/healthz")
        ready = examination.surroundings.fetch(f"{address}/readyz")
        metrics = examination.surroundings.fetch(f"{address}/metrics")
    except UnreachableError as error:
        yield broken("vérificateur", f"{address} : {error}", remedy)
        return
    if alive.status != 200 or _json(alive.body) != {"status": "ok"}:
        yield broken("vérificateur", f"à {address} répond un autre programme", remedy)
    elif ready.status != 200:
        words = f"à {address} il répond qu’il n’est pas prêt"
        yield broken("vérificateur", words, "attest-issuer publish ; journalctl -u attest-verifier")
    else:
        yield ok("vérificateur", f"il répond à {address}, prêt")
    if metrics.status == 200:
        words = f"{address}/metrics est ouvert au monde"
        yield look("vérificateur", words, "fermez /metrics dans nginx")


def check_tls(examination: Examination) -> Iterator[Line]:
    """Look at the certificate of each public address."""
    issuer = examination.installation.issuer
    faces = {issuer.issue.verifier, issuer.desk.address, issuer.participant.address}
    for address in sorted(one for one in faces if one.startswith("https:")):
        try:
            left = examination.surroundings.certificate_end(address) - examination.at
        except UnreachableError as error:
            yield broken("TLS", f"{address} : {error}", "certbot renew ; nginx -t")
            continue
        if left < timedelta():
            yield broken("TLS", f"le certificat de {address} a expiré", "certbot renew")
        elif left < _TLS_WARNING:
            words = f"le certificat de {address} finit dans {left.days} jours"
            yield look("TLS", words, "certbot renew")
        else:
            yield ok("TLS", f"{address} : encore {left.days} jours")


def check_qr(examination: Examination) -> Iterator[Line]:
    """Draw the newest attestation's QR code, read it, and have the public address check it."""
    address = examination.installation.issuer.issue.verifier
    with reading(examination.register) as session:
        credential = session.scalar(
            select(AttestationRow.credential)
            .where(AttestationRow.state == State.ISSUED, AttestationRow.erased_at.is_(None))
            .order_by(AttestationRow.issued_at.desc(), AttestationRow.number.desc())
            .limit(1)
        )
    if credential is None:
        yield look("code QR", "rien n’est encore délivré", "attest-issuer issue")
        return
    text = _read_back(credential, address)
    if text is None:
        yield broken("code QR", "le code dessiné ne se lit pas", "réinstallez le programme")
        return
    try:
        answer = examination.surroundings.fetch(
            f"{address}/api/v1/verifications", body=json.dumps({"qr": text}).encode()
        )
    except UnreachableError as error:
        yield broken("code QR", f"{address} : {error}", "systemctl restart attest-verifier")
        return
    match _json(answer.body):
        case {"verifications": [{"verdict": "genuine"}]}:
            yield ok("code QR", f"dessiné, relu, et authentique à {address}")
        case {"verifications": [{"verdict": str(verdict), "reasons": [*reasons]}]}:
            words = f"{address} répond « {verdict} » ({', '.join(map(str, reasons))})"
            yield broken("code QR", words, "attest-issuer publish ; attest-keys trust")
        case _:
            yield broken("code QR", f"{address} ne répond pas comme un vérificateur", "nginx -t")


def check_desk(examination: Examination) -> Iterator[Line]:
    """Ask the desk for its first page."""
    address = examination.installation.issuer.desk.address
    yield from _face(examination, "bureau", address, "/connexion", "attest-desk")


def check_participant(examination: Examination) -> Iterator[Line]:
    """Ask the participant's page whether it answers."""
    address = examination.installation.issuer.participant.address
    yield from _face(examination, "page des participants", address, "/", "attest-participant")


def _face(
    examination: Examination, topic: str, address: str, page: str, unit: str
) -> Iterator[Line]:
    url, remedy = address + page, f"systemctl restart {unit}"
    try:
        answer = examination.surroundings.fetch(url)
        ready = examination.surroundings.fetch(f"{address}/readyz")
    except UnreachableError as error:
        yield broken(topic, f"{url} : {error}", remedy)
        return
    if answer.status == 400:
        words = f"{url} refuse son propre nom : le mandataire ne passe pas Host"
        yield broken(topic, words, "proxy_set_header Host $http_host; dans nginx")
    elif answer.status >= 500:
        yield broken(topic, f"{url} répond {answer.status}", remedy)
    elif ready.status >= 500:
        match _json(ready.body):
            case {"problem": str(problem)}:
                words = f"{url} n’est pas prêt ({problem})"
            case _:
                words = f"{url} n’est pas prêt"
        yield broken(topic, words, f"les autres lignes disent pourquoi ; {remedy}")
    else:
        yield ok(topic, f"{url} répond")


def _read_back(credential: bytes, address: str) -> str | None:
    symbol = encode_symbol(encode_qr_text(credential, address=address))
    side = symbol.side
    picture = Image.new("L", (side + 2 * _QUIET_MODULES,) * 2, 255)
    inside = Image.frombytes("L", (side, side), b"".join(symbol.rows))
    picture.paste(inside, (_QUIET_MODULES, _QUIET_MODULES))
    picture = picture.resize((picture.width * PIXELS,) * 2, Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(picture)
    return found[0].text if found else None


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
