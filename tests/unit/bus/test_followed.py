"""Whether what is read follows what was read before."""

from shared.bus.followed import Followed

A, B = ("t", 0), ("t", 1)


def test_reads_that_follow_one_another_miss_nothing() -> None:
    followed = Followed()
    assert followed.committed({A: 5, B: 0}) == 0
    assert [followed.read(A, 5, 7), followed.read(A, 8, 8), followed.read(B, 0, 3)] == [0, 0, 0]


def test_what_lies_between_the_committed_place_and_the_first_read_is_missed() -> None:
    followed = Followed()
    followed.committed({A: 5})
    assert followed.read(A, 9, 9) == 4
    assert followed.read(A, 10, 12) == 0


def test_what_lies_between_two_reads_is_missed() -> None:
    followed = Followed()
    followed.read(A, 1, 3)
    assert followed.read(A, 6, 6) == 2


def test_a_read_that_came_before_the_committed_place_was_known_is_compared_with_it() -> None:
    followed = Followed()
    followed.read(A, 9, 10)
    assert followed.committed({A: 5}) == 4
    assert followed.read(A, 11, 11) == 0


def test_who_never_read_a_partition_misses_nothing_wherever_it_begins() -> None:
    followed = Followed()
    assert followed.committed({A: None}) == 0
    assert followed.read(A, 100, 100) == 0


def test_what_is_read_again_is_not_missed() -> None:
    followed = Followed()
    followed.committed({A: 5})
    followed.read(A, 5, 9)
    assert followed.read(A, 0, 9) == 0


def test_after_another_assignment_only_the_committed_place_counts() -> None:
    followed = Followed()
    followed.read(A, 1, 3)
    followed.assigned()
    assert followed.committed({A: 90}) == 0
    assert followed.read(A, 90, 91) == 0
