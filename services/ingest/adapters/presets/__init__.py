"""Presets as data: which names of a system's body are read as which of our fields, and which are known and ignored."""

from services.ingest.adapters.presets import vendor
from services.ingest.adapters.presets.preset import Preset

PRESETS: dict[str, Preset] = {
    "dondoc": Preset(canonical=True),
    "ioffice": vendor.preset(),
    "idesk": vendor.preset(),
    "eoffice": vendor.preset(),
    "ictlongan": vendor.preset(),
}
