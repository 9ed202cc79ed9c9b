"""The one schema history of every service (Alembic)."""
