"""Writes TOML that a person edits and git can diff: tables in order, one key per line, long lists line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_LIST_LINE = 100


def toml_text(tree: Mapping[str, Any]) -> str:
    """Return values as TOML: tables and lists of tables after the plain keys; ``None`` is left out.

    Parameters
    ----------
    tree : mapping
        Texts, finite numbers, booleans, lists of them, mappings, and lists of mappings. Keys are bare TOML keys.

    Examples
    --------
    >>> print(toml_text({"practice": {"name": "Night walks", "year": 2024}, "results": [{"effect": 0.5}]}), end="")
    [practice]
    name = "Night walks"
    year = 2024
    <BLANKLINE>
    [[results]]
    effect = 0.5
    """
    return "\n\n".join(_blocks(tree, heading="", path="")) + "\n"


def toml_value(value: Any) -> str:
    """Return one text, number, boolean or list as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # every escape JSON uses is one of TOML's basic strings
    if isinstance(value, Sequence):
        parts = [toml_value(member) for member in value]
        line = f"[{', '.join(parts)}]"
        return line if len(line) <= LONGEST_LIST_LINE else "[\n" + "".join(f"    {part},\n" for part in parts) + "]"
    return repr(value)


def _blocks(table: Mapping[str, Any], *, heading: str, path: str) -> list[str]:
    plain, blocks = [], []
    for key, value in table.items():
        inner = f"{path}{key}"
        if isinstance(value, Mapping):
            blocks += _blocks(value, heading=f"[{inner}]", path=f"{inner}.")
        elif isinstance(value, Sequence) and value and all(isinstance(member, Mapping) for member in value):
            for member in value:
                blocks += _blocks(member, heading=f"[[{inner}]]", path=f"{inner}.")
        elif value is not None:
            plain.append(f"{key} = {toml_value(value)}")
    own = "\n".join([*([heading] if heading else []), *plain])
    return [own, *blocks] if own else blocks
