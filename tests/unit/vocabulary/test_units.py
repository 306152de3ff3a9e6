"""A unit is a place: columns and values named after persons are told, real names of areas are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.vocabulary.units import identifies_in_column, kind_of_unit_column, kind_of_unit_value
from tests.unit.sources.test_personal import PLACES_AND_OFFENCES, each

NO_UNITS = {
    "en": "suspect|Offender|person_id|PersonID|client|pupil|household|patient|gang|family|resident_id|flat|address|"
    "victim|case|cases|case_no|school_pupil|street_address|nationality|personid|household ref",
    "de": "Tatverdächtiger|Täter|Haushalt|Haushalts-Nr|Familie|Wohnung|Adresse|Aktenzeichen|Fallnummer|Schüler|"
    "Bewohner|PersonenID|Staatsangehörigkeit|Klient",
    "fr": "suspect|victime|élève|ménage|famille|logement|dossier|id_personne|bande",
    "it": "indagato|vittima|alunno|famiglia|indirizzo|fascicolo|paziente|id_persona",
    "es": "sospechoso|víctima|alumno|hogar|vivienda|expediente|persona_id|pandilla",
    "pt": "suspeito|vítima|aluno|agregado familiar|morada|processo|pessoa|utente",
    "nl": "verdachte|slachtoffer|leerling|huishouden|gezin|adres|zaak|klant_id|bende",
    "lv": "aizdomās turamais|cietušais|skolēns|mājsaimniecība|ģimene|dzīvoklis|lieta|personas_nr",
}
PLACES = (
    "area|unit|unit_id|spatial_unit|LSOA code|PLR_ID|NUTS_ID|victim_district|family_centre|family_hub|quartier_victime|"
    "care_home|Familienzentrum|Opferhilfestelle|patient_ward|casino|street|stop|school|club|building|region|state|country|geo|"
    "household_area|student_residence_hall|zona_residentes|id"
)
AREAS = (
    "St. James|Martin Luther King Platz|Jean-Jaurès|Kevin Street|Place Madame Curie|Rua Senhora da Hora|Liverpool 001A|"
    "E01006512|BU03630001|01 01 11 01|08019101001|751010101|DE300|Sr. de la Salle Platz|Notre-Dame|Nossa Senhora|"
    "Frauenland|Herrnhut|Charles Booth ward|FRK26|2010-A|Kolonie 1999"
)
PERSONS = {
    "Ms Example": "name",
    "Frau Müller": "name",
    "1999-05-03": "birth date",
    "3.5.1999": "birth date",
    "a.b@example.org": "e-mail",
    "+49 30 1234567": "telephone or identity number",
    "030 1234567": "telephone or identity number",
    "RSSMRA85T10A562S": "identity number",  # the example of the Italian revenue agency's form
    "QQ123456C": None,  # the prefix that the United Kingdom's guidance uses because nobody has it
    "AB123456C": "identity number",
    "12345678Z": "identity number",  # 12345678 modulo 23 is 14, the letter Z
    "12345678A": None,
    "X1234567L": "identity number",
    "010190-12345": "identity number",
}


@pytest.mark.parametrize("column", each(NO_UNITS))
def test_no_person_household_case_or_group_is_a_unit(column: str) -> None:
    assert kind_of_unit_column(column) is not None


@pytest.mark.parametrize("column", [*PLACES.split("|"), *each(PLACES_AND_OFFENCES)])
def test_a_place_is_a_unit(column: str) -> None:
    assert kind_of_unit_column(column) is None


@pytest.mark.parametrize(
    "column", ["victims", "n_cases", "households", "residents", "number_of_offenders", "Einwohner"]
)
def test_persons_may_be_counted(column: str) -> None:
    assert identifies_in_column(column) is None


@pytest.mark.parametrize("column", ["offender_score", "case_id", "personid", "victim risk", "suspect_rank"])
def test_persons_are_neither_scored_nor_numbered(column: str) -> None:
    assert identifies_in_column(column) is not None


@pytest.mark.parametrize("area", AREAS.split("|"))
def test_an_area_may_be_named_after_a_person(area: str) -> None:
    assert kind_of_unit_value(area) is None


@pytest.mark.parametrize(("value", "kind"), PERSONS.items())
def test_what_can_only_be_a_person(value: str, kind: str | None) -> None:
    assert kind_of_unit_value(value) == kind


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("uk-boundaries-dev/wards.parquet", "WD13NM"),
        ("uk-boundaries-dev/msoa2011.parquet", "MSOA11NM"),
        ("uk-boundaries-dev/lsoa2011.parquet", "LSOA11NM"),
        ("berlin-bike-theft-2021-2025/lor2023_PLR.parquet", "PLR_ID"),
        ("berlin-bike-theft-2021-2025/lor2023_BZR.parquet", "BZR_ID"),
    ],
)
def test_no_real_area_is_suspected(realdata: Path, path: str, column: str) -> None:
    import pyarrow.parquet as pq

    names = {str(name) for name in pq.read_table(realdata / path, columns=[column])[column].to_pylist()}
    assert len(names) > 100
    assert [name for name in names if kind_of_unit_value(name)] == []
