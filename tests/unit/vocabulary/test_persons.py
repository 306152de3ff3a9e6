"""Sentences that hold a person are told in eight languages; what cities write about their work is not suspected."""

from __future__ import annotations

import pytest

from plateia.knowledge.declarations import rows_of
from plateia.vocabulary.persons import kind_of_person_text

PERSONS = {
    "en": "Mr Smith|ask Ms O'Hara|born on 3 May 1990|born 1990-05-03|passport no. X1234567|a.b@example.org",
    "de": "Frau Müller|Herrn Dr. Weiß|geb. 3.4.1990|geboren am 3. Mai 1990|Kennzeichen B-AB 1234|030 1234567",
    "fr": "Mme Dupont|Monsieur Łukasz|né le 3 mai 1990|née le 03/05/90|immatriculation AB 1234 CD|+33 1 22 33 44 55",
    "it": "Sig. Rossi|Signora Bianchi|nata il 3/5/1990|nato il 3 maggio 1990|targa AB 1234 C|passaporto YA1234567",
    "es": "Sr. López|la Sra. García|nacida el 3/5/1990|nacido el 3 mayo 1990|matrícula 1234 BCD|0034 912 345 678",
    "pt": "Senhora Silva|Sr. Sousa|nascida em 3/5/1990|nascido em 3-5-1990|passaporte 123456|+351 21 123 4567",
    "nl": "dhr. Jansen|mevr. Bakker|geboren op 3-5-1990|kenteken 12 AB 34|rijbewijs 1234567|06-12345678",
    "lv": "kungs Bērziņš|kundze Ozola|dzimis 03.05.1990|personas kods 123456-12345|+371 26123456|numurzīme AB 1234",
}
NO_PERSONS = (
    "Frauen und Kinder|Monsieur et Madame|from 01/2020 to 12/2021|2019-2021|EUR 1,200,000|2 000 000 000 residents",
    "3 May 2020|the 2019 edition|0.84 (0.61 to 1.15)|https://example.org/123456789012|doi:10.1111/1745-9125.12070",
    "nie 5000 Euro|Mobile 2021|born out of a conflict|geboren aus der Praxis|a passport for young volunteers",
    "Signora Sindaca|Gentile Sig. Sindaco, scrivo|Sra. Alcaldesa|Sra. Concejala de Seguridad|Mr Mayor",
    "Sra. Presidente da Câmara|Herrn Oberbürgermeister|Frau Bürgermeisterin|Mr Bean's Café|Frau Holle Apotheke",
    "Madame Maire|Sr. Vereador",
    "about 76,000 calls|project 882749|25%-29% fewer|12 police districts|people under 21|the Senior team",
)

NAMED_BEHIND_AN_OFFICE = (
    "Frau Dr. Schmidt|Sig. Sindaco Rossi|Herrn Bürgermeister Weiß|Mr Bean sat in a café|Mr Mayor Smith"
)


def test_a_name_behind_an_office_is_a_name() -> None:
    assert [text for text in NAMED_BEHIND_AN_OFFICE.split("|") if kind_of_person_text(text) != "name"] == []


def test_persons_are_told_in_each_language() -> None:
    missed = [text for texts in PERSONS.values() for text in texts.split("|") if kind_of_person_text(text) is None]
    assert missed == []


@pytest.mark.parametrize("texts", NO_PERSONS)
def test_what_cities_write_is_not_suspected(texts: str) -> None:
    assert {text: kind for text in texts.split("|") if (kind := kind_of_person_text(text))} == {}


@pytest.mark.parametrize("table", ["practices", "policies", "research", "city_tools"])
def test_no_sentence_of_the_inventory_is_suspected(table: str) -> None:
    suspected = [
        (row["id"], column, kind)
        for row in rows_of(table)
        for column, text in row.items()
        if (kind := kind_of_person_text(text))
    ]
    assert suspected == []
