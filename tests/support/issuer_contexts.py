"""Issuers at work in a folder of their own: settings, keys, register, and a clock to turn."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine

from attestation.facts import Holder, Number
from attestation.name import parse_name
from attestation.partial_date import PartialDate
from attestation.particulars import Mode
from attestation.signer import Signer
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.verdicts import Verdict
from attestation.verdict.verify import VerifiedCredential, decide, issued_digests, verify_credential
from issuer.context import IssuerContext
from issuer.settings.issuer import issuer_settings
from keys.custody.certificates import certify_issuing_key, certify_root, new_key
from keys.custody.keyring import create_ring, open_ring, trust_bundle
from keys.custody.passphrase import Passphrase
from keys.custody.reloading import RingKeys
from keys.custody.settings import identity, load_deployment
from keys.trust import load_trusted_keys
from register.attestations import record
from register.database import connect, reading, register_url
from register.lookup import Lookup
from register.reservation import Draft, Module, ModuleSession
from register.upgrade import upgrade_register
from tests.support.facts import STATED
from tests.support.issuers import ADDRESS, NOW

PASSPHRASE = Passphrase(b"quatre mots tires au hasard")

SETTINGS = f"""\
[organisation]
name = "Maison des Passages asbl"
place = "Bruxelles"
website = "https://passages.example"

[organisation.coordinator]
name = "Inès Vandamme"

[issue]
verifier = "{ADDRESS}"

[keys]
ring = "keys"
passphrase_file = "passphrase"

[register]
url = "sqlite:///register.db"
wait_seconds = 60

