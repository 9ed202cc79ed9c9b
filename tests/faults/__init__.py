"""Faults under load: every service and the broker killed at random, then the ledger of what was promised is checked."""
