"""Reads ``city.toml`` and the other files a person edits: all problems at once, each with a stable code.

A key nobody knows is told with the nearest known one. Each kind of file has a strict model and a page that explains it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from plateia.errors import EnvironmentFault, InputError, SettingsError, SettingsErrors
from plateia.settings.city import CitySettings

SETTINGS_FILE = "city.toml"
SETTINGS_PAGE = "docs/settings.md"
LONGEST_KEY = 60
KEY_WITHOUT_END = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")
"""A dotted key of a hundred parts: reading one of thousands takes minutes."""
SEEN = {
    "too_short": "too little, at least {min_length} is needed",
    "string_too_short": "an empty text",
    "string_too_long": "more than {max_length} characters",
    "string_type": "no text in quotes",
    "int_type": "no whole number",
    "int_from_float": "no whole number",
    "float_type": "no number",
    "finite_number": "no finite number",
    "bool_type": "neither true nor false",
    "tuple_type": "no list in [ ]",
    "model_type": "no section with keys",
    "greater_than": "not above {gt}",
    "greater_than_equal": "below {ge}",
    "less_than": "not below {lt}",
    "less_than_equal": "above {le}",
    "literal_error": "none of {expected}",
}
"""What a value that a model refuses is called, by the model's kind of error."""
SEEN_PATTERNS = {
    r"\S": "an empty text",
    r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$": "an id that is not of lower-case letters, digits, - and _",
    r"^(not assessed|(not needed|done): \S.*)$": 'none of "not assessed", "not needed: reason", "done: reference"',
}

Model = TypeVar("Model", bound=BaseModel)


def check_city_folder(city: Path) -> None:
    """Refuse a city folder that is not there (``folder.not-found``)."""
    if not city.is_dir():
        raise InputError(
            "folder.not-found",
            expected="A city folder.",
            seen=f"no folder {city.name!r} there.",
            remedy="give the folder that holds city.toml, or make one with: plateia new FOLDER",
        )


def read_settings(folder: Path) -> CitySettings:
    """Return the settings of a city folder.

    Raises
    ------
    InputError
        ``folder.not-found``, ``settings.not-found``, ``settings.encoding``.
    EnvironmentFault
        ``settings.no-permission``.
    SettingsError
        ``settings.toml``, ``settings.backslash``; ``SettingsErrors`` with all problems of the model:
        ``settings.unknown-key``, ``settings.missing-key``, ``settings.value``, ``governance.dpia`` ...
    """
    path = folder / SETTINGS_FILE
    check_city_folder(folder)
    if not path.is_file():
        raise InputError(
            "settings.not-found",
            expected=f"A file {SETTINGS_FILE} in the city folder.",
            seen=f"none in {folder.name!r}.",
            remedy="plateia new FOLDER writes a commented one.",
        )
    return read_toml(path, model=CitySettings, page=SETTINGS_PAGE)


def parse_settings(text: str) -> CitySettings:
    """Return the settings written in ``text``; see ``read_settings``."""
    return parse_toml(text, model=CitySettings, file=SETTINGS_FILE, page=SETTINGS_PAGE)


def read_toml(path: Path, *, model: type[Model], page: str) -> Model:
    """Return a TOML file as its strict model.

    Parameters
    ----------
    path : Path
        A file that is there.
    model : type
        A ``Section``: unknown keys are refused.
    page : str
        The page that explains the file's keys: ``docs/settings.md``. Errors name it.

    Raises
    ------
    InputError
        ``settings.encoding``.
    EnvironmentFault
        ``settings.no-permission``.
    SettingsError
        ``settings.toml``, ``settings.backslash``; ``SettingsErrors`` with all problems of the model.
    """
    return parse_toml(read_text(path), model=model, file=path.name, page=page)


