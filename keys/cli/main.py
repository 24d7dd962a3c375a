"""``attest-keys``: make the keys, list them, end them, write the trust bundle."""

from keys.cli.ceremony import (
    certify,
    install,
    request,
    root_fingerprint,
    sign_checkpoint_file,
)
from keys.cli.context import Command
from keys.cli.create import import_seal, init, log_key, rotate, witness
from keys.cli.issuer_record import issuer_record
from keys.cli.kit import sign_kit
from keys.cli.list import list_keys, trust
from keys.cli.retire import crl, retire, revoke
from runtime.command_line import command_group, run

cli = command_group(
    "Les clés de l’organisation : les créer, les changer, publier la confiance.",
    commands={},
    deployment=lambda config: Command(config),  # looked up when called: tests set its clock
)

for _command in (
    init,
    list_keys,
    rotate,
    retire,
    revoke,
    crl,
    witness,
    log_key,
    import_seal,
    request,
    certify,
    install,
    sign_checkpoint_file,
    root_fingerprint,
    issuer_record,
    sign_kit,
    trust,
):
    cli.add_command(_command)


def main() -> None:
    """Run ``attest-keys``."""
    run(cli)
