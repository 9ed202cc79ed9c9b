"""The four published figures and their rates, every rate with its formula [seed 000, QC42 reports]."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from services.tracker.domain.status import OPEN, State, Timeliness


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in per cent, one decimal (None where the denominator is 0), and how it was computed, in Vietnamese."""

    value: float | None
    formula: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of assignments (lượt nhiệm vụ). `withdrawn` stands beside the total."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late

    @property
    def open(self) -> int:
        return self.open_in_time + self.open_overdue

    @property
    def total(self) -> int:
        """The four figures always sum to the total."""
        return self.done + self.open

    def rates(self) -> dict[str, Rate]:
        """done_of_total, on_time_of_done, late_of_done, overdue_of_open, overdue_of_total."""
        overdue = self.done_late + self.open_overdue
        return {
            "done_of_total": rate("đã thực hiện", self.done, "tổng số lượt nhiệm vụ", self.total),
            "on_time_of_done": rate("đã thực hiện đúng hạn", self.done_on_time, "đã thực hiện", self.done),
            "late_of_done": rate("đã thực hiện quá hạn", self.done_late, "đã thực hiện", self.done),
            "overdue_of_open": rate("đang thực hiện quá hạn", self.open_overdue, "đang thực hiện", self.open),
            "overdue_of_total": rate("quá hạn (đã và đang thực hiện)", overdue, "tổng số lượt nhiệm vụ", self.total),
        }


def rate(part: str, count: int, whole: str, total: int) -> Rate:
    """`đã thực hiện / tổng số lượt nhiệm vụ = 1.164 / 2.139 = 54,4 %`."""
    value = round(count * 100 / total, 1) if total else None
    shown = f"{value:.1f} %".replace(".", ",") if value is not None else "không tính được (mẫu số bằng 0)"
    return Rate(value, f"{part} / {whole} = {_grouped(count)} / {_grouped(total)} = {shown}")


def figure_of(state: State, timeliness: Timeliness) -> Figures:
    """One assignment as a figure."""
    if state is State.WITHDRAWN:
        return Figures(withdrawn=1)
    late = timeliness is Timeliness.OVERDUE
    if state in OPEN:
        return Figures(open_overdue=1) if late else Figures(open_in_time=1)
    return Figures(done_late=1) if late else Figures(done_on_time=1)


def tally(counted: Iterable[tuple[State, Timeliness]]) -> Figures:
    """The figures of many assignments."""
    return sum((figure_of(state, timeliness) for state, timeliness in counted), Figures())


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", ".")
