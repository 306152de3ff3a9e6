"""Guardrails G-02 and G-16: a named column that looks like a person is refused before a row is read, units too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from plateia.errors import AccessError
from plateia.vocabulary.persons import column_words, kind_of_person_column
from plateia.vocabulary.persons_named import is_full_name, is_one_person, lists_persons
from plateia.vocabulary.units import identifies_in_column, kind_of_unit_column, kind_of_unit_value

__all__ = ["check_no_person_columns", "check_no_person_units", "check_no_person_values", "kind_of_person_column"]


_FACILITIES = frozenset(
    (
        "school schools ecole ecoles college lycee schule escuela scuola escola skola stop stops station stations "
        "street "
        "streets square park building site venue facility hall library rue strasse platz via piazza "
        "calle plaza rua praca straat plein iela arret haltestelle fermata parada paragem halte pietura parc parco "
        "parque"
    ).split()
)
"""Facilities and streets are called after people, full names and all; areas hardly ever are."""


def check_no_person_columns(columns: Iterable[str], *, table: str) -> None:
    """Raise ``AccessError`` ``columns.personal`` when a column that would be read looks like a person's."""
    for column in columns:
        kind = kind_of_person_column(column)
        if kind is not None:
            raise AccessError(
                "columns.personal",
                expected=f"Columns about places, times and offences in {table}.",
                seen=f"the column {column!r}, which looks like a person's {kind}.",
                remedy="take the column out of city.toml; Plateia reads places and aggregates, never persons (G-16).",
            )


def check_no_person_units(unit: str, *, counted: Iterable[str], table: str) -> None:
    """Refuse columns whose rows would be persons, households, cases or groups of persons: a unit is a place (G-02).

    Parameters
    ----------
    unit : str
        Name of the column of units.
    counted : iterable of str
        Names of the columns of counts and of what they are divided by: numbers of persons pass, scores of them do not.

    Raises
    ------
    AccessError
        ``units.personal``: a column named after persons. A column of another name may hold them all the same.
    """
    named = [(unit, kind_of_unit_column(unit)), *((column, identifies_in_column(column)) for column in counted)]
    for column, kind in named:
        if kind is not None:
            raise AccessError(
                "units.personal",
                expected=f"Places, facilities or programmes as units in {table}, and counts of what happened there.",
                seen=f"the column {column!r}, which is named after a {kind}.",
                remedy="add the counts up by area, street or facility first; no person, household, case or group of "
                "persons is a unit of analysis (G-01, G-02).",
            )


def check_no_person_values(units: Iterable[str], *, column: str, table: str) -> None:
    """Refuse units whose names look like persons; messages count them and never quote one.

    A full name alone may be that of a school or a street; where at least half of the units have one, and the column is
    not named after such a facility, it is a list of persons.

    Raises
    ------
    AccessError
        ``units.personal-values``.

    Notes
    -----
    See ``plateia.vocabulary.units.kind_of_unit_value`` for what passes: single bare names, and numbers.
    """
    distinct = set(units)
    kinds = Counter(kind for text in distinct if (kind := _kind_of_value(text)))
    if not _FACILITIES.intersection(column_words(column)) and lists_persons(distinct):
        kinds["name"] += sum(is_full_name(text) for text in distinct)
    if kinds:
        raise AccessError(
            "units.personal-values",
            expected=f"Codes or names of places in the column {column!r} of {table}.",
            seen=f"{kinds.total()} units that look like a person's {', '.join(sorted(kinds))}.",
            remedy="add the counts up by area, street or facility first; no person is a unit of analysis (G-01, G-02).",
        )


def _kind_of_value(text: str) -> str | None:
    return kind_of_unit_value(text) or ("role or name" if is_one_person(text) else None)
