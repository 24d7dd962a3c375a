"""``serve`` and ``openapi``: the web pages, and what describes their interface for programs."""

import json
from pathlib import Path

import click

from verifier.cli.settings import settings_from
from verifier.http.api.openapi import openapi_document
from verifier.http.server import run_server


@click.command(help="Servir les pages web (gunicorn).")
@click.option("--host", help="Adresse d’écoute, à la place de celle des réglages.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port, de même.")
@click.pass_obj
def serve(config: Path | None, host: str | None, port: int | None) -> None:
    """Serve until the process is stopped."""
    settings = settings_from(config)
    section = settings.section
    run_server(
        settings,
        host=section.host if host is None else host,
        port=section.port if port is None else port,
    )


@click.command(help="Écrire la description OpenAPI 3.1 de l’interface pour programmes.")
def openapi() -> None:
    """Print the document that ``/api/v1/openapi.json`` serves."""
    click.echo(json.dumps(openapi_document(), ensure_ascii=False, indent=2))
