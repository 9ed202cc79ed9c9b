"""Receipts go first at the one writer; nobody waits for ever."""

import asyncio

from shared.turns import Manners, Turns


async def hold(
    turns: Turns, name: str, told: list[str], *, urgent: bool, seconds: float = 0.0, crowd: bool = False
) -> None:
    async with turns.take(urgent, crowd):
        told.append(name)
        await asyncio.sleep(seconds)


async def test_one_holds_it_at_a_time() -> None:
    turns, inside, most = Turns(), 0, 0

    async def one(urgent: bool) -> None:
        nonlocal inside, most
        async with turns.take(urgent):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one(bool(n % 2)) for n in range(50)))
    assert most == 1


async def test_a_receipt_that_waits_goes_before_what_waited_longer() -> None:
    turns, told = Turns(), list[str]()
    first = asyncio.create_task(hold(turns, "first", told, urgent=False, seconds=0.02))
    await asyncio.sleep(0)
    patient = asyncio.create_task(hold(turns, "patient", told, urgent=False))
    await asyncio.sleep(0)
    receipt = asyncio.create_task(hold(turns, "receipt", told, urgent=True))
    await asyncio.gather(first, patient, receipt)
    assert told == ["first", "receipt", "patient"]


async def test_the_rest_gives_way_while_receipts_keep_coming() -> None:
    turns, told = Turns(Manners(quiet=0.05, patience=10)), list[str]()
    await hold(turns, "receipt 1", told, urgent=True)
    patient = asyncio.create_task(hold(turns, "patient", told, urgent=False))
    await asyncio.sleep(0.02)
    await hold(turns, "receipt 2", told, urgent=True)
    await patient
    assert told == ["receipt 1", "receipt 2", "patient"]


async def test_giving_way_has_an_end() -> None:
    turns, told = Turns(Manners(quiet=5, patience=0.05)), list[str]()
    await hold(turns, "receipt", told, urgent=True)
    async with asyncio.timeout(1):
        await hold(turns, "patient", told, urgent=False)
    assert told == ["receipt", "patient"]


async def test_one_who_gives_up_waiting_blocks_nobody() -> None:
    turns, told = Turns(), list[str]()
    first = asyncio.create_task(hold(turns, "first", told, urgent=True, seconds=0.02))
    await asyncio.sleep(0)
    gone = asyncio.create_task(hold(turns, "gone", told, urgent=True))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(first, hold(turns, "last", told, urgent=True))
    assert told == ["first", "last"]


async def test_while_receipts_crowd_in_the_rest_pauses_in_proportion_to_its_last_turn() -> None:
    turns, told = Turns(Manners(share=10, longest=10)), list[str]()
    loop = asyncio.get_running_loop()
    await hold(turns, "crowd", told, urgent=True, crowd=True)
    await hold(turns, "first", told, urgent=False, seconds=0.02)
    ended = loop.time()
    await hold(turns, "second", told, urgent=False)
    assert loop.time() - ended >= 0.2 - 0.01, "ten times as long as the first one's turn"
    assert turns.crowded


async def test_however_long_a_turn_was_the_pause_behind_it_is_bounded() -> None:
    turns, told = Turns(Manners(share=1000, longest=0.1)), list[str]()
    await hold(turns, "first", told, urgent=False, seconds=0.02)
    await hold(turns, "crowd", told, urgent=True, crowd=True)
    async with asyncio.timeout(5):
        await hold(turns, "second", told, urgent=False)
    assert told == ["first", "crowd", "second"]


async def test_a_crowd_that_has_gone_is_no_crowd() -> None:
    turns, told = Turns(Manners(longest=0.02)), list[str]()
    await hold(turns, "crowd", told, urgent=True, crowd=True)
    await asyncio.sleep(0.03)
    assert not turns.crowded


async def test_receipts_do_not_wait_for_the_rests_pause() -> None:
    turns, told = Turns(Manners(share=1000, longest=10)), list[str]()
    await hold(turns, "crowd", told, urgent=True, crowd=True)
    await hold(turns, "first", told, urgent=False, seconds=0.01)
    pausing = asyncio.create_task(hold(turns, "second", told, urgent=False))
    await asyncio.sleep(0)
    await hold(turns, "receipt", told, urgent=True, crowd=True)
    pausing.cancel()
    assert told == ["crowd", "first", "receipt"]


async def test_the_rest_gets_its_turn_however_many_receipts_wait_at_every_moment() -> None:
    turns, told = Turns(Manners(quiet=0.001, patience=0.002, longest=0.01)), list[str]()
    ended = asyncio.Event()

    async def receipts() -> None:
        while not ended.is_set():
            await hold(turns, "receipt", told, urgent=True, seconds=0.001)

    crowd = [asyncio.create_task(receipts()) for _ in range(8)]
    await asyncio.sleep(0.01)
    try:
        async with asyncio.timeout(5):
            await hold(turns, "patient", told, urgent=False)
    finally:
        ended.set()
        await asyncio.gather(*crowd)
    assert "patient" in told