def read_text(path: Path) -> str:
    """Return the text of a file saved as UTF-8; see ``read_toml`` for the errors."""
    try:
        raw = path.read_bytes()
    except PermissionError:
        raise EnvironmentFault(
            "settings.no-permission",
            expected=f"Leave to read {path.name} in {path.parent.name!r}.",
            seen="permission denied.",
            remedy="ask for read access to the folder, or copy it to a place of your own.",
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise InputError(
            "settings.encoding",
            expected=f"{path.name} saved as UTF-8.",
            seen=f"bytes of another encoding in line {line}.",
            remedy="save the file as UTF-8 in the editor.",
        ) from None


def parse_toml(text: str, *, model: type[Model], file: str, page: str) -> Model:
    """Return the model written in ``text``, TOML; ``file`` is the name errors speak of; see ``read_toml``."""
    return check_tree(parse_tree(text, file=file), model=model, file=file, page=page)


def parse_tree(text: str, *, file: str) -> dict[str, Any]:
    """Return the tables of a TOML text; raise ``settings.toml`` or ``settings.backslash``, which name ``file``."""
    if KEY_WITHOUT_END.search(text):
        raise _toml_error(text, "a key of too many parts", file=file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _toml_error(text, str(fault), file=file) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in brackets without end
        raise _toml_error(text, "a number or a nesting without end", file=file) from None


def check_tree(tree: Any, *, model: type[Model], file: str, page: str) -> Model:
    """Return the model of values read from a file, or raise ``SettingsErrors`` with all that is wrong with them."""
    try:
        return model.model_validate(tree)
    except ValidationError as fault:
        raise SettingsErrors(file, problems_of(fault, model=model, page=page), page=page) from None


def problems_of(fault: ValidationError, *, model: type[BaseModel], page: str) -> list[SettingsError]:
    """Return one error per problem, each with the place, a code and what to do."""
    return [_problem(error, model=model, page=page) for error in _causes(fault.errors())]


def _causes(errors: Sequence[Any]) -> list[Any]:
    """Leave out what only follows from another error: a list is too short because its one entry is wrong."""
    places = [error["loc"] for error in errors]

    def has_cause_within(place: tuple[str | int, ...]) -> bool:
        return any(len(other) > len(place) and other[: len(place)] == place for other in places)

    return [error for error in errors if error["type"] != "too_short" or not has_cause_within(error["loc"])]


def _toml_error(text: str, fault: str, *, file: str) -> SettingsError:
    line_number = _line_of(fault)
    line = text.splitlines()[line_number - 1] if 0 < line_number <= len(text.splitlines()) else ""
    if '"' in line and "\\" in line:
        return SettingsError(
            "settings.backslash",
            expected=f"Paths in double quotes without single backslashes in {file}.",
            seen=f"a backslash in line {line_number}; TOML reads it as the start of a special character.",
            remedy="write 'C:\\Users\\...' in single quotes, or use forward slashes: \"C:/Users/...\".",
        )
    return SettingsError(
        "settings.toml",
        expected=f"Valid TOML in {file}.",
        seen=f"{fault}.",
        remedy='check quotes and brackets there; text stands in quotes, lists in [ ]. Example: name = "Leeds"',
    )


def _line_of(fault: str) -> int:
    words = fault.replace(",", " ").replace(")", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 0


def _problem(error: Any, *, model: type[BaseModel], page: str) -> SettingsError:
    place = _place(error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, error["loc"][:-1])
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1, cutoff=0.5)
        return SettingsError(
            "settings.unknown-key",
            expected=f"Only known keys in [{_place(error['loc'][:-1]) or 'the file'}].",
            seen=f"{place}.",
            remedy=f"did you mean {near[0]!r}?" if near else f"known keys here: {', '.join(known)}.",
        )
    if kind == "missing":
        return SettingsError(
            "settings.missing-key",
            expected=f"A value for {place}.",
            seen="none.",
            remedy=f"add it; {page} explains {str(error['loc'][-1])!r}.",
        )
    if place == "governance.minimum_count":
        return SettingsError(
            "governance.minimum-count",
            expected="minimum_count of at least 5.",
            seen="a smaller or unreadable number.",
            remedy="5 is the floor of the disclosure rule; it can be raised, not lowered.",
        )
    return SettingsError(
        "settings.value",
        expected=f"A usable value for {place or 'the file as a whole'}.",
        seen=f"{_seen(error)}.",
        remedy=f"{page} shows an example of every key.",
    )


def _seen(error: Any) -> str:
    """Return what is wrong with a value in words for whoever wrote it; never the value itself."""
    words = SEEN.get(error["type"])
    if error["type"] == "string_pattern_mismatch":
        words = SEEN_PATTERNS.get(error["ctx"]["pattern"], "a text of another form")
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    context = error.get("ctx", {})
    return words.format(
        **{name: item.isoformat() if isinstance(item, date) else item for name, item in context.items()}
    )


def _place(location: Sequence[str | int]) -> str:
    parts: list[str] = []
    for part in location:
        if isinstance(part, int):
            parts[-1] += f"[{part + 1}]"
        elif part not in {"CategoryMap", "str", "int", "number", "reference"}:
            parts.append("".join(letter for letter in part if letter.isprintable())[:LONGEST_KEY])
    return ".".join(parts)


def _known_keys(model: Any, location: Sequence[str | int]) -> list[str]:
    for part in location:
        if isinstance(part, int) or not _is_model(model):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part in fields:
            model = _model_within(fields[part].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()] if _is_model(model) else []


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if _is_model(annotation):
        found: type[BaseModel] = annotation
        return found
    for inner in get_args(annotation):
        model = _model_within(inner)
        if model is not None:
            return model
    return None


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)
