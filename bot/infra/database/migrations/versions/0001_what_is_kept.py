"""Choices, small values of our own, updates that were dealt with; on PostgreSQL, notices of changed choices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# The channel is `bot.infra.database.postgresql.CHANNEL`; a step that was once taken does not change with the code.
_NOTIFY = """
CREATE FUNCTION whatcode_preference_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('whatcode_preference', CASE TG_OP WHEN 'DELETE' THEN OLD.key ELSE NEW.key END);
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER whatcode_preference_changed AFTER INSERT OR UPDATE OR DELETE ON preference
    FOR EACH ROW EXECUTE FUNCTION whatcode_preference_changed()
"""


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "preference",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("language", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Column("private", sa.Boolean),
    )
    op.create_table("note", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "claim",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("expires", sa.Double, nullable=False),
    )
    op.create_index("claim_expires", "claim", ["expires"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(_NOTIFY)
        op.execute(_TRIGGER)


def downgrade() -> None:
    """Nothing is left."""
    for table in ("claim", "note", "preference"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION whatcode_preference_changed()")
