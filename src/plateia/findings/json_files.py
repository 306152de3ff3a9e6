"""How machine-readable results are written, and where the schemas that describe them are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


def json_text(content: Mapping[str, Any]) -> str:
    r"""Return JSON values as text: a line per value, one newline at the end, the same for the same values.

    Examples
    --------
    >>> json_text({"city": "Łódź"})
    '{\n "city": "Łódź"\n}\n'
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write JSON values in UTF-8: the same bytes for the same values, whatever the machine."""
    path.write_text(json_text(content), encoding="utf-8", newline="\n")


@cache
def shipped_schema(package: str, name: str) -> Mapping[str, Any]:
    """Return a JSON Schema (draft 2020-12) that ships beside the modules of a package."""
    schema: dict[str, Any] = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return schema
