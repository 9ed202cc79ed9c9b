"""Who is told: one pure function from what happened, the ladder, the contacts and the recipients to notices."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.notifier.domain.because import also_by_channel, because
from services.notifier.domain.directory import Book, Contact, Means, Post, agency_target, head_target
from services.notifier.domain.ladder import Rung, rung_of
from services.notifier.domain.names import fold_name
from services.notifier.domain.notice import STEPS, Audience, Decided, Happening, Lang, Reason, Role, Status, Target


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration says of telling people."""

    ladder: tuple[Rung, ...]
    posts: tuple[Post, ...]
    means: Means
    lang: Lang = "vi"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place where an audience sits: an address, or what must become known first."""

    target: Target | None
    waits_for: str | None = None

    @property
    def place(self) -> tuple[str, str]:
        return (self.target.channel, self.target.key) if self.target else ("", self.waits_for or "")


def decide(happening: Happening, book: Book, rules: Rules) -> tuple[Decided, ...]:
    """The notices of one happening, one per (channel, folded address); the first audience that names it counts."""
    rung = rung_of(happening.step, rules.ladder) if happening.step is not None else None
    taken: dict[tuple[str, str], Decided] = {}
    for audience in audiences(happening, rung):
        sentence = because(happening, audience, rung, rules.lang)
        for seat in seats(happening, audience, book, rules):
            taken.setdefault(seat.place, _decided(happening, audience, seat, _of_seat(sentence, seat, rules)))
    return tuple(taken.values())


def audiences(happening: Happening, rung: Rung | None) -> tuple[Audience, ...]:
    """Facts concern the agency, alarms the operator, steps the rung's audience and no coordinating agency."""
    if happening.reason is Reason.NO_ADDRESS:
        return (Audience.OPERATOR,)
    if happening.reason not in STEPS:
        return (Audience.AGENCY,)
    if happening.role is Role.COORDINATING:
        return ()
    return rung.audience if rung else (Audience.AGENCY,)


def seats(happening: Happening, audience: Audience, book: Book, rules: Rules) -> Iterator[Seat]:
    """Where `audience` is reached for this happening."""
    contact = book.agencies.get(happening.agency_id)
    posts = [post for post in rules.posts if post.audience is audience]
    if audience is Audience.MONITOR:
        yield from _monitors(happening, posts, book, rules.means)
        return
    heard = [post for post in posts if post.unit is None or _is_of(post.unit, happening, contact)]
    if audience in (Audience.AGENCY, Audience.HEAD):
        yield from _own(audience, happening.agency_id, contact, heard, rules.means)
    for post in heard:
        yield Seat(post.target)


def waiting_key(audience: Audience, agency_id: UUID) -> str:
    """What a notice waits for while an agency's (or its head's) address is not known."""
    return f"{audience}:{agency_id}"


def unit_key(name: str) -> str:
    """What a notice waits for while a monitoring unit's address is not known."""
    return f"unit:{fold_name(name)}"


def awaited(key: str, book: Book, means: Means) -> Target | None:
    """The address that a waiting notice waited for, if it is known by now."""
    kind, _, what = key.partition(":")
    if kind == "unit":
        return agency_target(book.units.get(what), means)
    contact = book.agencies.get(UUID(what))
    return agency_target(contact, means) if kind == Audience.AGENCY else head_target(contact, means)


def _own(
    audience: Audience, agency_id: UUID, contact: Contact | None, heard: list[Post], means: Means
) -> Iterator[Seat]:
    own = (agency_target if audience is Audience.AGENCY else head_target)(contact, means)
    if own:
        yield Seat(own)
    elif not any(post.personal and post.unit for post in heard):
        yield Seat(None, waiting_key(audience, agency_id))


def _monitors(happening: Happening, posts: list[Post], book: Book, means: Means) -> Iterator[Seat]:
    for name in happening.monitoring:
        unit = book.units.get(fold_name(name))
        named = [post for post in posts if post.unit and _same_unit(post.unit, name, unit)]
        yield from (Seat(post.target) for post in named)
        if not named:
            own = agency_target(unit, means)
            yield Seat(own) if own else Seat(None, unit_key(name))
    yield from (Seat(post.target) for post in posts if post.unit is None)


def _same_unit(written: str, name: str, unit: Contact | None) -> bool:
    return fold_name(written) == fold_name(name) or (unit is not None and unit.goes_by(written))


def _is_of(unit: str, happening: Happening, contact: Contact | None) -> bool:
    return _same_unit(unit, happening.agency_name, contact)


def _of_seat(sentence: str, seat: Seat, rules: Rules) -> str:
    if seat.target is None or seat.target.address:
        return sentence
    return also_by_channel(sentence, seat.target.channel, rules.lang)


def _decided(happening: Happening, audience: Audience, seat: Seat, sentence: str) -> Decided:
    status = Status.SUPERSEDED if happening.superseded else Status.SCHEDULED
    return Decided(happening, audience, seat.target, seat.waits_for, status, sentence)
