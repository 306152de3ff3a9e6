"""Guardrail G-16: a named column that looks like a person is refused before a row is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from plateia.errors import AccessError

# Whole words of column names in eight languages. A bare "name" is a person; "area name" or "Location" is a place.
_PERSON_WORDS = {
    "name": "name nom nome nombre naam vards vārds achternaam nachname vorname surname lastname firstname forename "
    "fullname cognome apellido apellidos sobrenome prenom prénom voornaam familienname uzvards uzvārds",
    "birth date": "dob birthdate dateofbirth geburtsdatum geburtstag datedenaissance datadinascita fechanacimiento "
    "fechadenacimiento datanascimento geboortedatum dzimsanasdatums dzimšanasdatums birthday",
    "identity number": "passport reisepass ausweisnummer personalausweis passeport passaporto pasaporte paspoort pase "
    "dni nie nif bsn ssn codicefiscale personalcode personaskods personaskods personenkennzeichen nationalid "
    "identitynumber idnumber nino rijksregisternummer steuernummer personnummer",
    "number plate": "plate numberplate licenseplate licenceplate kennzeichen autokennzeichen immatriculation targa "
    "matricula matrícula kenteken numurzime numurzīme registrationplate vrm",
    "telephone": "phone telephone telefon telefonnummer telefono teléfono telefone telefoon mobile handy portable "
    "cellulare movil móvil telemovel telemóvel mobiel talrunis tālrunis phonenumber telnr",
    "e-mail": "email mail emailaddress emailadresse courriel correo correio epasts",
    "face": "face photo portrait gesicht lichtbild foto visage volto rostro rosto gezicht seja",
}
_PLACE_WORDS = frozenset(
    "area district ward lsoa msoa neighbourhood neighborhood borough street road place location station zone region "
    "city town lor plr bzr bezirk ortsteil stadtteil gebiet strasse straße ort quartier quartiere commune rue arrondissement "
    "zona via comune barrio distrito calle bairro freguesia rua wijk buurt straat gemeente rajons iela vieta offence "
    "offense crime category delikt column force file sheet source".split()
)
_KINDS = {word: kind for kind, words in _PERSON_WORDS.items() for word in words.split()}


def kind_of_person_column(name: str) -> str | None:
    """Return what about a person a column name looks like, or None.

    >>> kind_of_person_column("Date of birth"), kind_of_person_column("DistrictName"), kind_of_person_column("LSOA name")
    ('birth date', None, None)
    >>> kind_of_person_column("age_band") is None, kind_of_person_column("suspect_name")
    (True, 'name')
    """
    words = _words(name)
    if any(word in _PLACE_WORDS for word in words):
        return None
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            kind = _KINDS.get("".join(words[start:end]))
            if kind is not None:
                return kind
    return None


def _words(name: str) -> list[str]:
    split = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", unicodedata.normalize("NFC", name))
    return [word for word in re.split(r"[^0-9a-zà-ÿāčēģīķļņšūž]+", split.lower()) if word]


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
