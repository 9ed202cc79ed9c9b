"""From a source's configuration to the reader of its bodies."""

from typing import Any

from services.ingest.adapters.json_adapter import JsonAdapter, finder
from services.ingest.adapters.mapping import BadMapping, compile_mapping
from services.ingest.adapters.presets import PRESETS
from services.ingest.interpret import Reader
from shared.config.sources import Source
from shared.secrecy import opened

EDXML = "edxml"


def reader_for(source: Source) -> Reader[Any]:
    """The reader of a source's bodies. Raises BadMapping."""
    if source.preset == EDXML:
        if source.map:
            raise BadMapping(next(iter(source.map)), "edXML has its own fields; a mapping reads JSON")
        from services.ingest.adapters.edxml.adapter import EdxmlAdapter  # slow to import

        return Reader(EdxmlAdapter(opened(source.open_values), int(source.body_limit)))
    chosen = PRESETS[source.preset]
    open_values = opened((*chosen.open_values, *source.open_values))
    return Reader(JsonAdapter(finder(chosen), compile_mapping(source.map), open_values))
