"""What a column, a key or a sentence about a person looks like, in eight languages (guardrails G-16, G-22)."""

from __future__ import annotations

import re
import unicodedata

from plateia.vocabulary.persons_named import names_a_person
from plateia.vocabulary.persons_numbers import BORN, DAY, number_of_a_person

# Eight languages, without accents. A bare "name" is a person's; the name of an area, a street or an offence is not.
_NAME_WORDS = frozenset("name names nom noms nombre nombres nome nomi naam vards".split())
# Whole words, unless the column is about a place or a thing.
_WORDS = {
    "name": (
        "surname lastname firstname forename fullname familyname nachname vorname familienname prenom cognome "
        "apellido apellidos sobrenome apelido achternaam voornaam uzvards nickname alias givenname maidenname "
        "rufname spitzname surnom soprannome apodo alcunha bijnaam roepnaam iesauka"
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
    "telephone": "phone tel mobile handy portable cellulare movil telemovel mobiel telnr",
    "e-mail": "email mail courriel epasts",
    "face": "face photo portrait gesicht lichtbild foto visage volto rostro rosto gezicht seja",
}
# Anywhere in a name, joined or not.
_STEMS = {
    "birth date": (
        "dateofbirth birthdate birthyear birthmonth yearofbirth fechanac datanac datanasc datenaiss geburts gebdat "
        "naissance nascita nacimiento nascimento geboorte dzimsan"
    ),
    "identity number": (
        "identitynumber ausweisnr steuerid numsecu numerosecu nationalid nhsnumber driverlicence driverslicense "
        "driverslicence personalausweis "
        "ausweisnummer fuhrerschein securitesociale codicefiscale cartadidentita identificacaofiscal "
        "burgerservice rijbewijs rijksregister personaskod personalcode insurancenumber socialsecurity "
        "versicherungsnummer "
        "seguridadsocial segurancasocial"
    ),
    "number plate": "vehicleregistration registrationnumber kfzkennzeichen autokennzeichen plaquedimmatriculation",
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
        "novads novada pagasts pilseta menesis mois jour fait faits infraction vol vols stolen "
        "council authority department organisation organization partner company shop bar pub hotel museum hospital "
        "clinic "
        "building event project programme program office count counts anzahl aantal skaits total"
    ).split()
)
# The beginnings of such words, in whatever case or number they stand.
_THINGS_BEGIN = tuple(
    "distri barri quart commun municip bezirk stadt strass gebiet gemeind wijk buurt straat gemeen rajon iel novad "
    "pagast provin region comarc freguesi locali neighb parish offen delit delikt categ theft thief robb burgl "
    "assault fraud "
    "damag vandal diebst raub betrug furt rapin truff hurt roub diefst zadz laupis".split()
)
# What a list of persons is called.
_LISTED = frozenset("id ids list lists table register liste listen lista elenco lijst saraksts nr no number".split())
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
    words = column_words(name)
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


# Holders of an office: a plan may ask for them.
_OFFICES = frozenset("officer owner driver reporter halter anzeigender child persona personne pessoa autor".split())
_ASKED_FOR = (_PERSONS - _OFFICES) | frozenset(
    "pupil client inmate detainee defendant perpetrator straftater gefahrder klient klientin schuler schulerin "
    "patientin suspecte suspect delinquant eleve cliente indagato sospettato alunno delincuente alumno delinquente "
    "aluno leerling klant persoon noziedznieks skolens verdachtige tatverdachtige gefahrdete persone".split()
)


def kind_of_person_key(key: str) -> str | None:
    """Return what about a person a key of a file asks for, or None; a table of suspects asks for their data.

    Examples
    --------
    >>> kind_of_person_key("suspect"), kind_of_person_key("offenders"), kind_of_person_key("dob")
    ('data', 'data', 'birth date')
    >>> kind_of_person_key("owner"), kind_of_person_key("victim_support_office"), kind_of_person_key("sustainability")
    (None, None, None)
    """
    words = column_words(key)
    head = words[-1] if words[-1:] and words[-1] not in _LISTED else "".join(words[-2:-1])
    singular = {head, *(head.removesuffix(ending) for ending in ("s", "es", "en", "n", "i"))}
    asked = _ASKED_FOR & singular and not {"responsible", "contact"} & set(words)
    return kind_of_person_column(key) or ("data" if asked else None)


