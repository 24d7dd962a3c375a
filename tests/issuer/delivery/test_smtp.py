"""What a mail server answers, and what is then known of a message."""

from datetime import timedelta

import pytest

from issuer.delivery.context import MailContext
from issuer.delivery.outbox_worker import Sent, next_wait, send_due
from issuer.delivery.smtp import MailServerError
from register.tables.delivery import Delivery
from tests.support.mail_contexts import (
    message,
    queue_all,
    turned,
)
from tests.support.mail_server import Post


@pytest.mark.parametrize(
    "trouble",
    ["451 4.2.2 full", "drop", "drop at DATA", "at the end: 452 4.3.1 disk"],
)
def test_message_certainly_not_taken_is_sent_later_and_once(
    mail_context: MailContext, mail: Post, trouble: str
) -> None:
    (number,) = queue_all(mail_context, 1)
    mail.trouble = {"p0@example.org": [trouble]}

    assert send_due(mail_context) == Sent(later=1)

    waiting = message(mail_context, number)
    assert (waiting.state, waiting.undecided, waiting.attempts) == (Delivery.QUEUED, 0, 1)
    assert waiting.due_at == mail_context.instant() + timedelta(minutes=1)
    assert send_due(mail_context) == Sent()
    assert send_due(turned(mail_context, timedelta(minutes=1))) == Sent(sent=1)
    assert len(mail.received) == 1


@pytest.mark.parametrize(
    ("trouble", "copies"), [("drop taken", 2), ("drop untaken", 1), ("drop in the middle", 1)]
)
def test_message_nobody_can_know_of_is_uncertain_and_comes_again_as_itself(
    mail_context: MailContext, mail: Post, trouble: str, copies: int
) -> None:
    (number,) = queue_all(mail_context, 1)
    mail.trouble = {"p0@example.org": [trouble]}

    assert send_due(mail_context) == Sent(uncertain=1)

    assert message(mail_context, number).state is Delivery.UNCERTAIN
    assert send_due(turned(mail_context, timedelta(minutes=1))) == Sent(sent=1)
    assert mail.ids() == [message(mail_context, number).message_id] * copies
    assert len({received.as_bytes() for _, received in mail.received}) == 1
    assert message(mail_context, number).undecided == 1


def test_server_that_hangs_up_at_once_costs_no_message_a_try(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)
    mail.trouble = {"EHLO": ["drop"]}

    with pytest.raises(MailServerError, match="refuse la connexion"):
        send_due(mail_context)

    assert message(mail_context, number).attempts == 0
    assert send_due(mail_context) == Sent(sent=1)
    assert len(mail.received) == 1


@pytest.mark.parametrize("trouble", ["drop", "451 4.3.0 busy"])
def test_server_that_is_busy_is_asked_again(
    mail_context: MailContext, mail: Post, trouble: str
) -> None:
    queue_all(mail_context, 2)
    mail.trouble = {"MAIL": [trouble]}

    assert send_due(mail_context) == Sent(sent=1, later=1)
    assert send_due(turned(mail_context, timedelta(minutes=1))) == Sent(sent=1)
    assert len(set(mail.ids())) == len(mail.ids()) == 2


def test_server_that_refuses_the_sender_costs_no_message_a_try(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)
    mail.trouble = {"MAIL": ["530 5.7.0 who are you"]}

    with pytest.raises(MailServerError, match=r"530 5\.7\.0"):
        send_due(mail_context)

    assert (message(mail_context, number).attempts, message(mail_context, number).state) == (
        0,
        Delivery.QUEUED,
    )
    assert send_due(turned(mail_context, timedelta(minutes=2))) == Sent(sent=1)


def test_server_that_is_slow_gets_its_message_once(mail_context: MailContext, mail: Post) -> None:
    queue_all(mail_context, 2)
    mail.trouble = {"p0@example.org": ["slow"]}

    assert send_due(mail_context) == Sent(sent=2)
    assert len(mail.received) == 2


def test_server_that_says_later_for_two_days_is_believed_no_more(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)
    mail.trouble = {"p0@example.org": ["451 4.3.0 later"] * 99}
    clock = mail_context
    for _ in range(13):
        assert send_due(clock) == Sent(later=1)
        clock = turned(clock, next_wait(message(mail_context, number).attempts))

    assert send_due(clock) == Sent(refused=1)
    assert message(mail_context, number).reason == "too-long"
    assert timedelta(days=1) < clock.now() - mail_context.now() < timedelta(days=3)
