"""Which failures count as an attempt and which only pause the consumer."""

import sqlite3

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.bus.failures import BrokerFailure, is_infrastructure


class OfPostgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


class Model(BaseModel):
    number: int


def of_sqlite(code: int) -> sqlite3.OperationalError:
    failure = sqlite3.OperationalError("told")
    failure.sqlite_errorcode = code
    return failure


def wrapped(sqlstate: str, kind: type[DBAPIError] = DBAPIError, cut: bool = False) -> DBAPIError:
    return kind("SELECT 1", None, OfPostgres(sqlstate), connection_invalidated=cut)


@pytest.mark.parametrize(
    "failure",
    [
        wrapped("08006"), wrapped("40P01"), wrapped("40001"), wrapped("53300"), wrapped("57P01"), wrapped("57014"),
        wrapped("58030"), wrapped("55P03"), wrapped("25006", ProgrammingError), wrapped("XX000", cut=True),
        InterfaceError("SELECT 1", None, Exception("connection is closed")),
        OperationalError("BEGIN IMMEDIATE", None, of_sqlite(sqlite3.SQLITE_BUSY)),
        OperationalError("COMMIT", None, of_sqlite(sqlite3.SQLITE_FULL)),
        OperationalError("COMMIT", None, of_sqlite(sqlite3.SQLITE_IOERR)),
        PoolTimeout("no connection"), ConnectionRefusedError("refused"), TimeoutError("slow"), BrokerFailure("away"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_may_succeed_later_is_no_attempt(failure: Exception) -> None:
    assert is_infrastructure(failure)


@pytest.mark.parametrize(
    "failure",
    [
        wrapped("23505", IntegrityError), wrapped("42P01", ProgrammingError), wrapped("22001"), wrapped("54000"),
        OperationalError("SELECT x", None, of_sqlite(sqlite3.SQLITE_ERROR)),
        ValueError("wrong"), KeyError("task"), ZeroDivisionError(), RecursionError(), AssertionError(),
    ],
    ids=repr,
)  # fmt: skip
def test_what_fails_every_time_is_an_attempt(failure: Exception) -> None:
    assert not is_infrastructure(failure)


def test_data_that_does_not_fit_its_model_is_an_attempt() -> None:
    with pytest.raises(ValidationError) as raised:
        Model.model_validate_json(b"{}")
    assert not is_infrastructure(raised.value)
