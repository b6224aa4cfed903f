"""Pictures made by the server as SVG: values in, a picture with its list out; colours by class only."""

from .bars import Bar, bars
from .network import Neighbour, network_picture
from .picture import Entry, Picture
from .provinces import PROVINCE_NAMES, province_map
from .regions import Region, region_map
from .waterfall import EvidenceStep, waterfall

__all__ = [
    "PROVINCE_NAMES",
    "Bar",
    "Entry",
    "EvidenceStep",
    "Neighbour",
    "Picture",
    "Region",
    "bars",
    "network_picture",
    "province_map",
    "region_map",
    "waterfall",
]
