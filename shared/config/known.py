"""Which keys a table may have: what an unknown key is compared with."""

from typing import Any, get_args

from pydantic import BaseModel

from shared.config.positions import KeyPath

TAGS = ("scheme", "kind")


def keys_of(root: type[BaseModel], table: KeyPath, raw: Any) -> list[str]:
    """The keys of the model that `table` (a path in `raw`) is read with; a union's member is chosen by its tag."""
    models, node = [root], raw
    for part in table:
        node = child(node, part)
        inner = [m for model in models for m in _models(_annotation(model, part))]
        models = inner or models
    chosen = [model for model in models if _tagged(model, node)] or models
    return sorted({field.alias or name for model in chosen for name, field in model.model_fields.items()})


def child(node: Any, part: str | int) -> Any:
    """What stands under `part`; None where nothing does."""
    if isinstance(node, dict):
        return node.get(part)
    return node[part] if isinstance(node, list) and isinstance(part, int) and part < len(node) else None


def _annotation(model: type[BaseModel], part: str | int) -> Any:
    field = model.model_fields.get(str(part))
    return field.annotation if field else None


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _tagged(model: type[BaseModel], node: Any) -> bool:
    return any(
        tag in model.model_fields and child(node, tag) in get_args(model.model_fields[tag].annotation) for tag in TAGS
    )
