"""The console: prints what is sent, for a first look, for demonstrations, and where nothing else is configured."""

from dataclasses import dataclass, field
from typing import TextIO

from services.notifier.channels.message import Message, Outcome, Sent, TryLater
from shared.logging import masked

WIDTH = 78


@dataclass
class ConsoleChannel:
    """Prints one box a notice to `stream`; addresses are masked, a terminal's text ends up in logs."""

    stream: TextIO
    slots: int = field(default=200, init=False)  # printing waits for nobody: as many as one claim takes
    longest: float = field(default=5, init=False)
    repeatable: bool = field(default=True, init=False)

    async def send(self, message: Message) -> Outcome:
        try:
            self.stream.write(box(message))
            self.stream.flush()
        except OSError as broken:
            return TryLater(f"console: {broken.strerror}")
        return Sent("printed")

    async def close(self) -> None:
        """Nothing to give back."""


def box(message: Message) -> str:
    """The notice as people read it on a terminal."""
    whom = message.name or "?"
    if message.address:
        whom = f"{whom} <{masked(message.address)}>"
    body = [line for line in message.words.text.strip().splitlines() if line]
    lines = [f"┌─ {message.words.subject}", f"│  → {whom}", *(f"│  {line}" for line in body)]
    return "\n".join([*lines, "└" + "─" * WIDTH, ""])
