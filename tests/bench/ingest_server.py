"""The servers that `tests.bench.ingest` measures: a bare FastAPI echo, and the receiving path alone."""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from services.ingest.app import build
from shared.blobs import open_blobs
from shared.clock import SystemClock
from shared.config import Environment, load_config
from shared.db import open_database
from shared.service import Context


def echo() -> ASGIApp:
    """The baseline: reads the body, answers."""
    app = FastAPI()

    @app.post("/webhooks/{source}")
    async def receive(source: str, request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    return app


def ingest(url: str, config: Path) -> ASGIApp:
    """The receiver without the frame around it."""
    database, clock = open_database(url), SystemClock()
    context = Context(
        config=load_config(config),
        environment=Environment(data=config.parent, database_url=url),
        clock=clock,
        database=database,
        blobs=open_blobs(database, config.parent, clock),
        metrics=CollectorRegistry(),
    )
    return build(context).receivers()["/webhooks/"]


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    app = echo() if kind == "echo" else ingest(rest[0], Path(rest[1]))
    uvicorn.run(app, host="127.0.0.1", port=int(port), loop="uvloop", http="httptools", log_level="warning",
                access_log=False, lifespan="off")  # fmt: skip
