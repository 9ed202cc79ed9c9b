"""Measured figures: every rate beside a baseline of the same run, because machines are shared and noisy."""
