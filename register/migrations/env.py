"""Alembic's entry: runs on the connection that ``register.upgrade`` hands over."""

from alembic import context

from register.tables.all import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
