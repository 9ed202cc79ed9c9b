"""From a source's configuration to its adapter."""

from services.ingest.adapters.edxml.adapter import EdxmlAdapter
from services.ingest.adapters.json_adapter import JsonAdapter, finder
from services.ingest.adapters.mapping import BadMapping, compile_mapping
from services.ingest.adapters.presets import PRESETS
from services.ingest.adapters.protocol import Adapter
from services.ingest.secrecy import opened
from shared.config.sources import Source

EDXML = "edxml"


def adapter_for(source: Source) -> Adapter[object]:
    """The adapter of a source. Raises BadMapping."""
    if source.preset == EDXML:
        if source.map:
            raise BadMapping(next(iter(source.map)), "edXML has its own fields; a mapping reads JSON")
        return EdxmlAdapter(opened(source.open_values), int(source.body_limit))
    chosen = PRESETS[source.preset]
    open_values = opened((*chosen.open_values, *source.open_values))
    return JsonAdapter(finder(chosen), compile_mapping(source.map), open_values)
