"""All tables of a register: importing this module makes the metadata whole."""

from sqlalchemy import MetaData

from register.tables import (  # noqa: F401  tables of the metadata
    check_counts,
    checkpoints,
    delivery,
    desk,
    public_log,
)
from register.tables.attestations import Base

METADATA: MetaData = Base.metadata
"""The tables of a register."""
