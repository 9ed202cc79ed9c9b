"""[policy]: how deadlines are read and at which steps people are told."""

from datetime import time
from typing import Literal, Self

from pydantic import Field, model_validator

from shared.config.table import Setting, wrong
from shared.language import Words

Audience = Literal["agency", "head", "monitor", "office", "leader", "operator"]


class LadderRung(Setting):
    """One step of the ladder: `-5wd`, `0`, `+1wd`, and who hears of it.

    `repeat` (`5wd`) goes on from a step after the deadline until the assignment ends.
    """

    step: str = Field(pattern=r"^(0|[+-][1-9][0-9]{0,2}wd)$")
    audience: tuple[Audience, ...] = Field(min_length=1)
    repeat: str | None = Field(default=None, pattern=r"^[1-9][0-9]{0,2}wd$")

    @property
    def working_days(self) -> int:
        """-5 for `-5wd`, 0, 1 for `+1wd`."""
        return int(self.step.removesuffix("wd"))

    @model_validator(mode="after")
    def _repeats_only_after_the_deadline(self) -> Self:
        if self.repeat and self.working_days <= 0:
            raise wrong(Words("chỉ bước sau hạn (ví dụ +5wd) mới được lặp lại; hãy bỏ repeat",
                              "only a step after the deadline (such as +5wd) may repeat; remove it"))  # fmt: skip
        return self


def _default_ladder() -> tuple[LadderRung, ...]:
    rungs: tuple[tuple[str, tuple[Audience, ...], str | None], ...] = (
        ("-5wd", ("agency",), None),
        ("-3wd", ("agency", "monitor"), None),
        ("-1wd", ("agency", "head", "monitor"), None),
        ("0", ("agency", "head"), None),
        ("+1wd", ("agency", "head", "monitor"), None),
        ("+3wd", ("agency", "head", "monitor", "office"), None),
        ("+5wd", ("agency", "head", "monitor", "office"), "5wd"),
    )
    return tuple(LadderRung(step=step, audience=audience, repeat=repeat) for step, audience, repeat in rungs)


class Policy(Setting):
    """`truoc_is_exclusive`: "trước ngày D" is due at D 00:00. `day_ends`: `24:00` or the close of business (`17:00`).

    `review_below`: a confidence under it goes to review. `notify_at`: the time of day of every step (Viet Nam).
    """

    truoc_is_exclusive: bool = True
    day_ends: str = Field(default="24:00", pattern=r"^(24:00|([01][0-9]|2[0-3]):[0-5][0-9])$")
    review_below: float = Field(default=0.75, ge=0, le=1)
    notify_at: time = time(8, 0)
    ladder: tuple[LadderRung, ...] = Field(default_factory=_default_ladder)

    @model_validator(mode="after")
    def _each_step_once(self) -> Self:
        steps = [rung.step for rung in self.ladder]
        twice = sorted({step for step in steps if steps.count(step) > 1})
        if twice:
            raise wrong(Words(f"bước {', '.join(twice)} được khai hai lần trong ladder; hãy gộp lại",
                              f"step {', '.join(twice)} stands twice in the ladder; make it one"))  # fmt: skip
        return self
