"""The outbox and its worker, against a real mail server that is slow, refuses and hangs up."""

import os
import random
import select
import signal
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.delivery.context import MailContext
from issuer.delivery.outbox_worker import LEASE, Sent, send_due
from register.database import reading, writing
from register.links import cut_off
from register.outbox import claim, posted
from register.tables.delivery import Delivery
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import (
    make_mail_context,
    message,
    queue_all,
    turned,
    with_mail,
)
from tests.support.mail_server import Post, mail_process
from tests.support.sweeps import sweep

KILLS = sweep(20, reduced=4)
MESSAGES = sweep(500, reduced=80)


def test_message_says_who_it_is_for_and_carries_a_link(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)

    assert send_due(mail_context) == Sent(sent=1)

    ((recipient, sent),) = mail.received
    assert recipient == "p0@example.org"
    body = sent.get_body(("plain",))
    assert body is not None
    link = mail_context.address_of(message(mail_context, number).link_id)
    assert link.startswith("http://127.0.0.1:8002/d/")
    assert link in body.get_content()
    assert "Şükriye" in body.get_content()
    assert "In English" in body.get_content()
    html = sent.get_body(("html",))
    assert html is not None
    assert f'href="{link}"' in html.get_content()
    assert sent["Message-ID"] == message(mail_context, number).message_id
    assert message(mail_context, number).state is Delivery.SENT


def test_one_bad_address_does_not_stop_the_rest(mail_context: MailContext, mail: Post) -> None:
    numbers = queue_all(mail_context, 5)
    mail.trouble = {
        "p1@example.org": ["550 5.1.1 <p1@example.org> unknown"],
        "p2@example.org": ["drop"],
        "p3@example.org": ["at the end: 554 5.7.1 no"],
    }

    assert send_due(mail_context) == Sent(sent=2, refused=2, later=1)

    assert message(mail_context, numbers[1]).reason == "550 5.1.1"  # and not the server's words
    assert message(mail_context, numbers[3]).reason == "554 5.7.1"
    assert send_due(turned(mail_context, timedelta(minutes=2))) == Sent(sent=1)
    assert len(mail.received) == 3


def test_two_workers_at_once_send_each_message_once(mail_context: MailContext, mail: Post) -> None:
    queue_all(mail_context, 40)
    counts: list[Sent] = []
    workers = [
        threading.Thread(target=lambda: counts.append(send_due(mail_context))) for _ in range(3)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(one.sent for one in counts) == len(mail.ids()) == len(set(mail.ids())) == 40


def test_worker_that_lost_its_lease_holds_its_message_back(
    mail_context: MailContext, mail: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = queue_all(mail_context, 1)
    mine: Callable[..., bool] = lambda *a, **k: False  # noqa: E731
    monkeypatch.setattr("issuer.delivery.outbox_worker.outbox.hand_over", mine)

    assert send_due(mail_context) == Sent(later=1)
    assert mail.received == []
    assert message(mail_context, number).state is Delivery.QUEUED


def test_claimed_message_is_nobody_elses_until_the_lease_ends(mail_context: MailContext) -> None:
    queue_all(mail_context, 1)
    for later, expected in ((timedelta(), True), (LEASE / 2, False), (LEASE, True)):
        with writing(mail_context.register) as session:
            found = claim(session, lease="x", at=mail_context.instant() + later, lasting=LEASE)
        assert (found is not None) is expected


def test_cut_off_link_is_not_sent(mail_context: MailContext, mail: Post) -> None:
    (number,) = queue_all(mail_context, 1)
    with writing(mail_context.register) as session:
        cut_off(session, number, at=mail_context.instant())

    assert send_due(mail_context) == Sent(refused=1)
    assert message(mail_context, number).reason == "gone"


def test_dump_of_the_register_holds_no_link(mail_context: MailContext, mail: Post) -> None:
    (number,) = queue_all(mail_context, 1)
    send_due(mail_context)
    token = mail_context.address_of(message(mail_context, number).link_id).rpartition("/")[2]

    with mail_context.register.connect() as connection:
        rows = [
            str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())  # noqa: S608
            for table in ("personal_link", "message", "attestation")
        ]

    assert len(token) == 22
    assert all(token not in text for text in rows)


def test_twenty_kills_over_five_hundred_messages_lose_none(tmp_path: Path) -> None:
    moments = random.Random(20261122)  # noqa: S311  the moments need not be secret
    log = tmp_path / "received"
    with mail_process(log) as port:
        config = make_deployment(tmp_path, settings=with_mail(port))
        mail_context = make_mail_context(config)
        queue_all(mail_context, MESSAGES)
        with reading(mail_context.register) as session:
            queued = {one.message.message_id for one in posted(session)}
        mail_context.register.dispose()
        kills = 0
        while kills < KILLS:
            kills += send_and_kill(config, kills, after_seconds=moments.uniform(0.02, 0.35))
        done = turned(mail_context, (KILLS + 2) * LEASE)
        send_due(done)
    received = Counter(log.read_text().split())
    with reading(mail_context.register) as session:
        ends = [one.message for one in posted(session)]

    lost = queued - received.keys()
    undecided = {one.message_id: one.undecided for one in ends}
    twice = {name: count for name, count in received.items() if count > 1}
    print(f"{kills} kills, {len(received)} of {MESSAGES} received, {len(lost)} lost,")
    print(f"{len(twice)} more than once, {sum(undecided.values())} times undecided")
    assert (kills, len(queued), lost) == (KILLS, MESSAGES, set())
    assert received.keys() == queued
    assert {one.state for one in ends} == {Delivery.SENT}
    assert all(count <= 1 + undecided[name] for name, count in twice.items())


def send_and_kill(config: Path, kills: int, *, after_seconds: float) -> bool:
    """Send in a child whose clock is past all earlier leases, and kill it; return if it ran."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            send_due(make_mail_context(config, later=(kills + 1) * LEASE))
        finally:
            os._exit(0)
    os.close(writer)
    ended, _, _ = select.select([reader], [], [], after_seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    assert not ended, "all was sent before the last kill: send more, or kill earlier"
    return True
