"""Runs the steps on the connection that `bot.infra.database.steps` hands over."""

from __future__ import annotations

from alembic import context

from bot.infra.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