def column_words(name: str) -> list[str]:
    """Return the words of a column name, lower case and without accents."""
    split = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", unicodedata.normalize("NFC", name)).lower().replace("ß", "ss")
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", split) if not unicodedata.combining(letter))
    return [word for word in re.split(r"[^0-9a-z]+", plain) if word]


# Titles before a name: a capital letter follows. "Frau" alone, or "Frauen", is no person.
_TITLES = (
    r"(?:Mr|Mrs|Ms|Herrn?|Frau|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Ss]ig|[Ss]ig\.ra|[Ss]ignora?|[Ss]ra?|[Ss]eñora?|[Ss]enhora?|"
    r"[Dd]hr|[Mm]evr|[Mm]evrouw|[Mm]eneer|kungs|kundze)"
)
_TITLED = re.compile(rf"\b{_TITLES}\.?\s(?:(?:Dr|Prof)\.?\s)?[A-ZÀ-ÞĀ-Ž][\w'’-]+")
# An office behind a title names nobody, "Signora Sindaca"; nor does a shop, "Mr Bean's Café".
_OFFICE = re.compile(
    r"(?:ober|vize)?(?:burgermeister|buergermeister)(?:in|s)?|stadtrat|stadtratin|landrat|landratin|dezernent(?:in)?|"
    r"prasident(?:in)?|minister(?:in)?|senator(?:in)?|mayor|councill?or|maire|prefete?|ministre|presidente?|commissaire|"
    r"sindac[oa]|assessor[ea]?|prefett[oa]|ministr[oa]|vicesindac[oa]|comandante|questore|alcalde|alcaldesa|concejala?|"
    r"presidenta|vereador(?:a)?|autarca|burgemeester|wethouder|mers|priekssedetajs|directeur|directrice|"
    r"dirigente|direttor[ea]|direttrice|directora?|diretora?|consejera?|consejero|delegad[oa]|secretari[oa]"
)
_OFFICES_MORE = re.compile(r"^\s(?:Presidenta?|Municipal|Metropolitan[oa])\b")
_SHOP = re.compile(
    r"\s(?:Caf[eéè]|Coffee|Apotheke|Pharmacy|Pharmacie|Farmacia|Farmácia|Apotheek|Pub|Bar|Restaurant|Ristorante|Shop|"
    r"Store|Bakery|Bäckerei|Boulangerie|Hotel|Kiosk|Imbiss|Salon|Bistro|Brasserie|Kneipe|Laden|Theatre|Theater|Cinema|"
    r"Kino|Museum|Gardens?|Kita|Playground|Spielplatz|Buchhandlung|Bookshop|Winkel|Pizzeria|Tavern)\b"
)
_E_MAIL = re.compile(r"([^\s@<>(]+)@[^\s@]+\.[^\s@]{2,}")
# Whose mail it is that goes to an office.
_MAILBOXES = frozenset(
    (
        "info contact contacts office offices hello mail post press team support help helpline service services safety "
        "security police prevention council city town hall mayor community wardens warden data protection privacy dpo "
        "complaints feedback admin secretariat register events youth planning research evaluation no reply noreply "
        "kontakt buro buero poststelle presse amt rathaus stadt gemeinde praevention pravention polizei ordnungsamt "
        "sicherheit datenschutz beratung hilfe jugend buergeramt buergermeister accueil mairie ville police securite "
        "tranquillite jeunesse courrier dpd rgpd prefecture contatti comune polizia sicurezza urp segreteria privacy "
        "protocollo contacto ayuntamiento policia seguridad seguranca prevencion prevencao juventud camara geral "
        "municipio contato gemeente politie veiligheid preventie jeugd informatie kontakti pasvaldiba policija drosiba "
        "dome parvalde"
    ).split()
)
# What is called after people: "rue Madame Curie" is a street.
_CALLED_AFTER = frozenset(
    (
        "street road square park house hall school place rue avenue boulevard quai allee impasse ecole college lycee "
        "strasse platz weg via viale piazza scuola calle plaza avenida paseo colegio escuela rua praca largo escola "
        "travessa straat plein laan school iela laukums skola hospital hopital ospedale igreja iglesia church "
        "chapelle quartier bairro"
    ).split()
)
_NO_NUMBER = re.compile(
    rf"https?://\S+|doi:\S+|\b(?:{DAY})\b|\b\d{{1,2}}[./]\d{{4}}\b|\b\d{{4}}\s?[-–/]\s?(?:\d{{4}}|\d{{2}})\b"
)
_NUMBER = re.compile(
    r"(?:\+|\b00[1-9])\d[\d ()/.-]{6,}\d|(?<![\d.,])0[1-9]\d{0,3}[ /-]\d[\d /-]{4,}\d|(?<![\d.,])\d{9,}|"
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}"
)


