"""Which logs there are, as parameters of the fixture `place`."""

import pytest

TABLES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
KAFKA = [pytest.param("kafka", marks=[pytest.mark.postgres, pytest.mark.kafka])]
LOGS = [*TABLES, *KAFKA]
