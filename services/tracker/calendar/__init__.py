"""The working-day calendar, due instants and steps: DOMAIN §4 as pure functions over `tracker.domain`."""
