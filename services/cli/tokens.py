"""`dondoc tokens create|list|revoke`: who may use the API."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from services.cli.on_database import on_database
from services.cli.options import ConfigFile
from services.cli.speech import language
from shared.language import Words

if TYPE_CHECKING:
    from shared.service import Context
    from shared.tokens import Token

Name = Annotated[str, typer.Argument(help="Người hoặc hệ thống sẽ dùng mã / who or what will use it.")]
Id = Annotated[UUID, typer.Argument(help="Mã định danh, lấy từ tokens list / its id, as tokens list shows it.")]
RoleOption = Annotated[str, typer.Option("--role", "-r", help="source viewer agency clerk monitor leader operator")]
AgencyOption = Annotated[str | None, typer.Option("--agency", help="Mã cơ quan (vai trò agency) / the agency's code.")]
DaysOption = Annotated[
    int | None, typer.Option("--days", min=1, max=36500, help="Số ngày có hiệu lực / valid so many days.")
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Mã truy cập API / API tokens.")
    group.command("create")(create)
    group.command("list")(list_tokens)
    group.command("revoke")(revoke)
    app.add_typer(group, name="tokens")


def create(
    name: Name, role: RoleOption, agency: AgencyOption = None, days: DaysOption = None, config: ConfigFile = None
) -> None:
    """Tạo một mã; mã chỉ hiện một lần / make a token; its text is shown this once."""
    from shared.tokens import BadToken, NewToken, Role
    from shared.tokens import create as create_token

    if role not in list(Role):
        words = Words(f"không có vai trò {role}; hãy dùng {', '.join(Role)}", f"no role {role}; use {', '.join(Role)}")
        raise typer.BadParameter(words.say(language()), param_hint="--role")

    async def make(context: "Context") -> str:
        ends = context.clock.real() + timedelta(days=days) if days else None
        async with context.database.write() as tx:
            return (await create_token(tx, NewToken(name, Role(role), agency, ends), context.clock))[1]

    try:
        typer.echo(on_database(config, make))
    except BadToken as unfit:
        words = Words("vai trò agency cần mã cơ quan, vai trò khác thì không.",
                      "the role agency, and no other, needs a code.")  # fmt: skip
        raise typer.BadParameter(words.say(language()), param_hint="--agency") from unfit


def list_tokens(config: ConfigFile = None) -> None:
    """Liệt kê các mã (không hiện nội dung) / list the tokens."""
    from shared.tokens import listed

    async def look(context: "Context") -> "list[tuple[Token, bool]]":
        now = context.clock.real()
        return [(token, token.valid_at(now)) for token in await listed(context.database)]

    for token, valid in on_database(config, look):
        ends = _day(token.expires_at)
        typer.echo(f"{token.id}  {token.role:9} {token.agency or '-':10} {'+' if valid else 'x'} {ends}  {token.name}")


def revoke(token_id: Id, config: ConfigFile = None) -> None:
    """Thu hồi một mã / end a token now."""
    from services.cli.start import fail, say
    from shared.tokens import revoke as end

    async def act(context: "Context") -> bool:
        async with context.database.write() as tx:
            return await end(tx, token_id, context.clock)

    if not on_database(config, act):
        fail(Words("Không có mã này, hoặc đã thu hồi.", "There is no such token, or it has been revoked."))
    say(Words("Đã thu hồi.", "Revoked."))


def _day(instant: datetime | None) -> str:
    return instant.date().isoformat() if instant else "          "
