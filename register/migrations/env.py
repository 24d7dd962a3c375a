"""Alembic's entry: runs on the connection that ``register.upgrade`` hands over."""

from alembic import context

from register import (  # noqa: F401  tables of the metadata
    check_schema,
    checkpoint_schema,
    delivery_schema,
    desk_schema,
)
from register.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
