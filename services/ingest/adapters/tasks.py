"""Tasks that a body carries, one record each; a task without content stays in its words."""

from collections.abc import Mapping
from typing import Final

from services.ingest.adapters.dates import deadline
from services.ingest.adapters.page import Page, Reader
from services.ingest.adapters.protocol import Data
from services.ingest.adapters.values import flag, names, words, written

READERS: Final[Mapping[str, Reader]] = {
    "content": words,
    "lead": names,
    "coordinating": names,
    "monitoring": names,
    "field": words,
    "code": words,
    "deadline": deadline,
    "inclusive": flag,
    "report_required": flag,
}


def put_tasks(page: Page, value: object) -> None:
    """Fill `tasks` of a document; None means that the body says nothing of tasks."""
    if value is None:
        return
    if not isinstance(value, list):
        page.strange["tasks"] = written(value)
        return
    read = [_task(page, f"tasks[{number}]", item) for number, item in enumerate(value)]
    page.values["tasks"] = [task for task in read if task]


def _task(page: Page, name: str, item: object) -> Data:
    given = item if isinstance(item, dict) else {"content": item}
    task = Page(strange=page.strange, prefix=f"{name}.")
    for field, reader in READERS.items():
        task.put(field, reader, given.get(field))
    if "content" not in task.values:
        page.strange[name] = written(item)
        return {}
    return task.values
