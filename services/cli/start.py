"""What every verb needs first: the settings, or a refusal in the reader's language; and the context of a service."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from services.cli.speech import language
from shared.config.environment import Environment, EnvironmentProblem
from shared.config.errors import ConfigError
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Config
    from shared.service import Context

POOL = 10


def environment() -> Environment:
    """What the process environment says; ends the command with 1 where it makes no sense."""
    try:
        return Environment.from_os(os.environ)
    except EnvironmentProblem as problem:
        fail(problem.words)


def settings(file: Path | None) -> "tuple[Config, Environment]":
    """The configuration and the environment; ends the command with 1 where one of them is refused."""
    from shared.config import load_config

    around = environment()
    try:
        return load_config(file, os.environ), around
    except ConfigError as refused:
        typer.echo(refused.text(around.lang), err=True)
        raise typer.Exit(1) from refused


def tables(file: Path | None, *names: str) -> "Config":
    """These tables of the configuration alone, everything else as built in; ends the command with 1 where one of them
    is refused."""
    from shared.config import load_tables

    try:
        return load_tables(file, *names)
    except ConfigError as refused:
        typer.echo(refused.text(language()), err=True)
        raise typer.Exit(1) from refused


def context(config: "Config", around: Environment, name: str) -> "Context":
    """The context of a service; nothing connects yet. Ends the command with 1 where DONDOC_CLOCK is refused."""
    from prometheus_client import CollectorRegistry

    from shared.blobs import open_blobs
    from shared.db import open_database
    from shared.service import Context

    try:
        clock = around.clock()
    except EnvironmentProblem as problem:
        fail(problem.words)
    database = open_database(around.database_url, pool=POOL, name=f"dondoc {name}")
    blobs = open_blobs(database, around.data, clock)
    return Context(config, around, clock, database, blobs, CollectorRegistry())


def say(words: Words) -> None:
    """A line for the person at the terminal, in their language."""
    typer.echo(words.say(language()))


def fail(words: Words) -> NoReturn:
    """A line on stderr, and exit code 1."""
    typer.echo(words.say(language()), err=True)
    sys.stderr.flush()
    raise typer.Exit(1)
