"""Whether a failure lies in what a handler was given (it counts as an attempt) or in the database or the broker."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLSTATE classes of PostgreSQL: connection, transaction rolled back (serialisation, deadlock), resources, operator
# intervention, system error; and single ones: lock not available, idle in transaction, read-only (a failover).
PASSING_CLASSES = ("08", "40", "53", "57", "58")
PASSING_STATES = ("55P03", "25P03", "25006")
SQLITE_ERROR = 1  # a wrong statement; every other code of SQLite's OperationalError is the file's or the disk's


class BrokerFailure(RuntimeError):
    """The broker could not be reached or refused; what was sent may or may not have arrived."""


# What to catch before asking `is_infrastructure`: everything else is a bug and raises.
MAY_PASS = (DBAPIError, BrokerFailure, PoolTimeout, PendingRollbackError, OSError, TimeoutError)


def is_infrastructure(failure: BaseException) -> bool:
    """Whether the same work may well succeed later: the consumer pauses and no attempt is counted."""
    if isinstance(failure, DBAPIError):
        return failure.connection_invalidated or isinstance(failure, InterfaceError) or _passing(failure)
    return isinstance(failure, MAY_PASS)


def _passing(failure: DBAPIError) -> bool:
    state = getattr(failure.orig, "sqlstate", None)
    if isinstance(state, str):
        return state[:2] in PASSING_CLASSES or state in PASSING_STATES
    if not isinstance(failure, OperationalError):
        return False
    return getattr(failure.orig, "sqlite_errorcode", None) != SQLITE_ERROR
