"""The receiving path as OpenAPI, by hand: it is a plain ASGI application."""

from typing import Any

from shared.problems import MEDIA_TYPE, SCHEMA

RECEIPT = {
    "type": "object",
    "required": ["delivery_id", "status"],
    "properties": {
        "delivery_id": {"type": "string", "format": "uuid"},
        "status": {"type": "string", "enum": ["accepted", "duplicate", "held"]},
        "reason": {"type": "string", "description": "why it is held, for example not-understood or key-reused"},
    },
}
REFUSALS = {
    "400": "payload-unparsable: neither JSON nor edXML as the source is configured",
    "401": "unauthenticated (no credentials at all) or signature-invalid",
    "404": "unknown-source: no such source in dondoc.toml",
    "413": "payload-too-large: larger than the source's body_limit",
    "422": "state-secret-refused: the document says it is a state secret; nothing of it is kept",
    "429": "rate-limited: wait for Retry-After seconds",
    "503": "unavailable: nothing was stored; send again after Retry-After seconds",
}
KEYS = ("webhook-id", "Idempotency-Key", "traceparent")


def webhook_paths() -> dict[str, Any]:
    """`POST /webhooks/{source}`."""
    refusals = {code: _problem(text, code in ("429", "503")) for code, text in REFUSALS.items()}
    accepted = {"description": "Durably stored.", "content": {"application/json": {"schema": RECEIPT}}}
    operation = {
        "tags": ["webhooks"],
        "summary": "A document system delivers a document, an update, a recall, progress or an edXML message",
        "description": "Authenticated as the source's `auth` in dondoc.toml says. The answer comes after the commit.",
        "operationId": "receive_webhook",
        "parameters": [_source(), *(_header(name) for name in KEYS)],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {}}, "application/xml": {"schema": {"type": "string"}}},
        },
        "responses": {"202": accepted, **refusals},
        "security": [],
    }
    return {"/webhooks/{source}": {"post": operation}}


def _problem(text: str, retry: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"description": text, "content": {MEDIA_TYPE: {"schema": SCHEMA}}}
    if retry:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return described


def _source() -> dict[str, Any]:
    return {"name": "source", "in": "path", "required": True, "schema": {"type": "string"}}


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
