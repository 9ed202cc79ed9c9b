"""The three services and what starts them.

ingest accepts documents, tracker keeps the register, notifier tells people. They meet only on the log
(`shared.bus`); `cli` and `embedded` alone import more than one of them.
"""
