"""What the notifier's routes take: who may ask, and values that are checked at the door."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import StringConstraints

from services.notifier.domain.notice import Reason, Status
from shared.auth import Principal, require
from shared.paging import LIMIT, MOST

Reader = Annotated[Principal, Depends(require("viewer", "agency", "clerk", "monitor", "leader"))]
INSIDERS = Depends(require("viewer", "clerk", "monitor", "leader"))
Writer = Annotated[Principal, Depends(require("clerk", "monitor"))]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
After = Annotated[str | None, Query(max_length=400)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
DEFAULT_LIMIT = LIMIT
AskedStatus = Status | None
AskedReason = Reason | None


def only_of(who: Principal) -> str | None:
    """The agency that the caller is confined to; None for everybody else. A token of no agency sees nothing."""
    return (who.agency or "") if who.role == "agency" else None