# A word for a document or a plate, with at least this many digits behind it.
_NUMBERED = frozenset({"identity number", "number plate"})
_DIGITS = 4


def kind_of_person_text(text: str) -> str | None:
    """Return what about a person a sentence seems to hold, or None.

    It finds e-mail addresses, but those of an office; telephone and identity numbers, plates, dates of birth and the
    address of a home; names after a title, and names beside what somebody did or suffered. A name by itself cannot be
    told from a place: people read what is published.

    Examples
    --------
    >>> kind_of_person_text("Ask Ms Example"), kind_of_person_text("call +49 30 1234567")
    ('name', 'telephone or identity number')
    >>> kind_of_person_text("Frauen und Kinder, 2019-2021, 1 200 000 euro, 05/2020 - 12/2021, rue Madame Curie")
    """
    if BORN.search(text):
        return "birth date"
    if any(not _is_of_an_office(match.group(1)) for match in _E_MAIL.finditer(text)):
        return "e-mail"
    if any(not _is_of_a_place(text, match) for match in _TITLED.finditer(text)) or names_a_person(text):
        return "name"
    rest = _NO_NUMBER.sub(" ", _E_MAIL.sub(" ", text))
    if _NUMBER.search(rest):
        return "telephone or identity number"
    return number_of_a_person(rest) or _numbered(column_words(rest))


def _is_of_an_office(mailbox: str) -> bool:
    words = [word for word in column_words(mailbox) if not word.isdigit()]
    return bool(words) and _MAILBOXES.issuperset(words)


def _is_of_a_place(text: str, name: re.Match[str]) -> bool:
    """Say whether it is a street, a house, a shop or an office: "rue Madame Curie", "Frau Holle Apotheke"."""
    behind = text[name.end() :]
    office = _OFFICE.fullmatch("".join(column_words(name.group().split()[-1])))
    if _SHOP.match(behind) or (
        office and not re.match(r"\s(?:(?:Dr|Prof)\b|[A-ZÀ-ÞĀ-Ž])", _OFFICES_MORE.sub("", behind))
    ):
        return True
    around = column_words(text[: name.start()])[-2:] + column_words(text[name.end() :])[:1]
    return bool(_CALLED_AFTER.intersection(around))


def _numbered(words: list[str]) -> str | None:
    """Return the kind of a number that follows its own name: a passport, a plate."""
    for place, word in enumerate(words):
        joined = "".join(words[max(place - 1, 0) : place + 1])  # "personas kods" is two words
        kind = _KINDS.get(word) or next((kind for stem, kind in _ANYWHERE.items() if stem in joined), None)
        behind = "".join(words[place + 1 : place + 4])
        # Three letters may be a common word: "nie 5000" is German for "never 5000".
        if kind in _NUMBERED and len(word) > 3 and sum(letter.isdigit() for letter in behind) >= _DIGITS:
            return kind
    return None
