"""What the faces log: one JSON object a line, and of a failure its kind and place alone."""

import json

import pytest
import structlog

from web.log import configure_logs, log_failure


def read_year(typed: str) -> int:
    return int(typed)


def test_failure_is_one_line_with_its_kind_and_place_and_nothing_that_was_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.log._log", structlog.get_logger())
    before = structlog.get_config()
    try:
        configure_logs()
        try:
            read_year("Haile")
        except ValueError as error:
            log_failure(error)
    finally:
        structlog.configure(**before)

    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["event"], said["error"]) == ("error", "failure", "ValueError")
    assert [place.partition(":")[0] for place in said["places"]] == ["test_log.py"] * 2
    assert "Haile" not in line
