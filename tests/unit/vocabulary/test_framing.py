"""The word lists of problem frames: answers named as symptoms are found, situations pass, labels are found."""

from __future__ import annotations

import pytest

from plateia.vocabulary.framing import framing_words, label_words, solution_words

LANGUAGES = ("en", "de", "fr", "it", "es", "pt", "nl", "lv")
ANSWERS = {
    "en": [
        "There are no cameras at the station",
        "Not enough patrols at night",
        "We need better lighting",
        "Police presence is missing",
        "The lighting should be improved",
        "No alcohol ban in the park",
        "Because the lamps are broken we need cameras",
    ],
    "de": [
        "Es fehlen Kameras am Bahnhof",
        "Zu wenig Polizeistreifen",
        "Bessere Beleuchtung nötig",
        "Es gibt kein Alkoholverbot im Park",
        "Mehr Polizei",
        "Die Beleuchtung muss verbessert werden",
        "Videoüberwachung fehlt",
    ],
    "fr": [
        "Il manque des caméras",
        "Pas assez de patrouilles",
        "Il faut plus d'éclairage",
        "VIDÉOSURVEILLANCE absente",
    ],
    "it": ["Mancano le telecamere", "Poche pattuglie", "Serve più illuminazione", "Nessun divieto di alcolici"],
    "es": ["Faltan cámaras", "Faltan patrullas", "Hace falta más iluminación", "Prohibición de alcohol"],
    "pt": ["Faltam câmaras", "Poucas patrulhas", "É preciso mais iluminação", "Videovigilância em falta"],
    "nl": ["Er zijn te weinig camera's", "Meer verlichting nodig", "Geen cameratoezicht", "Alcoholverbod ontbreekt"],
    "lv": ["Trūkst kameru", "Vajag vairāk apgaismojuma", "Par maz patruļu", "Nav alkohola aizlieguma"],
}
SITUATIONS = {
    "en": [
        "Broken lighting in the underpass",
        "No light between the station and the park",
        "The ban on alcohol is ignored every evening",
        "Bicycles, cameras and phones are stolen from cars",
        "Street lights are out for weeks",
        "Hole in the fence behind the school",
        "Abandoned buildings, dark paths",
        "Noise and drug trade at the corner until three",
        "More robberies than last year under the light rail bridge",
        "More of the lamps are broken than in spring",
        "Urban banks of the river are littered",
        "Children must climb the fence to get home",
        "More litter on the benches than last year",
        "More signs of drug use in the stairs",
        "Noise at the new playground",
        "Bollards block people with wheelchairs",
        "Law enforcement records and residents speak of the same corner",
    ],
    "de": [
        "Defekte Straßenbeleuchtung in der Unterführung",
        "Kein Licht zwischen Bahnhof und Park",
        "Jugendliche streifen nachts über den Grünstreifen",
        "Das Alkoholverbot wird missachtet",
        "Auf dem Weg zur Schule gibt es mehr Übergriffe",
        "Diebstahl von Kameras aus Autos",
        "Verbotene Autorennen am Wochenende",
        "Abends geht niemand mehr weg",
        "Auf dem Spielplatz soll es zu Übergriffen gekommen sein",
        "Kinder müssen über den Zaun klettern",
        "Poller versperren Rollstühlen den Weg",
    ],
    "fr": [
        "Éclairage en panne dans le passage",
        "Vols de caméras",
        "Nuisances sonores et sentiment d'insécurité",
        "Les piétons doivent longer la clôture",
    ],
    "it": ["Illuminazione guasta nel sottopasso", "Rumore e spaccio di notte", "Furti di telecamere"],
    "es": ["Farolas rotas en el paso subterráneo", "Ruido y robos en la calle", "Robos en el banco"],
    "pt": ["Iluminação avariada", "Ruído à noite e furtos", "Rua sem luz"],
    "nl": ["Kapotte verlichting in de tunnel", "Geluidsoverlast en fietsendiefstal", "Geen licht op het pad"],
    "lv": ["Bojāts apgaismojums tunelī", "Troksnis naktī un zādzības", "Tunelī nav gaismas"],
}
LABELS = {
    "en": ["known offenders", "a few troublemakers", "two hot families", "gang members", "the usual suspects"],
    "de": ["bekannte Intensivtäter", "Störer am Bahnhof", "eine Problemfamilie", "Jugendliche Straftäter", "der Clan"],
    "fr": ["des délinquants connus", "la racaille", "des familles à problèmes"],
    "it": ["i soliti noti", "delinquenti del quartiere", "famiglie problematiche"],
    "es": ["delincuentes conocidos", "familias conflictivas", "jóvenes problemáticos"],
    "pt": ["delinquentes conhecidos", "famílias problemáticas", "marginais"],
    "nl": ["bekende daders", "probleemgezinnen", "hangjongeren", "veelplegers"],
    "lv": ["zināmi likumpārkāpēji", "huligāni", "nelabvēlīgas ģimenes"],
}
NO_LABELS = {
    "en": ["Offences at night", "offender management service", "families with children", "delinquency", "a gangway"],
    "de": ["Straftaten am Abend", "Täterarbeit", "Täter-Opfer-Ausgleich", "Familien", "Gang zum Keller", "Störung"],
    "fr": ["la délinquance", "familles", "jeunes"],
    "it": ["delinquenza minorile", "famiglie", "giovani"],
    "es": ["delincuencia", "familias", "jóvenes"],
    "pt": ["delinquência juvenil", "famílias", "margem do rio"],
    "nl": ["criminaliteit", "gezinnen", "jongeren"],
    "lv": ["pārkāpumi", "ģimenes", "jaunieši"],
}
SERVICES = {
    "en": [
        "Young offenders programme run by the youth offending team",
        "Offenders on community payback",
        "Offender: unknown",
        "Counselling for perpetrators",
    ],
    "de": [
        "Jugendliche Intensivtäter: Haus des Jugendrechts",
        "Täter Opfer Ausgleich",
        "Beratung für Täter",
        "Wiedereingliederung von Straftätern",
    ],
    "fr": ["Suivi des mineurs délinquants par la protection judiciaire", "Réinsertion des délinquants"],
    "it": ["Reinserimento dei recidivi", "Programma per giovani delinquenti"],
    "es": ["Programa para agresores", "Seguimiento de menores delincuentes"],
    "pt": ["Programa para agressores", "Acompanhamento de jovens delinquentes"],
    "nl": [
        "Aanpak jeugdige veelplegers door het Veiligheidshuis",
        "Dader-slachtoffergesprekken",
        "Dader- en slachtofferzorg",
        "Begeleiding van veelplegers",
    ],
    "lv": ["Darbs ar likumpārkāpējiem"],
}
PROBLEMS_ALL_THE_SAME = {
    "en": ["A programme is missing and known offenders stay", "Help! Troublemakers on the square at night"],
    "de": ["Täter und Störer am Bahnhof", "Hilfe, am Platz sind Intensivtäter"],
    "fr": ["Le suivi manque et les délinquants restent"],
    "it": ["Il programma finisce e i soliti noti tornano"],
    "es": ["Falta un programa y los delincuentes siguen"],
    "pt": ["Falta um programa e os delinquentes ficam"],
    "nl": ["Veelplegers op het plein"],
    "lv": ["Likumpārkāpēji laukumā"],
}


