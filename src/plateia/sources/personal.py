"""Guardrails G-02 and G-16: a named column that looks like a person is refused before a row is read, units too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from plateia.errors import AccessError
from plateia.vocabulary.persons import column_words, kind_of_person_column
from plateia.vocabulary.persons_named import SHARE_LISTED, is_full_name, is_one_person, lists_persons
from plateia.vocabulary.units import identifies_in_column, kind_of_unit_column, kind_of_unit_value

__all__ = ["check_no_person_columns", "check_no_person_units", "check_no_person_values", "kind_of_person_column"]


_FACILITIES = frozenset(
    (
        "school schools ecole ecoles college lycee schule escuela scuola escola skola stop stops station stations "
        "street "
        "streets square park building site venue facility hall library rue strasse platz via piazza "
        "calle plaza rua praca straat plein iela arret haltestelle fermata parada paragem halte pietura parc parco "
        "parque "
        "kita kitas kindergarten creche creches nido guarderia playground playgrounds spielplatz speeltuin "
        "rotallaukums "
        "jugendzentrum jugendtreff gymnase turnhalle sporthalle palestra gimnasio ginasio sporthal "
        "library bibliothek bibliotheque biblioteca bibliotheek hospital hospitals krankenhaus hopital ospedale "
        "ziekenhuis slimnica clinic klinik clinique clinica centro centros centre center zentrum centrum centrs "
        "pub pubs bar bars kneipe cafe hotel shop shops laden magasin negozio tienda loja winkel veikals "
        "estate estates siedlung theatre theater teatro museum musee museo museu church kirche eglise chiesa "
        "iglesia igreja kerk baznica mosque stadium stadion stade stadio estadio market markt marche mercato mercado "
        "bridge brucke pont ponte puente brug monument cemetery friedhof cimetiere cimitero cementerio cemiterio"
    ).split()
)
"""Facilities and streets are called after people, full names and all; areas are less often."""
_DISTRICTS = frozenset(
    "quartier quartiers quartiere quartieri wijk wijken barrio barrios area areas district districts bairro bairros "
    "stadtteil stadtteile bezirk ortsteil kiez ward wards neighbourhood neighborhood buurt distrito rione iris apkaime "
    "rajons freguesia".split()
)
_SHARE_OF_DISTRICTS = 0.8
"""So large a share of full names makes a column named after districts a list of persons."""
_BEATS = frozenset("beat beats sector sectors sektor secteur settore setor zone zones zona zonas".split())
"""Whose codes look like plates: "B-AB 12"."""


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
    not named after such a facility, it is a list of persons. In a column of districts it takes four in five, unless one
    is written with the surname first.

    Raises
    ------
    AccessError
        ``units.personal-values``.

    Notes
    -----
    See ``plateia.vocabulary.units.kind_of_unit_value`` for what passes: single bare names, and numbers.
    """
    distinct = set(units)
    words = set(column_words(column))
    plates = not words & _BEATS
    kinds = Counter(kind for text in distinct if (kind := _kind_of_value(text, plates=plates)))
    surname_first = any("," in text and is_full_name(text) for text in distinct)
    share = _SHARE_OF_DISTRICTS if words & _DISTRICTS and not surname_first else SHARE_LISTED
    if not words & _FACILITIES and lists_persons(distinct, share=share):
        kinds["name"] += sum(is_full_name(text) for text in distinct)
    if kinds:
        raise AccessError(
            "units.personal-values",
            expected=f"Codes or names of places in the column {column!r} of {table}.",
            seen=f"{kinds.total()} units that look like a person's {', '.join(sorted(kinds))}.",
            remedy="add the counts up by area, street or facility first; no person is a unit of analysis (G-01, G-02).",
        )


def _kind_of_value(text: str, *, plates: bool) -> str | None:
    return kind_of_unit_value(text) or ("role or name" if is_one_person(text, plates=plates) else None)
