"""All tables of a register: importing this module makes the metadata whole."""

from sqlalchemy import MetaData

from register import (  # noqa: F401  tables of the metadata
    check_schema,
    checkpoint_schema,
    delivery_schema,
    desk_schema,
)
from register.schema import Base

METADATA: MetaData = Base.metadata
