"""Serving the desk with gunicorn: one process with threads, and the workers beside them."""

from collections.abc import Callable

from flask import Flask

from issuer.context import IssuerContext
from issuer.delivery.context import open_mail_context
from issuer.desk.app import create_app
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.jobs.worker import Worker
from web.server import Server

_THREADS = 8


def serve_desk(
    open_issuer: Callable[[], IssuerContext], secret: DeskSecret, *, listen: str
) -> None:
    """Serve until the process is stopped.

    Args:
        open_issuer: opens register and key; called in the process that serves, since neither a
            connection nor a token's session survives a fork.
        secret: the desk's own key.
        listen: host and port.
    """
    workers: list[Worker] = []

    def make_app() -> Flask:
        context = open_issuer()
        mail_context = open_mail_context(context.settings, context.register)
        worker = Worker(context, mail_context)
        app = create_app(context, secret, mail_context=mail_context, worker=worker)
        worker.start()
        workers.append(worker)
        return app

    def stop() -> None:
        for worker in workers:
            worker.stop()

    Server(make_app, bind=listen, threads=_THREADS, timeout=120, on_exit=stop).run()
