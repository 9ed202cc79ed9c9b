"""`dondoc replay`: kept deliveries are read again with the present configuration."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from services.cli.on_database import on_database
from services.cli.options import ConfigFile
from services.cli.speech import language
from shared.language import Words

if TYPE_CHECKING:
    from services.ingest.app import Ingest
    from services.ingest.catalog import Wanted
    from shared.service import Context

PAGE = 200

Ids = Annotated[list[UUID] | None, typer.Argument(help="Mã lượt gửi / delivery ids.", metavar="[ID]...")]
SourceOption = Annotated[str | None, typer.Option("--source", "-s", help="Mọi lượt gửi của nguồn / all of a source.")]
StatusOption = Annotated[str | None, typer.Option("--status", help="held | accepted; mặc định held / default held.")]


def register(app: typer.Typer) -> None:
    app.command()(replay)


def replay(
    ids: Ids = None, source: SourceOption = None, status: StatusOption = None, config: ConfigFile = None
) -> None:
    """Đọc lại các lượt gửi đã giữ, sau khi sửa ánh xạ / read deliveries again after a mapping was mended."""
    from services.ingest.catalog import Wanted
    from services.ingest.delivery import Status

    if bool(ids) == (source is not None or status is not None):
        words = Words("hãy ghi mã lượt gửi, hoặc --source, --status", "give delivery ids, or --source, --status")
        raise typer.BadParameter(words.say(language()), param_hint="ID")
    if status not in (None, Status.HELD, Status.ACCEPTED):
        words = Words("hãy ghi held hoặc accepted", "write held or accepted")
        raise typer.BadParameter(words.say(language()), param_hint="--status")
    wanted = ids or Wanted(source, Status(status or Status.HELD))
    if on_database(config, lambda context: _run(context, wanted)):
        raise typer.Exit(1)


async def _run(context: "Context", chosen: "list[UUID] | Wanted") -> int:
    from services.cli.start import say
    from services.ingest.app import Ingest
    from services.ingest.catalog import Wanted

    if isinstance(chosen, Wanted) and chosen.source and chosen.source not in context.config.sources:
        known = ", ".join(context.config.sources) or "-"
        raise typer.BadParameter(f"{chosen.source}: {known}", param_hint="--source")
    ingest, counted, failures = Ingest(context), 0, 0
    async for one in _chosen(ingest, chosen):
        counted += 1
        failures += not await _again(ingest, one)
    say(Words(f"Đã đọc lại {counted} lượt gửi, {failures} lượt chưa được.",
              f"{counted} deliveries read again, {failures} of them in vain."))  # fmt: skip
    return failures


async def _chosen(ingest: "Ingest", chosen: "list[UUID] | Wanted") -> AsyncIterator[UUID]:
    if isinstance(chosen, list):
        for one in chosen:
            yield one
        return
    before = None
    while page := await ingest.catalog.list(chosen, before, PAGE):
        for entry in page:
            yield entry.id
        before = page[-1].id


async def _again(ingest: "Ingest", delivery_id: UUID) -> bool:
    """Whether it is accepted now; one line for the person."""
    from services.ingest.accept import StateSecret
    from services.ingest.replay import NoSuchDelivery, NotReplayable

    try:
        receipt = await ingest.replayer.replay(delivery_id)
        said, done = f"{receipt.status} {receipt.reason or ''}", receipt.status == "accepted"
    except NotReplayable as cannot:
        said, done = cannot.why, False
    except NoSuchDelivery:
        said, done = "not-found", False
    except StateSecret:
        said, done = "state-secret-refused", False
    typer.echo(f"{delivery_id}  {said}")
    return done
