"""Several issuers at one register at once: reservations and storing, without any drawing."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from sqlalchemy import URL

from register.database import connect, writing
from register.issuance import Signed, store_issued
from register.reservation import Draft, Reservation, reserve
from tests.support.issuer_contexts import make_module
from tests.support.issuers import NOW

_AT_ONCE = 20  # as the issuer stores them


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one issuer does: people of a module, in its own order."""

    module_code: str
    drafts: Sequence[Draft]


def issue_at_once(url: URL, everyone: Sequence[Work]) -> None:
    """Let issuers, each with a connection of its own, store something for all their people."""
    with ThreadPoolExecutor(len(everyone)) as pool:
        for done in [pool.submit(_issue, url, work, seed) for seed, work in enumerate(everyone)]:
            done.result()


def _issue(url: URL, work: Work, seed: int) -> None:
    drafts = list(work.drafts)
    random.Random(seed).shuffle(drafts)  # noqa: S311
    engine = connect(url, wait_seconds=60)
    try:
        with writing(engine) as session:
            answers = reserve(session, make_module(work.module_code), drafts, prefix="AC", at=NOW)
        reserved = (answer for answer in answers if isinstance(answer, Reservation))
        while chunk := list(islice(reserved, _AT_ONCE)):
            with writing(engine) as session:
                store_issued(session, [_signed(one) for one in chunk])
    finally:
        engine.dispose()


def _signed(reservation: Reservation) -> Signed:
    """Make bytes of their own for each attestation; nothing reads them."""
    number = reservation.attestation.number.encode()
    return Signed(
        attestation=reservation.attestation,
        email=reservation.draft.email,
        credential=sha256(number).digest(),
        document=number.ljust(1000, b"."),
        statement=sha256(number).digest(),
        printed=b"{}",
    )
