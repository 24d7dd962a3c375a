"""``attest-verifier kit``: one folder that checks attestations without a server."""

from pathlib import Path

import click

from attestation.errors import ConfigurationError
from keys.trust import Organisation, TrustStore
from keys.trust.kit_policy import kit_policy
from verifier.assembly import open_live_verifier, utc_now
from verifier.cli.settings import settings_from
from verifier.kit.folder import Kit, kit_files, write_kit
from verifier.kit.snapshot import take_snapshot
from verifier.registers import NoRegister


@click.command(help="Préparer un dossier qui vérifie sans serveur ; la racine le signe ensuite.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Le dossier, vide ou à créer.",
)
@click.option("--root", help="Empreinte de la racine, si plusieurs organisations sont reconnues.")
@click.option("--last", "is_last", is_flag=True, help="Plus rien ne sera délivré après.")
@click.pass_obj
def kit(config: Path | None, out: Path, root: str | None, is_last: bool) -> None:
    """Write a kit, which counts once ``attest-keys sign-kit`` has signed it."""
    settings = settings_from(config)
    live = open_live_verifier(settings, now=utc_now)
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
        )
    )
    write_kit(out, files)
    megabytes = sum(map(len, files.values())) / 1e6
    click.echo(f"Dossier préparé : {out} ({len(files)} fichiers, {megabytes:.2f} Mo)")
    click.echo(f"{organisation.name}, {len(snapshot.records)} attestations, aucun nom.")
    click.echo(f"Il ne compte qu’une fois signé par la racine : attest-keys sign-kit {out}")


def _organisation(store: TrustStore, root: str | None) -> Organisation:
    wanted = None if root is None else "".join(root.split()).lower()
    found = [one for one in store.organisations if wanted in (None, one.anchor.hex())]
    if len(found) != 1:
        raise ConfigurationError(
            "--root", "l’empreinte d’une racine reconnue est attendue : attest-verifier trust show"
        )
    return found[0]
