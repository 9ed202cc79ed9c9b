"""Every service and the broker killed at random under load: what was accepted is stored, classified and told once."""

import pytest

from tests.faults.round import fault_round

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.kafka]


@pytest.mark.parametrize("seed", [11, 23, 42])
def test_nothing_is_lost_and_nothing_twice_when_anything_may_die(
    seed: int, postgres_server: str, kafka_servers: str
) -> None:
    verdict, killed, refused = fault_round(postgres_server, seed, seconds=20)
    print(f"killed {killed}; {refused} calls in vain; {verdict}")
    assert verdict.promised > 50
    assert verdict.unknown, "some texts were taken and never answered"
    assert not verdict.wrong, verdict.wrong[:20]
