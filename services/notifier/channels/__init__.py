"""The ways out: one file a kind, one method `send`, one answer that says what to do next."""
