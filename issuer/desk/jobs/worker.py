"""Background threads of the desk: one for jobs and pending changes, one for e-mail."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from attestation.errors import AttestationError
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.expiry_warnings import expiry_warnings, tell_admin
from issuer.delivery.mail_run import send_round
from issuer.desk.jobs.issuing import run_job
from issuer.desk.jobs.module_job import asked_correction, run_module_job
from issuer.desk.jobs.pending_changes import apply_due
from issuer.organisation.history import current_context
from issuer.words.sentence import said
from register import accounts, desk_work, kept_forms
from register import organisation_versions as organisation
from register.database import reading, writing
from register.desk_work import JobState
from register.invitations import drop_old_invitations
from register.planned_modules import drop_old_planned
from register.without_right import drop_old_without_right

WORKBOOKS_LAST = timedelta(days=1)
WITHOUT_RIGHT_LASTS = timedelta(days=365)
_IDLE_SECONDS = 15.0
_DESK = "bureau"

_log = structlog.get_logger()


class Worker:
    """Does what waits in the register, so it keeps no state of its own.

    Messages have their own thread, so that a slow mail server delays no job. Without a mail server
    there is none.
    """

    def __init__(self, context: IssuerContext, mail_context: MailContext) -> None:
        self._context, self._post = context, mail_context
        self._is_stopping = threading.Event()
        self._threads = [_Repeating("desk-worker", self._work, self._is_stopping)]
        if mail_context.settings.mail is not None:
            self._threads.append(_Repeating("desk-mail", self._mail, self._is_stopping))
        self.mail_problem: str | None = None
        """Why no message leaves, by this program's last attempt."""

    def start(self) -> None:
        """Start, beginning with what an earlier program left."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Wake the threads, because there is something to do."""
        for thread in self._threads:
            thread.wake()

    def stop(self) -> None:
        """Stop after the current transaction or message; the rest is done later."""
        self._is_stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        context = current_context(self._context)
        work_once(context, self._post, is_stopping=self._is_stopping.is_set)

    def _mail(self) -> None:
        try:
            context = current_context(self._context)
            at = context.instant()
            tell_admin(
                context.settings, expiry_warnings(context.settings, context.register, at=at), at=at
            )
            mail_context = replace(self._post, settings=context.settings)
            send_round(context, mail_context, who=_DESK, is_stopping=self._is_stopping.is_set)
        except AttestationError as error:
            self.mail_problem = said(error)
            raise
        self.mail_problem = None


def work_once(
    context: IssuerContext,
    mail_context: MailContext,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Do all that is to do now, the mail apart.

    Raises:
        AttestationError: what failed will be tried again.
    """
    apply_due(context, mail_context)
    with reading(context.register) as session:
        running = desk_work.jobs(session, state=JobState.RUNNING)
    for job in running:
        if not is_stopping():
            asked = asked_correction(job)
            if asked is None:
                run_job(context, job, is_stopping=is_stopping)
            else:
                run_module_job(context, mail_context, job, asked, is_stopping=is_stopping)
    at = context.instant()
    with writing(context.register) as session:
        accounts.sweep(session, at=at, longest=context.settings.desk.session)
        desk_work.drop_old_workbooks(session, before=at - WORKBOOKS_LAST)
        organisation.drop_old_drafts(session, before=at - WORKBOOKS_LAST)
        drop_old_invitations(session, at=at)
        kept_forms.drop_old_forms(session, before=at - WORKBOOKS_LAST)
        drop_old_planned(session, before=at - WITHOUT_RIGHT_LASTS)
        drop_old_without_right(session, before=at - WITHOUT_RIGHT_LASTS)


class _Repeating:
    """A thread that does one thing at intervals, and at once when woken."""

    def __init__(self, name: str, work: Callable[[], None], is_stopping: threading.Event) -> None:
        self._name, self._work, self._is_stopping = name, work, is_stopping
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self._work()
            except AttestationError as error:
                # Nothing is lost: the register still says what is to do. Only the kind is logged.
                _log.error("desk.work_failed", kind=type(error).__name__, thread=self._name)
            self._wake.wait(_IDLE_SECONDS)
            # Now, and not before the work: what comes from here on is seen by the next round.
            self._wake.clear()
