"""What the command says by itself, in the reader's language: help (both languages stand as `vi / en`) and wrong use."""

import os
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.language import Lang

if TYPE_CHECKING:
    from typer import Typer, TyperException

BETWEEN = " / "
PANELS = {"ARGUMENTS_PANEL_TITLE": "Tham số", "OPTIONS_PANEL_TITLE": "Tùy chọn", "COMMANDS_PANEL_TITLE": "Lệnh",
          "REQUIRED_LONG_STRING": "[bắt buộc]", "DEFAULT_STRING": "[mặc định: {}]"}  # fmt: skip
USAGE, HELP = "Cách dùng: ", "Hiện hướng dẫn này."
METAVARS = {"options_metavar": "[TÙY CHỌN]", "subcommand_metavar": "LỆNH [THAM SỐ]..."}
TYPES = {"<bool>": "", "<str>": "<chữ>", "<int>": "<số>", "<int range>": "<số>", "<path>": "<tệp>", "<UUID>": "<mã>",
         "<list[str]>": "<chữ>", "<list[UUID]>": "<mã>"}  # fmt: skip

MISFITS = (
    (re.compile(r"Input should be a valid UUID.*"), "phải là mã định danh (UUID)"),
    (re.compile(r"Input should be a valid integer.*"), "phải là số nguyên"),
    (re.compile(r"Input should be greater than or equal to (\d+)"), r"phải từ \1 trở lên"),
    (re.compile(r"Input should be less than or equal to (\d+)"), r"không được quá \1"),
    (re.compile(r"Option '(\S+)' requires an argument\."), r"tùy chọn \1 cần một giá trị"),
    (re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)"), r"thừa tham số \1"),
    (re.compile(r"Invalid value: (.*)"), r"\1"),
)


def language() -> Lang:
    """The language of the person at the terminal (DONDOC_LANG); Vietnamese where none, or a strange one, is named."""
    return "en" if os.environ.get("DONDOC_LANG") == "en" else "vi"


def half(text: str, lang: Lang) -> str:
    """The part of `vi / en` that is in `lang`; a text in one part is for both."""
    vi, both, en = " ".join(text.split()).partition(BETWEEN)
    if not both:
        return vi
    return en[:1].upper() + en[1:] if lang == "en" else f"{vi.rstrip('.')}."


def in_language(app: "Typer", lang: Lang) -> "Callable[..., object]":
    """What runs the command of `app`, its help in `lang` alone."""
    from typer import rich_utils
    from typer.main import get_command

    command = get_command(app)
    _choose(command, lang)
    if lang == "vi":
        for name, words in PANELS.items():
            setattr(rich_utils, name, words)
        rich_utils.OptionHighlighter.highlights.append(f"(?P<usage>{USAGE})")
        _in_vietnamese(command)
    return command.main


def _choose(command: object, lang: Lang) -> None:
    for one in (command, *getattr(command, "params", ())):
        if text := getattr(one, "help", None):
            one.help = half(text, lang)
    for inner in getattr(command, "commands", {}).values():
        _choose(inner, lang)


def _in_vietnamese(command: Any) -> None:
    """What typer itself puts into the help of a command and of those in it: usage, `--help`, types."""
    for name, words in METAVARS.items():
        if getattr(command, name, None):
            setattr(command, name, words)
    command.format_usage = partial(_usage, command)
    context = command.context_class(command)
    if own := command.get_help_option(context):  # made once for a command
        own.help = HELP
    for param in command.get_params(context):
        param.display_type = partial(_type_word, param.display_type)
    for inner in getattr(command, "commands", {}).values():
        _in_vietnamese(inner)


def _usage(command: Any, context: Any, formatter: Any) -> None:
    formatter.write_usage(context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=USAGE)


def _type_word(typers: Callable[[Any], str], context: Any) -> str:
    shown = typers(context)
    return TYPES.get(shown, shown)


def wrong_use(wrong: "TyperException", lang: Lang) -> str:
    """What is wrong, and where the help stands; a call without any words is answered by the help itself."""
    if type(wrong).__name__ == "NoArgsIsHelpError":
        return wrong.format_message()
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context else "dondoc"
    if lang == "en":
        return f"{wrong.format_message()}\nHelp: {path} --help"
    return f"{_vietnamese(wrong)}\nXem hướng dẫn: {path} --help"


def _vietnamese(wrong: "TyperException") -> str:
    kind, hint = type(wrong).__name__, _hint(wrong)
    if kind == "MissingParameter":
        return f"Thiếu {hint}."
    if kind == "NoSuchOption":
        return f"Không có tùy chọn {getattr(wrong, 'option_name', '')}."
    if kind == "NoSuchCommand" or wrong.message.startswith("No such command"):
        return f"Không có lệnh {wrong.message.split()[-1].strip('.')}."
    if hint:
        return f"Giá trị của {hint} không hợp lệ: {_misfit(wrong.message)}"
    return f"Sai cách dùng: {_misfit(wrong.format_message())}"


def _misfit(message: str) -> str:
    """What typer says of a value or a word that does not fit; a message of our own stays."""
    return next((said.sub(words, message) for said, words in MISFITS if said.fullmatch(message)), message)


def _hint(wrong: "TyperException") -> str:
    given, param = getattr(wrong, "param_hint", None), getattr(wrong, "param", None)
    return str(given or (param.get_error_hint() if param else "")).strip("'").replace("' / '", ", ")
