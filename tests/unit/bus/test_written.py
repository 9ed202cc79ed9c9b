"""What a topic must hold at the least, and when it turns out to hold less."""

from shared.bus.written import Look, Written

NOTHING_NEW = Look()


def test_a_topic_that_holds_what_was_written_raises_no_doubt() -> None:
    written = Written(["a"])
    written.look({("a", 0): 5, ("a", 1): 0})
    written.acknowledged(("a", 0), 5, 3)
    assert not written.doubtful
    assert written.look({("a", 0): 8, ("a", 1): 0}) == NOTHING_NEW


def test_a_topic_without_any_record_counts_as_emptied_when_it_is_seen_first_and_only_then() -> None:
    written = Written(["a", "b"])
    assert written.look({("a", 0): 0, ("b", 0): 0, ("b", 1): 7}) == Look(emptied=("a",))
    assert written.look({("a", 0): 0, ("b", 0): 0, ("b", 1): 7}) == NOTHING_NEW


def test_a_partition_that_ends_before_what_was_acknowledged_has_been_emptied() -> None:
    written = Written(["a"])
    written.look({("a", 0): 1, ("a", 1): 1})
    written.acknowledged(("a", 0), 1, 2)
    assert written.look({("a", 0): 2, ("a", 1): 1}) == Look(emptied=("a",))
    assert written.look({("a", 0): 2, ("a", 1): 1}) == NOTHING_NEW


def test_a_partition_that_ends_before_where_it_was_seen_to_end_has_been_emptied() -> None:
    written = Written(["a"])
    written.look({("a", 0): 4})
    assert written.look({("a", 0): 3}) == Look(emptied=("a",))


def test_an_acknowledgement_from_before_what_was_written_tells_at_once_however_full_the_topic_is_again() -> None:
    written = Written(["a"])
    written.look({("a", 0): 4})
    written.acknowledged(("a", 0), 3, 9)
    assert written.doubtful
    assert written.look({("a", 0): 12}) == Look(emptied=("a",))
    assert not written.doubtful


def test_a_topic_that_was_away_and_is_there_again_has_been_emptied_even_if_something_was_written_meanwhile() -> None:
    written = Written(["a"])
    assert written.look({}) == Look(missing=("a",))
    written.acknowledged(("a", 0), 0, 1)
    assert written.look({("a", 0): 1}) == Look(emptied=("a",))


def test_a_topic_that_is_away_is_missing_at_every_look() -> None:
    written = Written(["a", "b"])
    written.look({("a", 0): 4, ("b", 0): 4})
    assert [written.look({("b", 0): 4}) for _ in range(2)] == [Look(missing=("a",))] * 2
    assert written.look({("a", 0): 0, ("b", 0): 4}) == Look(emptied=("a",))


def test_what_the_broker_did_not_say_is_no_doubt() -> None:
    written = Written(["a"])
    written.look({("a", 0): 4})
    for unsaid in (None, -1):
        written.acknowledged(("a", 0), unsaid, 1)
    assert not written.doubtful


def test_topics_of_others_are_not_looked_at() -> None:
    written = Written(["a"])
    written.look({("a", 0): 4})
    written.acknowledged(("z", 0), 0, 1)
    assert not written.doubtful
