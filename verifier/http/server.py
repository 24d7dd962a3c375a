"""Serving the verifier's web application."""

import click

from runtime.sandbox.fork_server import ForkServers
from verifier.http.app import create_app
from verifier.settings import VerifierSettings
from web.server import Server, require_free


def run_server(settings: VerifierSettings, *, host: str, port: int) -> None:
    """Serve until the process is stopped.

    Raises:
        ConfigurationError: a setting is wrong, or another program listens there.
        TrustStoreError: the trust bundle is unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    create_app(settings)  # a wrong setting is said at once and plainly, not by a worker that dies
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    require_free(bind)
    click.echo(f"Vérificateur : http://{host}:{port}/  (Ctrl-C pour arrêter)")
    servers = ForkServers()  # of the process that serves; they are started there
    Server(
        lambda: create_app(settings, children_of=servers.children_of),
        bind=bind,
        threads=settings.section.threads,
        on_exit=servers.close,
    ).run()
