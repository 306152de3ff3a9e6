"""Writes the pages that are made from the code: settings, errors, tables, commands. ``--check`` only compares."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "plateia"
NOTE = "<!-- Made by docs/build.py from the code; do not edit. -->\n\n"
KINDS = {
    "InputError": 2,
    "SettingsError": 2,
    "MethodError": 2,
    "DisclosureError": 3,
    "AccessError": 3,
    "EnvironmentFault": 4,
}


def main() -> int:
    """Write the generated pages, or with ``--check`` say which are out of date."""
    pages = {
        "errors.md": errors_page(),
        "tables.md": tables_page(),
        "settings-keys.md": settings_page(),
        "plan-keys.md": plan_page(),
    }
    stale = [name for name, text in pages.items() if _current(name) != text]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/{name} is out of date: run python3 do.py docs")
        return 1 if stale else 0
    for name in stale:
        (ROOT / "docs" / name).write_text(pages[name], encoding="utf-8")
        print(f"written: docs/{name}")
    print(f"{len(pages)} pages, {len(stale)} changed.")
    return 0


def _current(name: str) -> str:
    path = ROOT / "docs" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def errors_page() -> str:
    """Return every error code with what is expected and what to do."""
    rows = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in KINDS and node.args:
                given = {keyword.arg: _text(keyword.value) for keyword in node.keywords if keyword.arg}
                for code in _codes(node.args[0]):
                    rows.setdefault(code, (KINDS[_name(node.func)], given.get("expected", ""), given.get("remedy", "")))
    lines = [f"| `{code}` | {leave} | {want} | {todo} |" for code, (leave, want, todo) in sorted(rows.items())]
    return (
        "# Errors\n\n"
        + NOTE
        + "Every error says what was expected, what was seen and what to do, and ends with a stable code. "
        "Exit codes: 0 done; 1 a fault of ours (`plateia.fault`); 2 input, settings or method; 3 refused by a "
        "guardrail or by rights; 4 the environment; 130 interrupted (`run.interrupted`).\n\n"
        "| code | exit | expected | what to do |\n| --- | --- | --- | --- |\n" + "\n".join(lines) + "\n"
    )


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _codes(node: ast.expr) -> list[str]:
    """Return the code, or for one made of a table's name the codes of both tables."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[-1], ast.Constant):
        return [f"{table}{node.values[-1].value}" for table in ("areas", "incidents")]
    return []


def _text(node: ast.expr) -> str:
    """Return a sentence with an ellipsis where a value is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("|", "\\|").replace("\n", " ")
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) if isinstance(value, ast.Constant) else "…" for value in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return "…"


def tables_page() -> str:
    """Return the data dictionary: tidy tables and published tables, column by column."""
    from plateia.tables.areas import AREAS
    from plateia.tables.evaluated import EVALUATED_TABLES
    from plateia.tables.incidents import INCIDENTS
    from plateia.tables.published import PUBLISHED_TABLES

    parts = ["# Tables\n\n", NOTE, "## Tidy tables, in `tables/`\n\n"]
    parts += [_table_text(table) for table in (INCIDENTS, AREAS)]
    parts.append("## Published tables, in `out/audit-NNN/tables/`\n\n")
    parts += [_table_text(table) for table in PUBLISHED_TABLES]
    parts.append("## Tables of an evaluation, in `out/evaluation-NNN/tables/`\n\n")
    parts += [_table_text(table) for table in EVALUATED_TABLES]
    return "".join(parts).rstrip() + "\n"


def _table_text(table: Any) -> str:
    rows = "\n".join(
        f"| `{column.name}` | {column.dtype} | {column.unit} | {column.meaning} | {column.missing} |"
        for column in table.columns
    )
    head = "| column | type | unit | meaning | missing |\n| --- | --- | --- | --- | --- |\n"
    return f"### {table.name}\n\n{table.meaning}\n\n{head}{rows}\n\n"


def settings_page() -> str:
    """Return every key of ``city.toml`` with its type and default."""
    from plateia.settings.city import CitySettings

    parts = ["# Keys of city.toml\n\n", NOTE, "`docs/settings.md` explains them with an example.\n\n"]
    _add_section(CitySettings, "", parts, set())
    return "".join(parts).rstrip() + "\n"


def plan_page() -> str:
    """Return every key of the files of a plan, and of a city's own practice."""
    from plateia.plans.files import FILES, FOLDERS
    from plateia.settings.practice import PracticeFile

    parts = ["# Keys of the files of a plan\n\n", NOTE]
    parts.append("`docs/plan-problems.md` and `docs/plan-actions.md` explain them with examples.\n\n")
    files = {**FILES, **{f"{folder}/<id>.toml": model for folder, model in FOLDERS.items()}}
    for path, model in {**files, "knowledge/<id>.toml": PracticeFile}.items():
        parts.append(f"## {path}\n\n")
        _add_plan_section(model, "", parts)
    return "".join(parts).rstrip() + "\n"


def _keys_of(model: Any, name: str) -> tuple[list[str], list[tuple[str, Any]]]:
    """Return a row for each key of a section, and the sections within it."""
    rows: list[str] = []
    inner: list[tuple[str, Any]] = []
    for key, field in model.model_fields.items():
        shown = field.alias or key
        section = _section_in(field.annotation)
        if section is not None:
            inner.append((f"{name}.{shown}".strip("."), section))
        default = "required" if field.is_required() else _default(field)
        rows.append(f"| `{shown}` | {_type(field.annotation)} | {default} |")
    return rows, inner


def _add_plan_section(model: Any, name: str, parts: list[str]) -> None:
    rows, inner = _keys_of(model, name)
    doc = (model.__doc__ or "").strip().splitlines()
    heading = f"### [{name}]\n\n" if name else ""
    parts.append(f"{heading}{doc[0] if doc else ''}\n\n| key | type | default |\n| --- | --- | --- |\n")
    parts.append("\n".join(rows) + "\n\n")
    for inner_name, section in inner:
        _add_plan_section(section, inner_name, parts)


def _add_section(model: Any, name: str, parts: list[str], seen: set[str]) -> None:
    rows, inner = _keys_of(model, name)
    if name:
        doc = (model.__doc__ or "").strip().splitlines()
        parts.append(f"## [{name}]\n\n{doc[0] if doc else ''}\n\n| key | type | default |\n| --- | --- | --- |\n")
        parts.append("\n".join(rows) + "\n\n")
    for inner_name, section in inner:
        if inner_name not in seen:
            _add_section(section, inner_name, parts, seen | {inner_name})


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or not (value or isinstance(value, bool | int)) or hasattr(type(value), "model_fields"):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _section_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return annotation
    found = (_section_in(inner) for inner in get_args(annotation))
    return next((section for section in found if section is not None), None)


def _type(annotation: Any) -> str:
    if hasattr(annotation, "model_fields"):
        return "section"
    inner = [argument for argument in get_args(annotation) if _is_type(argument)]
    if not inner:
        return getattr(annotation, "__name__", None) or repr(annotation)
    if all(isinstance(argument, str) for argument in inner):
        return " or ".join(f"`{argument}`" for argument in inner)
    if getattr(annotation, "__origin__", None) in {dict}:
        return "table"
    return " or ".join(dict.fromkeys(_type(argument) for argument in inner))


def _is_type(argument: Any) -> bool:
    """Whether an argument of an annotation is a type or a literal, not a constraint on it."""
    if argument is type(None) or argument is Ellipsis:
        return False
    return isinstance(argument, type | str) or bool(get_args(argument))


if __name__ == "__main__":
    raise SystemExit(main())
