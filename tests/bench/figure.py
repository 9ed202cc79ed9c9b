"""One measured figure: its value, its goal, and what it was compared with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` as people write it; `met` None where the goal is told elsewhere; `beside` names the baseline."""

    name: str
    value: str
    goal: str = ""
    met: bool | None = None
    beside: str = ""

    def row(self) -> str:
        verdict = "" if self.met is None else ("yes" if self.met else "NO")
        return f"| {self.name} | {self.value} | {self.goal} | {verdict} | {self.beside} |"


HEADER = "| figure | measured | goal | met | beside |\n|---|---|---|---|---|"
