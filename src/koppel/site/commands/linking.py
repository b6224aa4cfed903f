"""``koppel link``: a CSV file in, clusters out, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
