"""Guardrail G-16: a named column that looks like a person is refused before a row is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from plateia.errors import AccessError

# Eight languages, without accents. A bare "name" is a person's; the name of an area, a street or an offence is not.
_NAME_WORDS = frozenset("name names nom noms nombre nombres nome nomi naam vards".split())
# Whole words, unless the column is about a place or a thing.
_WORDS = {
    "name": (
        "surname lastname firstname forename fullname familyname nachname vorname familienname prenom cognome "
        "apellido apellidos sobrenome apelido achternaam voornaam uzvards"
    ),
    "birth date": "dob birthday",
    "identity number": (
        "passport reisepass passeport passaporto pasaporte passaporte paspoort pase dni nie nif nino bsn ssn cpf "
        "iban nationalid idnumber steuernummer personnummer passportnumber passportno"
    ),
    "number plate": (
        "plate numberplate licenseplate licenceplate registrationplate vrm kennzeichen immatriculation targa "
        "matricula kenteken numurzime"
    ),
    "telephone": "phone mobile handy portable cellulare movil telemovel mobiel telnr",
    "e-mail": "email mail courriel epasts",
    "face": "face photo portrait gesicht lichtbild foto visage volto rostro rosto gezicht seja",
}
# Anywhere in a name, joined or not.
_STEMS = {
    "birth date": "dateofbirth birthdate geburts gebdat naissance nascita nacimiento nascimento geboorte dzimsan",
    "identity number": (
        "identitynumber nationalid nhsnumber driverlicence driverslicense driverslicence personalausweis "
        "ausweisnummer fuhrerschein securitesociale codicefiscale cartadidentita identificacaofiscal "
        "burgerservice rijbewijs rijksregister personaskod personalcode"
    ),
    "number plate": "kfzkennzeichen autokennzeichen plaquedimmatriculation",
    "telephone": "phonenumber telephone telefon telefoon telefono handynummer talrun",
    "e-mail": "emailad correoelectronico correioeletronico",
}
_PERSONS = frozenset(
    (
        "victim suspect offender witness person accused defendant complainant reporter officer driver owner child "
        "patient opfer tater tatverdachtiger verdachtiger beschuldigter beschuldigte geschadigter geschadigte "
        "zeuge halter anzeigender victime auteur temoin plaignant personne vittima indagato autore testimone "
        "persona victima sospechoso autor testigo denunciante vitima suspeito testemunha pessoa slachtoffer "
        "verdachte dader getuige persoon cietusais aizdomas vainigais liecinieks"
    ).split()
)
_THINGS = frozenset(
    (
        "area district ward lsoa msoa lad neighbourhood neighborhood borough street road place location station "
        "zone region city town county precinct beat sector unit team park square premise premises site venue "
        "school stop line policing force offence offense crime type category column file sheet source weapon "
        "month day weekday week season holiday layer code lor plr bzr bez bezirk stadtbezirk ortsteil "
        "ortsteilname stadtteil gebiet strasse ort platz gemeinde kreis land monat tatort dienststelle tag "
        "wochentag delikt straftat quartier quartiere commune iris dep departement canton ville rue "
        "arrondissement zona via comune municipio municipalita mese giorno barrio barri distrito calle comarca "
        "mes dia delito bairro freguesia rua concelho wijk buurt straat gemeente maand dag stad rajons iela "
        "novads novada pagasts pilseta menesis mois jour fait faits infraction"
    ).split()
)
# The beginnings of such words, in whatever case or number they stand.
_THINGS_BEGIN = tuple(
    "distri barri quart commun municip bezirk stadt strass gebiet gemeind wijk buurt straat gemeen rajon iel novad "
    "pagast provin region comarc freguesi locali neighb parish offen delit delikt categ".split()
)
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_ANYWHERE = {stem: kind for kind, stems in _STEMS.items() for stem in stems.split()}


def kind_of_person_column(name: str) -> str | None:
    """Return what about a person a column name looks like, or None.

    Examples
    --------
    >>> kind_of_person_column("Date of birth"), kind_of_person_column("suspect_name")
    ('birth date', 'name')
    >>> kind_of_person_column("LSOA name"), kind_of_person_column("age_band")
    (None, None)
    """
    words = _words(name)
    joined = "".join(words)
    for stem, kind in _ANYWHERE.items():
        if stem in joined:
            return kind
    if not _PERSONS.intersection(words):
        if _THINGS.intersection(words) or any(word.startswith(_THINGS_BEGIN) for word in words):
            return None
        if words[:1] == ["nombre"] and words[1:2] in (["de"], ["des"], ["d"]):
            return None  # French: a number of something
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            found = _KINDS.get("".join(words[start:end]))
            if found is not None:
                return found
    return "name" if _NAME_WORDS.intersection(words) else None


def _words(name: str) -> list[str]:
    """Return the words of a column name, lower case and without accents."""
    split = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", unicodedata.normalize("NFC", name)).lower().replace("ß", "ss")
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", split) if not unicodedata.combining(letter))
    return [word for word in re.split(r"[^0-9a-z]+", plain) if word]


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
