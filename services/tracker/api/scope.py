"""Who may look and who may change: an agency sees its own, the Office everything."""

from shared.auth import Principal
from shared.tokens import Role

READERS = (Role.VIEWER, Role.AGENCY, Role.CLERK, Role.MONITOR, Role.LEADER)
OFFICE = (Role.VIEWER, Role.CLERK, Role.MONITOR, Role.LEADER)
# The Office keeps the register; the agency reports on its own work; acceptance and withdrawal are the Office's.
CLERKS = (Role.CLERK, Role.MONITOR)
REPORTERS = (Role.AGENCY, Role.CLERK, Role.MONITOR)
DECIDERS = (Role.CLERK, Role.MONITOR, Role.LEADER)


def seen_by(who: Principal) -> str | None:
    """The code of the one agency that `who` may see; None = everything."""
    return who.agency if who.role is Role.AGENCY else None


def signature(who: Principal) -> str:
    """How a change says by whom: `clerk:Nguyễn Văn A`."""
    return f"{who.role}:{who.name}"
