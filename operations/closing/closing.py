"""An organisation closes: lists for decades, a last checkpoint, a last kit, and no key any more.

Keys are destroyed last, when all the rest is written and read again, so a closing that is cut off
can be begun anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from attestation.errors import ConfigurationError, TrustStoreError
from attestation.formats.checkpoint import sign_checkpoint
from attestation.formats.kit_manifest import KIT_MANIFEST, SIGNED_FILE
from attestation.verdict.trusted_keys import Verified
from issuer.context import IssuerContext
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.public_log import extend_log
from issuer.lifecycle.witness_round import ask_witnesses
from keys.custody.authority import Authority
from keys.custody.keyring import KeyRing, open_ring, retire_key, trust_bundle
from keys.custody.kit import read_prepared_kit, sign_prepared_kit
from keys.custody.log_key import LogFileSigner
from keys.custody.signing import check_validity, root_signer
from keys.trust import Role, fingerprint, load_trust_store, update_organisations
from operations.settings import Installation
from register.database import reading
from register.desk_work import JobState, jobs
from verifier.kit.folder import require_checker, write_kit
from verifier.kit.preparation import prepare_kit
from verifier.settings import VerifierSettings
from verifier.trust_file import read_bundle_file, read_seen, write_bundle_file


class Step(Enum):
    """What has been done, in this order."""

    LISTS = auto()
    CHECKPOINT = auto()
    TRUST = auto()
    KIT = auto()
    KEYS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is to be closed, by whom, until when its lists speak."""

    installation: Installation
    context: IssuerContext
    authority: Authority
    log_signer: LogFileSigner | None
    """The public log's key; None where there is no log."""
    kit: Path
    lifetime: timedelta
    who: str
    at: datetime


def require_ready(closing: Closing) -> VerifierSettings:
    """Refuse what would stop half-way, before anything is done.

    Raises:
        ConfigurationError: no verifier in the settings, a kit that could not be written, another
            root, or issuing that has not ended.
        SigningError: the root or the issuing key may not sign.
    """
    settings = closing.installation.verifier
    if settings is None:
        raise ConfigurationError(
            "verifier", "cette section manque : le dossier vient du vérificateur"
        )
    require_checker()
    if closing.kit.exists() and any(closing.kit.iterdir()):
        raise ConfigurationError("--kit", "ce dossier n’est pas vide ; rien n’y a été changé")
    if _ring(closing).root != closing.authority.root:
        raise ConfigurationError("--root", "ce n’est pas la racine de ce trousseau")
    check_validity(closing.authority.root, at=closing.at)
    closing.context.keys.signer()
    with reading(closing.context.register) as session:
        if any(jobs(session, state=state) for state in (JobState.RUNNING, JobState.FAILED)):
            raise ConfigurationError("bureau", "une délivrance demandée n’est pas terminée")
    return settings


def close(closing: Closing, on_step: Callable[[Step], None]) -> int:
    """Do all of it; return how many attestations the last kit knows.

    Raises:
        ConfigurationError: as ``require_ready``, or a file cannot be written.
        SigningError: a key refused.
        RegisterError: the register failed.
    """
    settings = require_ready(closing)
    publish_all(closing.context, who=closing.who, lifetime=closing.lifetime)
    on_step(Step.LISTS)
    _last_checkpoint(closing)
    on_step(Step.CHECKPOINT)
    _bring_up_to_date(settings.trust, trust_bundle(_ring(closing)))
    on_step(Step.TRUST)
    prepared = prepare_kit(
        settings,
        root=fingerprint(closing.authority.root).hex(),
        is_last=True,
        now=lambda: closing.at,
    )
    write_kit(closing.kit, prepared.files)
    manifest = read_prepared_kit(closing.kit, closing.authority)
    sign_prepared_kit(closing.kit, manifest, authority=closing.authority, at=closing.at)
    _require_signed(closing.kit)
    on_step(Step.KIT)
    ring = _ring(closing)
    for key in ring.keys:
        if key.role in (Role.ISSUING, Role.LOG) and key.retired_at is None:
            ring = retire_key(ring, key, at=closing.at)
    on_step(Step.KEYS)
    return prepared.attestations


def _ring(closing: Closing) -> KeyRing:
    return open_ring(closing.installation.issuer.keys.ring)


def _last_checkpoint(closing: Closing) -> None:
    trust = load_trust_store(trust_bundle(_ring(closing)))
    head = prepare_checkpoint(closing.context.register, trust=trust, at=closing.at)
    if head is not None:
        signed = sign_checkpoint(head, signer=root_signer(closing.authority))
        keep_checkpoint(closing.context, signed, trust=trust, who=closing.who)
    if closing.log_signer is not None:
        context = closing.context
        extend_log(context, closing.log_signer, trust=trust, who=closing.who)
        ask_witnesses(context.register, context.settings.log, trust=trust)


def _bring_up_to_date(file: Path, ours: bytes) -> None:
    seen = read_seen(file)
    write_bundle_file(
        file, update_organisations(read_bundle_file(file), ours, seen=seen), seen=seen
    )


def _require_signed(folder: Path) -> None:
    """Read the kit's signature as others will.

    Raises:
        TrustStoreError: its own bundle does not bear it out.
    """
    store = load_trust_store((folder / "trust.pem").read_bytes())
    opened = store.trusted.open((folder / SIGNED_FILE).read_bytes(), KIT_MANIFEST)
    if not isinstance(opened, Verified):
        raise TrustStoreError("la signature du dossier ne tient pas ; aucune clé n’a été détruite")
