"""What the machine and its neighbours give: clock, fonts, disk, timers, mail, Redis."""

from collections.abc import Iterator
from functools import partial

from attestation.errors import AttestationError
from issuer.document.letterhead import prove_fits
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from operations.doctor.surroundings import UnreachableError
from pdf.fonts import Face, static_font
from verifier.http.app import DECODER_FILE

_LITTLE, _TOO_LITTLE = 2_000_000_000, 200_000_000


def check_clock(examination: Examination) -> Iterator[Line]:
    """Compare this machine's clock with each source of the settings."""
    settings = examination.installation.issuer.clock
    if not settings.sources:
        remedy = 'mettez [clock] sources = ["https://…"]'
        yield look("horloge", "rien ne la confirme", remedy)
    for source in settings.sources:
        other = examination.surroundings.clock(source)
        if other is None:
            yield look("horloge", f"{source} ne répond pas", "prenez une autre [clock] sources")
        elif abs(other - examination.at) > settings.slack:
            words = f"elle n’est pas celle de {source} ({other:%d/%m/%Y %H:%M} UTC)"
            yield broken("horloge", words, "timedatectl set-ntp true")
        else:
            yield ok("horloge", f"à l’heure de {source}")


def check_fonts(examination: Examination) -> Iterator[Line]:
    """Load each typeface, and compose the page of whoever takes the most room."""
    for face in Face:
        static_font(face)
    settings = examination.installation.issuer
    prove_fits(
        settings.letterhead,
        address=settings.issue.verifier,
        regimes=settings.issue.regimes,
    )
    yield ok("polices", "là, et la page la plus pleine s’y compose")


def check_decoder(examination: Examination) -> Iterator[Line]:
    """Look for the QR decoder of the scanner's page."""
    if examination.installation.verifier is None:
        return
    if DECODER_FILE.is_file():
        yield ok("lecteur QR", "la page du scanner a son décodeur")
    else:
        words = "la page du scanner ne marche que dans les navigateurs qui lisent les QR"
        yield look("lecteur QR", words, "sh verifier/http/decoder/build.sh, puis installez")


def check_disk(examination: Examination) -> Iterator[Line]:
    """Look at the room that is left for the register and for the backups."""
    for what, folder in (
        ("du registre", examination.installation.issuer.folder),
        ("des sauvegardes", examination.installation.backup.folder),
    ):
        if not folder.exists():
            continue
        free = examination.surroundings.free_bytes(folder)
        words = f"{free / 1e9:.1f} Go libres sur le disque {what}"
        if free < _TOO_LITTLE:
            yield broken("disque", words, "faites de la place")
        elif free < _LITTLE:
            yield look("disque", words, "faites de la place")
        else:
            yield ok("disque", words)


def check_timers(examination: Examination) -> Iterator[Line]:
    """Look at the timers that run each night."""
    timers = examination.surroundings.timers()
    if timers is None:
        words = "sans systemd, leur marche ne se voit pas d’ici"
        yield look("minuteries", words, "cron : docs/operations/publication.md")
        return
    stopped = [name for name, is_active in timers.items() if not is_active]
    for name in stopped:
        command = f"systemctl enable --now {name}.timer"
        mend = partial(examination.surroundings.start_timer, name)
        yield broken("minuteries", f"{name} ne tourne pas", command, mend=mend)
    if not stopped:
        yield ok("minuteries", f"{', '.join(timers)} tournent")


def check_mail(examination: Examination) -> Iterator[Line]:
    """Log in at the mail server, without a message."""
    mail = examination.installation.issuer.mail
    if mail is None:
        return
    try:
        examination.surroundings.log_in(mail)
    except AttestationError as error:
        yield broken("courrier", str(error), "corrigez [mail] ; rien n’est perdu, tout attend")
    else:
        yield ok("courrier", f"{mail.host} accepte le compte")


def check_redis(examination: Examination) -> Iterator[Line]:
    """Ask the Redis server that several verifiers share."""
    verifier = examination.installation.verifier
    if verifier is None or verifier.section.limits_storage.startswith("memory:"):
        return
    password = None
    if name := verifier.section.limits_password_file:
        password = (verifier.folder / name).read_text(encoding="utf-8").strip()
    try:
        examination.surroundings.ping_redis(verifier.section.limits_storage, password)
    except UnreachableError as error:
        words = f"il ne répond pas ({error}) : chaque vérificateur compte pour soi"
        yield broken("Redis", words, "systemctl start redis-server ; verifier.limits_password_file")
    else:
        yield ok("Redis", "il répond")