def pairs(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language in LANGUAGES for text in texts[language]]


def test_eight_languages_have_all_lists() -> None:
    assert tuple(framing_words()) == LANGUAGES
    for words in framing_words().values():
        assert all((words.measures, words.features, words.demand, words.fault, words.labels))


@pytest.mark.parametrize(("language", "text"), pairs(ANSWERS))
def test_an_answer_is_found(language: str, text: str) -> None:
    assert solution_words(text, language=language)


@pytest.mark.parametrize(("language", "text"), pairs(SITUATIONS))
def test_a_situation_passes(language: str, text: str) -> None:
    assert solution_words(text, language=language) == ()
    assert label_words(text, language=language) == ()


@pytest.mark.parametrize(("language", "text"), pairs(LABELS))
def test_a_label_is_found(language: str, text: str) -> None:
    assert label_words(text, language=language)


@pytest.mark.parametrize(("language", "text"), pairs(NO_LABELS))
def test_no_label(language: str, text: str) -> None:
    assert label_words(text, language=language) == ()


@pytest.mark.parametrize(("language", "text"), pairs(SERVICES))
def test_what_is_done_for_a_group_is_no_label(language: str, text: str) -> None:
    assert label_words(text, language=language) == ()


@pytest.mark.parametrize(("language", "text"), pairs(PROBLEMS_ALL_THE_SAME))
def test_a_group_named_as_the_problem_stays_a_label(language: str, text: str) -> None:
    assert label_words(text, language=language)


def test_a_language_without_lists_finds_nothing() -> None:
    assert solution_words("kamera", language="pl") == ()
    assert label_words("kamera", language="pl") == ()


def test_accents_and_capitals_do_not_matter() -> None:
    decomposed = "Troublema\u0301kers".replace("\u0301", "")
    assert label_words(decomposed.upper(), language="en") == ("TROUBLEMAKERS",)
    assert solution_words("vide\u0301osurveillance", language="fr") == ("vidéosurveillance",)
