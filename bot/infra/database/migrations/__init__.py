"""How the tables came to be, step by step (Alembic).

A step only adds: while a new version is rolled out, processes of the old one go on with the new tables.
"""
