"""Numbers of persons are told in each language; amounts, codes, helplines, offices and dates of projects are not."""

from __future__ import annotations

import pytest

from plateia.vocabulary.persons import kind_of_person_column, kind_of_person_text
from plateia.vocabulary.persons_numbers import is_identity_number, number_of_a_person

NUMBERS = {
    "birth date": "J.S. (b. 1998)|geb. 1998|geboren am 4. Juli 1999|née le 5 juin 1997|nacida el 12 de mayo de 1988|"
    "nascido a 7 de março de 1992|dzimis 1991. gada 3. aprīlī|DOB 4 June 2004|Geburtsdatum: 17.11.2003",
    "telephone": "tel. 333 4567890|Contacto da vítima: 912 345 678|the mother's mobile is 612 345 678",
    "number plate": "a blue van, FG61 KLM|Kennzeichen des Wagens: HH-KL 4521|El coche, 4521 KLM, aparca|EF-456-GH",
    "address": "The offender lives at 27 Beech Grove|wohnhaft Lindenweg 3|Er wohnt in der Ahornallee 7|"
    "Il demeure au 8 rue Pasteur|Risiede in via Mazzini 22|vive en la calle Mayor 5|Mora na Rua das Flores 31|"
    "Hij woont op de Dorpsstraat 45|Viņš dzīvo Brīvības ielā 120",
    "identity number": "con NIE X1234567L|RSSMRA85T10A562S|010190-12345|2 85 05 75 116 123 45|85.07.30-033.28",
}
NO_NUMBERS = (
    "The helpline 116 006|Mobile phone theft: 12 345 678 euro of losses|At 14 High Street the council opens an office|"
    "Das Büro liegt in der Bahnhofstraße 12|La mairie se trouve au 12 rue de la République|"
    "Children born after 2010 enter free|a project born in 2019|A car park of 120 spaces, built in 1998|NG1 5FB|"
    "Vehicle crime fell from 1,204 to 987 between 2019 and 2023|People who live at the northern end|E01011264|"
    "Residents of 14 flats asked for a lock|De bus rijdt om 8.30, 9.30 en 10.30|101 or, in an emergency, 112|"
    "Wohnhäuser mit 12 bis 30 Wohnungen|Birojs atrodas Brīvības ielā 10|the car parks in LS12 and LS11 5AB"
)
MAILBOXES = "safety@city.example.org|info@example.org|prevention-office@town.example|mairie@ville.example"
PRIVATE = "a.b@example.org|tanya.r@example.org|jsmith@city.example.org|office.smith@city.example.org"


@pytest.mark.parametrize(("kind", "texts"), NUMBERS.items())
def test_numbers_of_persons_are_told(kind: str, texts: str) -> None:
    assert {text: told for text in texts.split("|") if (told := number_of_a_person(text)) != kind} == {}


@pytest.mark.parametrize("text", NO_NUMBERS.split("|"))
def test_numbers_of_places_and_offices_are_not(text: str) -> None:
    assert kind_of_person_text(text) is None


def test_the_letter_of_a_spanish_number_decides() -> None:
    # 12345678 modulo 23 is 14; the 15th letter of the official row TRWAGMYFPDXBNJZSQVHLCKE is Z.
    assert is_identity_number("12345678Z")
    assert not is_identity_number("12345678A")


@pytest.mark.parametrize("text", MAILBOXES.split("|"))
def test_the_mail_of_an_office_is_no_persons(text: str) -> None:
    assert kind_of_person_text(f"Write to {text}.") is None


@pytest.mark.parametrize("text", PRIVATE.split("|"))
def test_the_mail_of_a_person_is(text: str) -> None:
    assert kind_of_person_text(f"Write to {text}.") == "e-mail"


@pytest.mark.parametrize("text", ["Place Madame Curie", "the rue Monsieur le Prince", "École Madame Roland"])
def test_a_street_called_after_somebody_is_a_street(text: str) -> None:
    assert kind_of_person_text(text) is None


@pytest.mark.parametrize(
    "column", ["insurance_number", "Rufname", "num_secu", "fecha_nac", "tel", "steuerID", "roepnaam"]
)
def test_more_columns_of_persons(column: str) -> None:
    assert kind_of_person_column(column) is not None


@pytest.mark.parametrize(
    "column", ["mobile_phone_thefts", "council_name", "photo_count", "event_name", "stolen_phones"]
)
def test_columns_of_thefts_and_organisations(column: str) -> None:
    assert kind_of_person_column(column) is None
