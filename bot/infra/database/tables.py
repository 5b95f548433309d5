"""What is kept: choices, small values of our own, which updates were dealt with. Never a text that somebody wrote."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, MetaData, Table, Text

metadata = MetaData()

preference = Table(
    "preference",
    metadata,
    Column("key", Text, primary_key=True),  # "chat:7", of a person or of a place
    Column("language", Text),
    Column("detail", Text),
    Column("private", Boolean),
)
"""`bot.outcome.Preferences` by key; null is no choice."""

note = Table("note", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
"""Small values of our own: the hash of the commands that a platform was told, say."""

claim = Table(
    "claim",
    metadata,
    Column("key", Text, primary_key=True),  # a platform's number of an update
    Column("done", Boolean, nullable=False),
    Column("expires", Double, nullable=False),  # seconds since 1970 by the database's clock
    Index("claim_expires", "expires"),
)
"""Updates that somebody is at, or that are dealt with."""
