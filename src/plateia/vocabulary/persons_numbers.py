"""Numbers that stand for one person: national identity numbers, telephones, plates, birth dates, house numbers."""

from __future__ import annotations

import re

PLAIN_DAY = r"(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}-\d{2}-\d{2})"
_MONTH = r"[^\W\d]{3,10}\.?"
_WORDED_DAY = rf"\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?,?\s(?:de\s|of\s)?{_MONTH},?\s(?:de\s)?\d{{2,4}}"
DAY = rf"(?:{PLAIN_DAY}|{_WORDED_DAY})"
_ANY_DAY = rf"(?:{DAY}|{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{4}}\.?\s(?:gada\s)?\d{{1,2}}\.?\s{_MONTH})"
_BORN = (
    r"(?:born|geb|geboren\w?|née?|nat[oa]|nacid[oa]|nacio|nació|nascid[oa]|nasceu|dzim(?:is|usi|usī|ušais)?|d\.?o\.?b|"
    r"date of birth|birth ?dat[ae]|birthday|geburtsdatum|geburtstag|date de naissance|data di nascita|"
    r"fecha de nacimiento|data de nascimento|geboortedatum|dzimšanas datums)"
)
_SHORT_BORN = r"(?:b\.|\*|geb\.|n\.\s?le|°|dzim\.|nac\.|nasc\.|†)"
_YEAR = r"(?:19[2-9]|20[0-2])\d"
BORN = re.compile(
    rf"\b{_BORN}\.?\W{{0,3}}(?:(?:is|ist|est|on|am|le|l|il|el|em|op|a|at|es|é|è|in|aos|ir)\s)?\s?{_ANY_DAY}"
    rf"|(?<![\w*]){_SHORT_BORN}\s?(?:{_ANY_DAY}|{_YEAR}\b)|\b(?:geb|dzim)\.\s(?:am\s)?(?:{_ANY_DAY}|{_YEAR}\b)",
    re.IGNORECASE,
)

IDENTITIES = (
    re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"),  # Italian codice fiscale
    re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D]"),  # United Kingdom
    re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-\d{5}|3[2-9]\d{4}-\d{5}"),  # Latvian personas kods
    re.compile(r"[12] \d{2} (?:0[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3}(?: \d{2})?"),  # French numéro de sécurité sociale
    re.compile(r"\d{2}\.(?:0\d|1[0-2])\.\d{2}-\d{3}\.\d{2}"),  # Belgian national register
    re.compile(r"756\.\d{4}\.\d{4}\.\d{2}"),  # Swiss AHV
    re.compile(r"\d{8} \d [A-Z]{2}\d"),  # Portuguese citizen card
)
SPANISH = re.compile(r"([XYZ]?)-?(\d{7,8})-?([A-Z])")
SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_WITHIN_TEXT = tuple(re.compile(rf"(?<![\w.-])(?:{pattern.pattern})(?![\w-])") for pattern in (*IDENTITIES, SPANISH))

# A telephone that begins like any number needs its word; an amount is no telephone.
_CALLED = (
    r"(?:tel|tél|telef[oóô]n\w*|téléphone|telephone|phone|mobile|handy|handynummer|cell|cellulare|m[oó]vil|"
    r"telem[oó]vel|mobiel|gsm|t[aā]lr|t[aā]lru\w+|whatsapp|signal|portable|numero|nummer|contact\w*|kontakt\w*|reach\w*)"
)
_WHOM = (
    r"(?:victim|suspect|witness|offender|mother|father|parents?|opfers?|gesch[aä]digte\w*|zeug\w+|t[aä]ter\w*|mutter|"
    r"vater|eltern|victime|suspecte?|t[eé]moin|m[eè]re|p[eè]re|vittima|testimone|madre|padre|v[ií]ctima|testigo|"
    r"v[ií]tima|testemunha|m[aã]e|pai|slachtoffer|getuige|moeder|vader|cietu\w+|m[aā]te|t[eē]v[sa]|liecinie\w+)"
)
_DIGITS = r"(?<![\d.,])\d(?:[ /.()-]{0,2}\d)"
TELEPHONE = re.compile(
    rf"\b(?:{_CALLED}|{_WHOM})\b\W{{1,3}}(?:{_DIGITS}{{7,12}}|(?:[^\W\d]+\W{{1,3}}){{0,3}}\+?{_DIGITS}{{8,12}})(?![\d,.]\d)",
    re.IGNORECASE,
)