[verifier]
addresses = ["{ADDRESS}"]
trust = "trust.pem"
inspection_seconds = 60
checks_per_minute = 100000
pages_per_minute = 100000
"""

FIRST_DAY = NOW.date() - timedelta(days=30)


def make_deployment(folder: Path, *, settings: str = SETTINGS, at: datetime = NOW) -> Path:
    """Make settings, keys, register and trust bundle in ``folder``; return the settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "attestation.toml"
    config.write_text(settings, encoding="utf-8")
    descriptor = os.open(folder / "passphrase", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(PASSPHRASE + b"\n")
    who = identity(load_deployment(config))
    begin = at - timedelta(days=60)
    root_key, key = new_key(), new_key()
    root = certify_root(root_key, who, at=begin, lifetime=timedelta(days=7300))
    certificate = certify_issuing_key(
        key.public_key(),
        who,
        root=root,
        root_key=root_key,
        at=begin,
        lifetime=timedelta(days=1095),
    )
    ring = create_ring(
        folder / "keys",
        root=root,
        root_key=root_key,
        issuing=certificate,
        issuing_key=key,
        passphrase=PASSPHRASE,
    )
    (folder / "trust.pem").write_bytes(trust_bundle(ring))
    make_register(_url(config))
    return config


def open_issuer(
    config: Path, *, at: datetime = NOW, passphrase: Passphrase = PASSPHRASE
) -> IssuerContext:
    """Open a deployment's register and key, with the clock standing at ``at``."""
    settings = issuer_settings(load_deployment(config))
    keys = RingKeys(folder=settings.keys.ring, passphrase=passphrase, now=lambda: at)
    keys.signer()
    return IssuerContext(
        settings=settings,
        register=connect(_url(config), wait_seconds=settings.register.wait_seconds),
        keys=keys,
        now=lambda: at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedKeys:
    """Keys that stay what they are, whatever the ring says."""

    by: Signer

    def signer(self) -> Signer:
        return self.by

    def statement_signer(self) -> Signer:
        return self.by

    def seal(self) -> None:
        return None


def signed_by(context: IssuerContext, signer: Signer) -> IssuerContext:
    """Give the issuer another key."""
    return replace(context, keys=FixedKeys(by=signer))


def register_of(config: Path) -> Engine:
    """Open a deployment's register alone."""
    settings = issuer_settings(load_deployment(config))
    return connect(_url(config), wait_seconds=settings.register.wait_seconds)


def at(context: IssuerContext, later: timedelta) -> IssuerContext:
    """Set the issuer's clock forward."""
    moment = context.now() + later
    return with_clock(context, lambda: moment)


def with_clock(context: IssuerContext, now: Callable[[], datetime]) -> IssuerContext:
    """Return an issuer with another clock, also for its keys."""
    keys = context.keys
    return replace(
        context, keys=replace(keys, now=now) if isinstance(keys, RingKeys) else keys, now=now
    )


def make_module(code: str = "AC-2026-10", *, sessions: int = 3) -> Module:
    """Make a module with four hours a day."""
    return Module(
        code=code,
        title="Ateliers citoyens",
        organiser="Maison des Passages asbl",
        place="Bruxelles",
        language="français",
        sessions=tuple(
            ModuleSession(
                day=FIRST_DAY + timedelta(days=number),
                start=time(9),
                end=time(13),
                theme="Histoire de la Belgique",
                mode="présentiel",
            )
            for number in range(sessions)
        ),
    )


STATED_OF_THREE = replace(
    STATED,
    sessions_followed=3,
    sessions_held=3,
    module_time=timedelta(hours=12),
    required_time=timedelta(hours=10),
    required_percent=100,
    mode=Mode.ON_SITE,
)


def make_draft(family_name: str = "Ağaoğlu", given_name: str | None = "Şükriye") -> Draft:
    """Make a draft for one person."""
    holder = Holder(
        family_name=parse_name(family_name),
        given_name=given_name,
        birth_date=PartialDate(year=1988, month=2, day=29),
    )
    return Draft(
        holder=holder,
        email="s@example.org",
        attended=timedelta(hours=12),
        particulars=STATED_OF_THREE,
    )


def make_drafts(count: int) -> list[Draft]:
    """Make drafts for ``count`` people."""
    return [make_draft(f"Nom {_letters(number)}") for number in range(count)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """A verifier made of the core alone: what each stored document is worth."""

    policy: VerificationPolicy
    context: IssuerContext

    @classmethod
    def of(cls, context: IssuerContext) -> "Checker":
        """Trust what the issuer's key ring publishes."""
        bundle = trust_bundle(open_ring(context.settings.keys.ring))
        policy = VerificationPolicy(
            trusted_keys=load_trusted_keys(bundle),
            addresses=frozenset({ADDRESS}),
            clock_slack=timedelta(minutes=5),
        )
        return cls(policy=policy, context=context)

    def verdict(self, number: Number) -> Verdict:
        """Return the verdict on an attestation, from its credential in the register."""
        lookup = Lookup(self.context.register)
        with reading(self.context.register) as session:
            found = record(session, number)
        assert found is not None
        credential = lookup.credential_by_code(found.attestation.code)
        assert credential is not None
        now = self.context.now()
        opened = verify_credential(credential, policy=self.policy, at=now)
        assert isinstance(opened, VerifiedCredential)
        assert opened.credential.attestation == found.attestation
        evidence = lookup.evidence(found.attestation.code, status_uri=opened.credential.status.uri)
        return decide(opened, evidence, policy=self.policy, newest_seen=None, at=now)

    def is_original(self, digest: bytes) -> bool:
        """Check whether the issuer signed that a document has this digest."""
        lookup = Lookup(self.context.register)
        credential = lookup.credential_by_digest(digest)
        if credential is None:
            return False
        opened = verify_credential(credential, policy=self.policy, at=self.context.now())
        assert isinstance(opened, VerifiedCredential)
        code, uri = opened.credential.attestation.code, opened.credential.status.uri
        statements = lookup.evidence(code, status_uri=uri).statements
        return digest in issued_digests(opened, statements, policy=self.policy)


def _url(config: Path) -> URL:
    settings = issuer_settings(load_deployment(config))
    return register_url(settings.register, folder=config.parent)


def make_register(url: URL) -> None:
    """Make the register at ``url``: by its migrations, or as a copy of what they made once."""
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        Path(url.database).write_bytes(_migrated_file())
        return
    engine = connect(url, wait_seconds=5)
    upgrade_register(engine)
    engine.dispose()


@cache
def _migrated_file() -> bytes:
    with TemporaryDirectory(prefix="register-") as folder:
        file = Path(folder) / "register.db"
        engine = connect(URL.create("sqlite", database=str(file)), wait_seconds=5)
        upgrade_register(engine)
        engine.dispose()
        return file.read_bytes()


def _letters(number: int) -> str:
    letters: Iterable[str] = (chr(ord("A") + int(digit)) for digit in f"{number:04d}")
    return "".join(letters)
