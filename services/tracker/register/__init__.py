"""Decisions about documents in memory (store.records): register, amend, move, end; nothing here touches a database."""
