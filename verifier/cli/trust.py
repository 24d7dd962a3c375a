"""``attest-verifier trust show|add|update``: which organisations this verifier believes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from attestation.recognition import IssuerRecord
from keys.trust import (
    Organisation,
    TrustedCertificate,
    TrustStore,
    add_organisations,
    kid_of,
    load_trust_store,
    update_organisations,
)
from verifier.cli.settings import settings_from
from verifier.trust_file import read_bundle_file, read_seen, write_bundle_file

_GROUP = 4
_BUNDLE = click.argument("bundle", type=click.Path(path_type=Path), metavar="FICHIER")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Current:
    """What is trusted so far, and where it stands."""

    path: Path
    bundle: bytes
    """Empty where there is none yet."""

    def store(self) -> TrustStore | None:
        return load_trust_store(self.bundle, seen=read_seen(self.path)) if self.bundle else None


@click.group(help="Les organisations que ce vérificateur reconnaît.")
def trust() -> None:
    """Group the commands about the trust bundle."""


@trust.command(help="Montrer chaque organisation, ses certificats et l’empreinte de sa racine.")
@click.pass_obj
def show(config: Path | None) -> None:
    """Print what the bundle says."""
    store = _current(config).store()
    if store is None:
        raise ConfigurationError("verifier.trust", "ce fichier n’existe pas")
    _print(store.organisations)


@trust.command(help="Reconnaître une organisation de plus : son fichier de confiance, FICHIER.")
@_BUNDLE
@click.option(
    "--fingerprint",
    "expected",
    multiple=True,
    help="Empreinte d’une racine nouvelle, reçue par un autre chemin ; remplace la question.",
)
@click.pass_obj
def add(config: Path | None, bundle: Path, expected: tuple[str, ...]) -> None:
    """Add the organisations of a bundle, once somebody has compared their fingerprints."""
    current = _current(config)
    new = read_bundle_file(bundle)
    known = current.store()
    anchors = {one.anchor for one in known.organisations} if known else set()
    strangers = [one for one in load_trust_store(new).organisations if one.anchor not in anchors]
    _print(strangers)
    if strangers:
        _confirm(strangers, expected)
    seen = read_seen(current.path)
    write_bundle_file(current.path, add_organisations(current.bundle, new, seen=seen), seen=seen)
    click.echo(f"{len(strangers)} organisation(s) ajoutée(s) à {current.path.name}.")


@trust.command(help="Mettre à jour des organisations déjà reconnues : clés et révocations.")
@_BUNDLE
@click.pass_obj
def update(config: Path | None, bundle: Path) -> None:
    """Take over what roots that are trusted already have signed since."""
    current = _current(config)
    seen = read_seen(current.path)
    merged = update_organisations(
        read_bundle_file(current.path), read_bundle_file(bundle), seen=seen
    )
    write_bundle_file(current.path, merged, seen=seen)
    is_new = merged != current.bundle
    click.echo("Le fichier de confiance est à jour." if is_new else "Rien de nouveau.")


def _current(config: Path | None) -> _Current:
    path = settings_from(config).trust
    return _Current(path=path, bundle=read_bundle_file(path) if path.exists() else b"")


def _confirm(strangers: list[Organisation], expected: tuple[str, ...]) -> None:
    if not expected:
        click.confirm(
            "Ces empreintes sont-elles celles que l’organisation vous a données ?", abort=True
        )
        return
    given = {"".join(one.split()).lower() for one in expected}
    if {one.anchor.hex() for one in strangers} != given:
        raise ConfigurationError("--fingerprint", "ce n’est pas celle de chaque racine nouvelle")


def _print(organisations: tuple[Organisation, ...] | list[Organisation]) -> None:
    for organisation in organisations:
        for line in _lines(organisation):
            click.echo(line)


def _lines(organisation: Organisation) -> Iterator[str]:
    digits = organisation.anchor.hex()
    groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
    yield organisation.name
    yield f"  empreinte   {' '.join(groups[:8])}"
    yield f"              {' '.join(groups[8:])}"
    yield f"  identifiant {organisation.identifier or 'non indiqué'}"
    yield from _recognitions(organisation.record)
    for one in (*organisation.certificates, *organisation.logs):
        yield f"  {one.role.value:<11} {_certificate(one)}"
    if organisation.regimes is not None:
        codes = ", ".join(sorted({one.code for one in organisation.regimes.regimes})) or "aucun"
        day = organisation.regimes.published_at.date().isoformat()
        yield f"  régimes     {codes}, publiés le {day}"
    if organisation.crl is not None:
        day = organisation.crl.this_update.date().isoformat()
        yield f"  révocations n° {organisation.crl.number}, du {day}"


def _recognitions(record: IssuerRecord | None) -> Iterator[str]:
    for one in record.recognitions if record else ():
        first, last = one.period.first_day, one.period.last_day
        until = f" au {last.isoformat()}" if last else ""
        yield f"  agrément    {one.number}, {one.authority}, du {first}{until}"


def _certificate(one: TrustedCertificate) -> str:
    begins = one.certificate.not_valid_before_utc.date().isoformat()
    ends = one.certificate.not_valid_after_utc.date().isoformat()
    revoked = one.revocation and f", révoqué le {one.revocation.revoked_at.date().isoformat()}"
    return f"{kid_of(one.certificate).hex()}, du {begins} au {ends}{revoked or ''}"
