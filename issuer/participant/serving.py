"""Serving the participant's page."""

import click

from issuer.delivery.context import MailContext
from issuer.participant.app import create_app
from web.server import Server, require_free

_THREADS = 8


def run_server(mail_context: MailContext) -> None:
    """Serve until the process is stopped.

    Raises:
        ConfigurationError: a setting is wrong, or another program listens there.
        TrustStoreError: the key ring's certificates are unusable.
    """
    app = create_app(mail_context)
    mail_context.register.dispose()  # connections do not survive the fork
    settings = mail_context.settings.participant
    require_free(settings.listen)
    click.echo(f"Page des participants : {settings.address}/  (Ctrl-C pour arrêter)")
    Server(lambda: app, bind=settings.listen, threads=_THREADS).run()
