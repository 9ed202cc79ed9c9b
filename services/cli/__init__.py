"""The command `dondoc`: one module a verb, imported only when that verb is asked for (a start must be quick).

To add a verb: write `services/cli/<module>.py` with `def register(app: typer.Typer) -> None` that adds the verb (or a
group of verbs) to the application, and name it in VERBS. Import heavy things inside the verb's function; take
`services.cli.options.ConfigFile` for `--config`, and `settings`, `fail` and `say` of `services.cli.start`. Exit codes:
0 done, 1 failed, 2 wrong use.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer

VERBS = {
    "serve": "services.cli.serve",
    "ingest": "services.cli.one",
    "tracker": "services.cli.one",
    "notifier": "services.cli.one",
    "migrate": "services.cli.migrate",
    "demo": "services.cli.demo",
    "read": "services.cli.read",
    "corpus": "services.cli.corpus",
    "sources": "services.cli.sources",
    "agencies": "services.cli.agencies",
    "calendar": "services.cli.calendar",
    "tokens": "services.cli.tokens",
    "replay": "services.cli.replay",
    "resend": "services.cli.resend",
    "doctor": "services.cli.doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `dondoc` with `arguments` (those of the process by default); the exit code."""
    import typer

    given = list(sys.argv[1:] if arguments is None else arguments)
    app = typer.Typer(name="dondoc", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(about)
    for module in _modules(given):
        import_module(module).register(app)
    return _run(app, given)


def about() -> None:
    """Đôn đốc: theo dõi, nhắc việc, đôn đốc nhiệm vụ được giao. / The register of tasks that leaders assign."""


def _modules(given: Sequence[str]) -> list[str]:
    """The module of the verb that is asked for; all of them where none is."""
    asked = VERBS.get(given[0]) if given else None
    return [asked] if asked else list(dict.fromkeys(VERBS.values()))


def _run(app: "Typer", given: Sequence[str]) -> int:
    from typer import Abort, TyperException

    from services.cli.speech import in_language, language, wrong_use
    from shared.config.errors import ConfigError

    lang = language()
    try:
        ended = in_language(app, lang)(list(given), prog_name="dondoc", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except TyperException as wrong:
        print(wrong_use(wrong, lang), file=sys.stderr)
        return wrong.exit_code
    except Abort:
        return 1
    except ConfigError as refused:  # a service refuses at start what only it can judge, for example a mapping
        print(refused.text(lang), file=sys.stderr)
        return 1
    return ended if isinstance(ended, int) else 0
