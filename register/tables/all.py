"""All tables of a register: importing this module makes the metadata whole."""

from sqlalchemy import MetaData

from register.tables.attestations import Base

METADATA: MetaData = Base.metadata
