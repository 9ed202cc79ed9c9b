"""The tests: unit (pure), contract (one suite a promise), integration, e2e, bench."""
