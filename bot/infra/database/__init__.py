"""The store on a database (SQLAlchemy, Alembic): SQLite for one machine, PostgreSQL for several.

`store.DatabaseStore` is the way in. `sqlite` and `postgresql` hold all that is different between the two.
"""
