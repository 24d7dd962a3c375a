"""What a view starts from: the issuer's context, and who is signed in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app, g

from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.desk.auth.access import Role
from issuer.desk.auth.provider import Provider
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.auth.sign_in_throttle import SignInThrottle
from issuer.desk.jobs.print_jobs import PrintJobs
from issuer.desk.jobs.worker import Worker
from issuer.organisation.history import current_context as current_office_of

EXTENSION = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the pages need; made once."""

    context: IssuerContext
    mail_context: MailContext
    secret: DeskSecret
    worker: Worker
    provider: Provider | None
    """The OpenID Connect provider, if there is one."""
    throttle: SignInThrottle = field(default_factory=SignInThrottle)
    print_jobs: PrintJobs = field(default_factory=PrintJobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is signed in."""

    login: str
    role: Role
    token_digest: bytes
    ends_at: datetime
    """When the session ends, unless there is another click."""

    @property
    def is_coordinator(self) -> bool:
        """Whether this person may change things."""
        return self.role >= Role.COORDINATOR

    @property
    def sees_names(self) -> bool:
        """Whether this person may see who is who."""
        return self.role >= Role.NAMES


def desk() -> Desk:
    """Return the desk of the running application."""
    return cast(Desk, current_app.extensions[EXTENSION])


def context() -> IssuerContext:
    """Return the issuer's context."""
    return desk().context


def current_context() -> IssuerContext:
    """Return the context with the newest settings of the organisation, for all that is issued.

    Raises:
        ConfigurationError: the newest ones are not signed by a key of ours.
        RegisterError: the register failed.
    """
    return current_office_of(context())


def mail_context() -> MailContext:
    """Return what delivering takes."""
    return desk().mail_context


def viewer() -> Viewer:
    """Return who is signed in; only on routes that require it."""
    return cast(Viewer, g.viewer)