# What is told of a vehicle, then letters and digits as they stand on plates.
_VEHICLE = (
    r"(?i:car|van|vehicle|moped|scooter|motorbike|plate|plates|registration|reg|driving|fahrzeug|auto|pkw|wagen|roller|"
    r"kennzeichen|voiture|v[eé]hicule|immatricul[eé]+\w*|camionnette|macchina|veicolo|targat[ao]|furgone|coche|"
    r"veh[ií]culo|furgoneta|matr[ií]cula|carro|viatura|ve[ií]culo|kenteken|busje|bestelwagen|ma[sš][iī]n\w+|"
    r"automa[sš][iī]n\w+|num[uū]rz[iī]m\w+)"
)
_PLATE = (
    r"(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|\d{4} ?[B-DF-HJ-NP-TV-Z]{3}|"
    r"\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{2,4}|[A-Z]{1,3} [A-Z]{1,2} \d{2,4}|"
    r"[A-Z]{1,2}-\d{3}-[A-Z]{1,2}|\d{2}-[A-Z]{3}-\d|\d-[A-Z]{3}-\d{2}|[A-Z]{2}-\d{3,4})"
)
PLATE = re.compile(
    rf"\b{_VEHICLE}\b\W{{1,3}}(?:\w+\W{{1,3}}){{0,4}}{_PLATE}(?![\w-])|(?<![\w-])[A-Z]{{2}}-\d{{3}}-[A-Z]{{2}}(?![\w-])"
)

FULL_PLATE = re.compile(
    r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|[A-Z]{2}\d{2} [A-Z]{3}|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{4} [B-DF-HJ-NP-TV-Z]{3}|"
    r"\d{2}-[A-Z]{2}-\d{2}"
)
FULL_HOME = re.compile(
    r".*\b(?:flat|apt|apartment|wohnung|whg|appartement|appt|interno|piso|andar|dz)\.? ?(?:n[.º°r]* ?)?\d+[a-z]?\b.*",
    re.IGNORECASE,
)
"""A text that is nothing but a plate, or the address of a flat."""

# One who lives somewhere, with the number of the house.
_CAPITAL = r"[^\W\d_a-zß-ÿ]"
_NAMES = rf"(?:[\w.'’-]+\s){{0,4}}{_CAPITAL}[\w.'’-]+"
_NO = r"(?:n[.º°]\s?)?\d+"
_HOMES = (
    r"(?i:lives|living|resides|residing|lived) (?:at|in) "
    rf"(?:(?:no\.?|number|flat|apartment) ?\d+|\d+[a-z]?,? {_CAPITAL})",
    rf"(?:[Ww]ohnhaft|wohnt|wohnte) (?:[\w.'’-]+\s){{0,3}}{_CAPITAL}[\w.'’-]+ \d+[a-z]?\b(?!\.)",
    r"(?i:habite|réside|demeurant|domiciliée?|vit|demeure) (?:au |à l'adresse |à |, )?(?:n° ?)?\d+,? (?:bis |ter )?"
    r"(?:rue|avenue|av\.|boulevard|bd|place|chemin|allée|impasse|route|quai|cours)\b",
    r"(?i:abita|risiede|residente|domiciliat[ao]|vive) (?:in|a|al) "
    rf"(?i:via|viale|piazza|corso|vicolo|largo|\w+, via) {_NAMES},? \d+",
    r"(?i:vive|reside|residente|domiciliad[oa]|con domicilio) en (?:la |el )?"
    rf"(?i:calle|c/|avenida|avda\.?|plaza|paseo|ronda)\s?{_NAMES},? {_NO}",
    rf"(?i:mora|reside|residente|vive) (?:na|no|em) (?i:rua|avenida|av\.|praça|travessa|largo) {_NAMES},? {_NO}",
    rf"(?i:woont|woonde|wonend|woonachtig) (?:op |aan |in |te )?(?:de |het )?{_NAMES} \d+",
    rf"(?i:dzīvo|dzīvoja|dzīvojošs|deklarēts|deklarēta) {_NAMES} ielā \d+",
)
HOME = re.compile(rf"\b(?:{'|'.join(_HOMES)})")

_IN_TEXT = (("birth date", BORN), ("number plate", PLATE), ("telephone", TELEPHONE), ("address", HOME))


def number_of_a_person(text: str) -> str | None:
    """Return which number of one person a sentence holds, or None.

    Notes
    -----
    Identity numbers are told by their form, and the Spanish by its letter; telephones that begin like an amount by the
    word before them; plates by that of a vehicle; and a house number only where somebody lives there.

    Examples
    --------
    >>> number_of_a_person("geb. 1998"), number_of_a_person("the mother's mobile is 612 345 678")
    ('birth date', 'telephone')
    >>> number_of_a_person("a car, AB12 CDE"), number_of_a_person("wohnhaft Lindenweg 3")
    ('number plate', 'address')
    >>> number_of_a_person("2 000 000 residents; 14 flats; the helpline 116 006; mobile phones: 76,000 a year")
    """
    for kind, pattern in _IN_TEXT:
        if pattern.search(text):
            return kind
    found = (match.group() for pattern in _WITHIN_TEXT for match in pattern.finditer(text))
    return "identity number" if any(is_identity_number(number) for number in found) else None


def is_identity_number(text: str) -> bool:
    """Say whether a text is a national identity number that its letters or its form tell.

    Examples
    --------
    >>> is_identity_number("12345678Z"), is_identity_number("12345678A"), is_identity_number("E01006512")
    (True, False, False)
    """
    if any(pattern.fullmatch(text) for pattern in IDENTITIES):
        return True
    match = SPANISH.fullmatch(text)
    if match is None:
        return False
    first, digits, letter = match.groups()
    number = int(f"{'XYZ'.index(first)}{digits}") if first else int(digits)
    return SPANISH_LETTERS[number % 23] == letter
