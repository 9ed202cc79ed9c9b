"""The tracker on both databases."""
