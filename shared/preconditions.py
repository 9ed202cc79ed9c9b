"""`If-Match: "<version>"`: a change names the version that it was decided upon."""

import re
from typing import Annotated

from fastapi import Header

from shared.problems import Problem

ONE_VERSION = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"')


def if_match(value: Annotated[str | None, Header(alias="If-Match")] = None) -> int:
    """A dependency: the version in If-Match. Raises Problem precondition-required (428) or version-mismatch (412)."""
    if value is None:
        raise Problem("precondition-required")
    found = ONE_VERSION.fullmatch(value.strip())
    if found is None:
        raise Problem("version-mismatch", 'If-Match phải có dạng "<phiên bản>", ví dụ "3".')
    return int(found.group(1))


def expect_version(wanted: int, actual: int) -> None:
    """Raises Problem version-mismatch where somebody has changed the thing meanwhile."""
    if wanted != actual:
        raise Problem("version-mismatch", f'Phiên bản hiện tại là "{actual}", không phải "{wanted}"; hãy đọc lại.')


def etag(version: int) -> dict[str, str]:
    """The header with which an answer says its version."""
    return {"ETag": f'"{version}"'}
