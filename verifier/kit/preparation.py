"""From a verifier's settings to the files of a kit, which the root has still to sign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from attestation.errors import ConfigurationError
from keys.trust import Organisation, TrustStore
from keys.trust.kit_policy import kit_policy
from register.public_log import LogReader
from verifier.assembly import open_live_verifier
from verifier.kit.folder import Kit, kit_files
from verifier.kit.public_log import log_files
from verifier.kit.snapshot import take_snapshot
from verifier.registers import NoRegister
from verifier.settings import VerifierSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedKit:
    """A kit before it is written and signed."""

    organisation: Organisation
    attestations: int
    files: Mapping[str, bytes]


def prepare_kit(
    settings: VerifierSettings,
    *,
    root: str | None,
    is_last: bool,
    now: Callable[[], datetime],
) -> PreparedKit:
    """Read the register and make the files.

    Args:
        settings: of the deployment.
        root: fingerprint of the organisation's root, where several are trusted.
        is_last: nothing will be issued after it.
        now: the clock.

    Raises:
        ConfigurationError: the checker was not built, the root is not one of those trusted, or
            there is no register or no status list.
        TrustStoreError: the trust bundle is unusable.
        RegisterError: the register does not answer.
    """
    live = open_live_verifier(settings, now=now)
    if isinstance(live.lookup, NoRegister):
        raise ConfigurationError("register", "un dossier se prépare là où est le registre")
    trusted = live.trusted()
    organisation = _organisation(trusted.store, root)
    policy = kit_policy(
        trusted.store,
        organisation,
        addresses=settings.section.addresses,
        clock_slack=settings.section.clock_slack_seconds,
    )
    snapshot = take_snapshot(live.lookup, policy=trusted.policy, anchor=organisation.anchor)
    files = kit_files(
        Kit(
            organisation=organisation,
            bundle=trusted.bundle,
            policy=policy,
            snapshot=snapshot,
            made_at=live.now(),
            is_last=is_last,
            log=log_files(
                LogReader(live.lookup.engine),
                logs=trusted.store.logs,
                anchor=organisation.anchor,
            ),
        )
    )
    return PreparedKit(organisation=organisation, attestations=len(snapshot.records), files=files)


def _organisation(store: TrustStore, root: str | None) -> Organisation:
    wanted = None if root is None else "".join(root.split()).lower()
    found = [one for one in store.organisations if wanted in (None, one.anchor.hex())]
    if len(found) != 1:
        raise ConfigurationError(
            "--root", "l’empreinte d’une racine reconnue est attendue : attest-verifier trust show"
        )
    return found[0]
