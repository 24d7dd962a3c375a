"""``/healthz`` and ``/readyz``, for whoever watches over the desk."""

from flask import Response

from issuer.delivery.readiness import desk_problem, desk_warnings
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context
from web.health import alive, readiness

ROUTES = Routes()


@ROUTES.get("/healthz", Role.PUBLIC)
def healthz() -> Response:
    """Say that the process answers."""
    return alive()


@ROUTES.get("/readyz", Role.PUBLIC)
def readyz() -> Response:
    """Check whether something can be signed: register, log, key; and what comes to its end."""
    problem = desk_problem(context())
    return readiness(problem, [] if problem else desk_warnings(context()))
