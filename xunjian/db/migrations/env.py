"""What Alembic runs for every command: one transaction, the caller's connection, no batch mode."""

from alembic import context

from xunjian.db.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=False,
    transactional_ddl=True,
)
context.run_migrations()
