"""The one thread that works while people look at pages: jobs, held endings, tidying up."""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from attestation.errors import AttestationError
from issuer.desk.endings import finish_due
from issuer.desk.jobs import run_job
from issuer.office import Office
from register import accounts, desk_work
from register.database import reading, writing
from register.desk_work import JobState

WORKBOOKS_LAST = timedelta(days=1)
_IDLE_SECONDS = 15.0

_log = structlog.get_logger()


class Worker:
    """Works on what the register says is to do, so it needs no memory of its own."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="desk-worker", daemon=True)

    def start(self) -> None:
        """Begin, with whatever an earlier program left."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """End after the transaction at hand; a job that is left so is taken up later."""
        self._is_stopping = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            try:
                work_once(self._office, is_stopping=lambda: self._is_stopping)
            except AttestationError as error:
                # Nothing is lost: the register still says what is to do. Only the kind is logged.
                _log.error("desk.work_failed", kind=type(error).__name__)
            self._wake.wait(_IDLE_SECONDS)


def work_once(office: Office, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Do all that is to do now.

    Raises:
        AttestationError: what failed will be tried again.
    """
    finish_due(office)
    with reading(office.register) as session:
        running = desk_work.jobs(session, state=JobState.RUNNING)
    for job in running:
        if not is_stopping():
            run_job(office, job, is_stopping=is_stopping)
    at = office.instant()
    with writing(office.register) as session:
        accounts.sweep(session, at=at, longest=office.settings.desk.session)
        desk_work.drop_old_workbooks(session, before=at - WORKBOOKS_LAST)
