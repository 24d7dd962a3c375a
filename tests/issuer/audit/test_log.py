from dataclasses import replace
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError, RegisterError
from issuer.audit.log import (
    audited,
    decode_entry,
    publish_audit_head,
    read_head,
)
from issuer.audit.verification import Checked
from issuer.context import IssuerContext
from register import audit_log
from register.database import reading, writing
from tests.support.audit_logs import ENTRIES, check, context, cut, event
from tests.support.issuer_contexts import make_deployment, open_issuer

__all__ = ["context"]  # pytest finds them here


@pytest.mark.parametrize("last", [0, 6, ENTRIES - 1])
def test_log_that_was_cut_off_takes_no_entry(context: IssuerContext, last: int) -> None:
    with writing(context.register) as session:
        cut(session, last=last)

    with pytest.raises(RegisterError, match="audit verify"), audited(context, event()):
        pass

    assert check(context).flaws


def test_program_stopped_before_the_copy_leaves_a_whole_log(
    context: IssuerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("issuer.audit.log.publish_audit_head", lambda context: None)
        with audited(context, event()):
            pass
    assert check(context) == Checked(count=ENTRIES + 1, flaws=())

    with audited(context, event()):
        pass
    assert check(context) == Checked(count=ENTRIES + 2, flaws=())


def test_first_entry_without_its_copy_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = open_issuer(make_deployment(tmp_path))
    publish_audit_head(context)  # of an empty log: there is nothing to copy
    with monkeypatch.context() as patched:
        patched.setattr("issuer.audit.log.publish_audit_head", lambda context: None)
        with audited(context, event()):
            pass

    with audited(context, event()):
        pass

    assert check(context) == Checked(count=2, flaws=())


def test_act_that_fails_leaves_no_entry(context: IssuerContext) -> None:
    with pytest.raises(KeyError), audited(context, event()):
        raise KeyError

    assert check(context) == Checked(count=ENTRIES, flaws=())


def test_entry_says_who_what_when(context: IssuerContext) -> None:
    with reading(context.register) as session:
        (newest,) = audit_log.entries(session, newest_first=1)

    entry = decode_entry(newest[1])
    assert (entry.sequence, entry.at, entry.event) == (ENTRIES, context.instant(), event(ENTRIES))


def test_place_of_the_copy_must_be_writable(context: IssuerContext, tmp_path: Path) -> None:
    desk = context.settings.desk
    unreadable = replace(desk, audit_head_file=tmp_path)
    nowhere = replace(desk, audit_head_file=Path("/proc/nowhere/audit.head"))

    with pytest.raises(ConfigurationError, match="illisible"):
        read_head(unreadable.audit_head_file)
    with pytest.raises(ConfigurationError, match="impossible"):
        publish_audit_head(replace(context, settings=replace(context.settings, desk=nowhere)))
