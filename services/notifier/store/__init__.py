"""Rows: the only part of the notifier that speaks SQL."""
