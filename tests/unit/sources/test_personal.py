"""Guardrail G-16 in eight languages: columns about persons are refused, columns about places and offences are not."""

from __future__ import annotations

import pytest

from plateia.errors import AccessError
from plateia.sources.personal import check_no_person_columns, check_no_person_values, kind_of_person_column

PERSONS = {
    "en": (
        "name|victim_name|Suspect First Name|LastName|surname|dob|date_of_birth|BirthDate|"
        "phone_number|Email|e-mail|passport_no|national id|NHS number|driver licence|number_plate|"
        "licence plate|face|photo"
    ),
    "de": (
        "Name|Nachname|vorname|Name des Beschuldigten|Geburtsdatum|geb_datum|GebDat|Telefonnummer|"
        "Handynummer|E-Mail-Adresse|Personalausweisnummer|Kennzeichen|KFZ-Kennzeichen|Lichtbild"
    ),
    "fr": (
        "nom|prénom|PRENOM|nom de famille|nom_victime|date de naissance|date_naissance|"
        "numéro de téléphone|courriel|plaque d'immatriculation|numéro de sécurité sociale"
    ),
    "it": (
        "nome|cognome|nome_vittima|data di nascita|data_nascita|telefono|cellulare|codice fiscale|"
        "carta d'identità|targa"
    ),
    "es": (
        "nombre|apellidos|nombre_victima|fecha de nacimiento|fecha_nacimiento|teléfono|"
        "correo electrónico|DNI|matrícula|rostro"
    ),
    "pt": (
        "nome|apelido|sobrenome|data de nascimento|telemóvel|telefone|correio eletrónico|"
        "matrícula|número de identificação fiscal"
    ),
    "nl": ("naam|voornaam|achternaam|geboortedatum|telefoonnummer|kenteken|BSN|burgerservicenummer|rijbewijs"),
    "lv": "vārds|uzvārds|vards_uzvards|dzimšanas datums|tālrunis|personas kods|e-pasts|numurzīme",
}
PLACES_AND_OFFENCES = {
    "en": (
        "age_band|sex|area_name|LSOA name|district name|Location|street name|park name|"
        "station_name|precinct_name|county_name|offence_name|crime type|Crime ID|number|hour|"
        "Month|month_name|Longitude|Reported by|Falls within|weapon_name|place_name|unit_name"
    ),
    "de": (
        "Stadtteil|Bezirk Name|BEZ_NAME|Ortsteilname|Stadtbezirk_Name|Straßenname|Delikt|"
        "TATZEIT_ANFANG_DATUM|LOR|Wochentag|Altersgruppe"
    ),
    "fr": "commune|nom_commune|nom du quartier|nom_iris|date_fait|nombre de faits|nom_dep|Nom_mes",
    "it": "quartiere|nome_zona|via|nome comune|reato|mese",
    "es": ("barrio|nombre_barrio|Nom_barri|Nom_districte|distrito_nombre|municipio|delito|Descripcio_causa_vianant"),
    "pt": "bairro|freguesia|nome_freguesia|concelho|nome da rua|crime",
    "nl": "wijk|buurtnaam|gemeente|straat_naam|naam gemeente|maand",
    "lv": "rajons|iela|ielas vārds|novads|novada vārds|noziegums",
}


def each(columns: dict[str, str]) -> list[str]:
    return [column for text in columns.values() for column in text.split("|")]


@pytest.mark.parametrize("column", each(PERSONS))
def test_columns_about_persons_are_recognised(column: str) -> None:
    assert kind_of_person_column(column) is not None


@pytest.mark.parametrize("column", each(PLACES_AND_OFFENCES))
def test_columns_about_places_and_offences_pass(column: str) -> None:
    assert kind_of_person_column(column) is None


def test_a_person_among_places_is_refused_with_its_kind() -> None:
    with pytest.raises(AccessError, match="birth date") as caught:
        check_no_person_columns(["district", "dob"], table="a table")
    assert (caught.value.code, caught.value.exit_code) == ("columns.personal", 3)


@pytest.mark.parametrize(
    "units",
    [
        ("John Smith", "Mary Jones", "Peter Brown"),
        ("Smith, John", "Jones, Mary", "North"),
        ("JS 12.03.1999", "MJ 01.02.1988"),
        ("suspect 1", "suspect 2"),
        ("Familie Novak", "North", "South"),
    ],
)
def test_units_that_are_persons_are_refused_and_not_quoted(units: tuple[str, ...]) -> None:
    with pytest.raises(AccessError) as caught:
        check_no_person_values(units, column="area", table="a table")
    assert caught.value.code == "units.personal-values"
    assert not any(unit in str(caught.value) for unit in units)


@pytest.mark.parametrize(
    ("column", "units"),
    [
        ("quartier", ("Jean Dupont", "Louise Martin", "Alain Moreau", "Marie Petit")),
        ("district", ("John Smith", "Mary Jones", "Peter Brown", "Anna White", "North")),
        ("area", ("B-AB 12", "B-AC 14")),
        ("unit", ("John Smith", "Mary Jones", "North")),
    ],
)
def test_a_column_named_after_districts_may_hold_persons(column: str, units: tuple[str, ...]) -> None:
    with pytest.raises(AccessError, match="units that look like"):
        check_no_person_values(units, column=column, table="a table")


@pytest.mark.parametrize(
    ("column", "units"),
    [
        ("area", ("Goethestraße", "Rue Jean Jaurès", "Via Giuseppe Verdi")),
        ("school", ("Jean Moulin", "Louise Michel", "Simone Veil")),
        ("area", ("Jean Moulin", "Croix-Rousse", "Vaise")),
        ("area", ("Harehills", "Chapel Allerton", "St James")),
        ("kita", ("Anne Frank", "Astrid Lindgren", "Erich Schulz")),
        ("gymnase", ("Jean Moulin", "Louise Michel", "Alain Mimoun")),
        ("centro", ("Antonio Machado", "Carmen Ruiz", "Pablo Iglesias")),
        ("estate", ("John Smith", "Mary Jones")),
        ("quartier", ("Jean Moulin", "Louise Michel", "Croix-Rousse", "Vaise")),
        ("wijk", ("Peter Bakker", "Anna Smit", "Centrum")),
        ("beat", ("B-AB 12", "B-AC 14", "B-AD 3")),
    ],
)
def test_places_called_after_persons_are_units(column: str, units: tuple[str, ...]) -> None:
    check_no_person_values(units, column=column, table="a table")
