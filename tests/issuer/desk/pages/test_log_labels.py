"""The log as people read it."""

from issuer.audit.log import (
    AuditAction,
)
from issuer.desk.pages.log_labels import ACTS


def test_each_act_has_words() -> None:
    assert set(ACTS) == set(AuditAction)
