"""Messages are queued once for each person, in the transaction that asks for them."""

from datetime import timedelta

import pytest

from issuer.delivery.context import MailContext
from issuer.delivery.outbox_worker import Sent, send_due
from issuer.delivery.queueing import NotQueued, Queued, deliver, deliver_again
from register.database import writing
from tests.support.mail_contexts import (
    pretend_issued,
    queue_all,
    turned,
)
from tests.support.mail_server import Post


def test_second_click_and_second_run_send_nothing_twice(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)
    with writing(mail_context.register) as session:
        assert deliver(session, mail_context, number) is NotQueued.UNDER_WAY
    send_due(mail_context)
    with writing(mail_context.register) as session:
        assert deliver(session, mail_context, number) is NotQueued.DONE

    assert send_due(turned(mail_context, timedelta(days=9))) == Sent()
    assert len(mail.received) == 1


def test_sending_again_is_a_new_message_and_once_for_two_clicks(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = queue_all(mail_context, 1)
    send_due(mail_context)
    for expected in (Queued(number=number, round=2), NotQueued.UNDER_WAY):
        with writing(mail_context.register) as session:
            assert deliver_again(session, mail_context, number, after=1) == expected
    send_due(mail_context)
    with writing(mail_context.register) as session:
        assert deliver_again(session, mail_context, number, after=1) is NotQueued.DONE

    assert len(set(mail.ids())) == len(mail.ids()) == 2


def test_message_of_a_transaction_that_fails_is_never_sent(
    mail_context: MailContext, mail: Post
) -> None:
    (number,) = pretend_issued(mail_context, 1)

    def click_and_fail() -> None:
        with writing(mail_context.register) as session:
            deliver(session, mail_context, number)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        click_and_fail()

    assert send_due(mail_context) == Sent()
    assert mail.received == []
