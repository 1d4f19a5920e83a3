"""How Alembic runs our steps: on the connection it is handed, each step in a transaction of its own."""

from alembic import context
from sqlmodel import SQLModel

import app.storage.tables  # noqa: F401  (registers the tables)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
