"""`/v1/notices`, `/v1/recipients`, `/v1/silences`: who was told what and why, whom we reach, who is left alone."""

from collections.abc import Callable

from fastapi import APIRouter

from services.notifier.api import notices, recipients, silences
from services.notifier.domain.routing import Rules
from services.notifier.wording.render import Wording
from shared.service import Context


def routers(context: Context, rules: Rules, wording: Wording, wake: Callable[[], None]) -> tuple[APIRouter, ...]:
    """The notifier's HTTP interface; `wake` runs when a notice is to be sent again."""
    return (notices.router(context, wording, wake), recipients.router(context, rules), silences.router(context))
