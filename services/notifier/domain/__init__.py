"""What the notifier decides: pure functions over plain values; nothing here reads a row, a clock or a setting."""
