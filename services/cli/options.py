"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

HELP = "Tệp cấu hình (mặc định: dondoc.toml ở thư mục này) / the configuration (default: dondoc.toml of this folder)."
ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", metavar="FILE", help=HELP)]
