"""The tracker's part on the log: document events in, decisions of `register` in between, rows and task events out."""
