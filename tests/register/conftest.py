"""A register of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from register.database import writing
from tests.support.empty_registers import empty_register


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_register(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A transaction that writes."""
    with writing(engine) as session:
        yield session
