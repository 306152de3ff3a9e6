"""A group is a label where it is the problem; who takes part, and who is attacked, passes."""

from __future__ import annotations

import pytest

from plateia.knowledge.declarations import rows_of
from plateia.vocabulary.framing import framing_words, label_words
from plateia.vocabulary.group_labels import group_labels

LABELS = {
    "en": [
        "Gypsy gangs",
        "Roma beg aggressively",
        "Migrants harass women",
        "The Hernandez family terrorises the stairs",
        "gangs of Roma",
        "crime by migrants",
        "Migrant youths steal bikes",
        "Roma children beg at the stops",
        "Refugees are aggressive",
        "Albanian gangs",
        "Foreigners often commit burglaries",
    ],
    "de": [
        "Zigeunerbanden",
        "Roma betteln aggressiv",
        "Migranten belästigen Frauen",
        "Die Familie Hernandez terrorisiert die Straße",
        "Ausländerkriminalität",
        "Arabische Jugendliche bedrohen Fahrgäste",
        "Rumänische Banden",
        "Banden von Roma",
        "Flüchtlinge stehlen",
    ],
    "fr": [
        "Les Roms mendient",
        "bandes de Roms",
        "des migrants harcèlent les femmes",
        "La famille Hernandez terrorise la rue",
        "criminalité des étrangers",
    ],
    "it": [
        "I rom rubano",
        "bande di rom",
        "migranti molestano le donne",
        "La famiglia Rossi",
    ],
    "es": [
        "Los gitanos roban",
        "bandas de rumanos",
        "migrantes acosan a mujeres",
        "La familia Hernández",
    ],
    "pt": [
        "Os ciganos roubam",
        "gangues de ciganos",
        "migrantes assediam mulheres",
        "A família Silva",
    ],
    "nl": [
        "Roma bedelen",
        "Marokkaanse bendes",
        "Migranten bedreigen vrouwen",
        "De familie Jansen",
    ],
    "lv": [
        "romi ubago",
        "romu bandas",
        "migranti uzbrūk sievietēm",
    ],
}
NO_LABELS = {
    "en": [
        "Roma women's association takes part",
        "attacks on refugees",
        "Harassment of Muslim women at stops",
        "Hate crime against migrants",
        "Migrants are harassed at the station",
        "Refugees report attacks every week",
        "Support for migrants",
        "family support worker",
        "The Leeds family support team",
        "the Troubled Families programme",
        "Roma families take part in the talks",
        "Migrants fear attacks on the way home",
        "Muslim women avoid the underpass",
        "Foreign trade fair",
        "Jewish community centre is vandalised",
        "Violence against asylum seekers",
        "The Sure Start family centre",
        "Roma residents and the police speak of the same corner",
        "Polish community association",
        "Refugee families need safe ways",
        "the holy family",
        "Women who migrated",
        "Romanian street musicians play",
        "The Old Town family day",
    ],
    "de": [
        "Verein der Roma-Frauen nimmt teil",
        "Übergriffe auf Geflüchtete",
        "Unbekannte belästigen Migranten",
        "Menschen, die Geflüchtete beleidigen und bedrohen",
        "Muslimische Frauen werden belästigt",
        "Migranten werden bedroht",
        "Hasskriminalität gegen Migranten",
        "Bündnis für Familie Nürnberg",
        "die Familie und der Beruf",
        "Sozialarbeit mit Roma",
        "Die Familie steht im Mittelpunkt",
        "Polnische Partnerstadt",
        "Ausländerbeirat",
        "Migrantenorganisationen beraten",
    ],
    "fr": [
        "association de femmes roms",
        "agressions contre des migrants",
        "violences contre les musulmans",
        "la famille monoparentale",
        "Les réfugiés sont harcelés",
        "accueil des migrants",
    ],
    "it": [
        "associazione di donne rom",
        "aggressioni contro migranti",
        "la famiglia numerosa",
        "centri per migranti",
    ],
    "es": [
        "asociación de mujeres gitanas",
        "agresiones contra migrantes",
        "la familia numerosa",
    ],
    "pt": [
        "associação de mulheres ciganas",
        "agressões contra migrantes",
    ],
    "nl": [
        "vereniging van Roma vrouwen",
        "geweld tegen migranten",
        "Moslima's worden bedreigd",
    ],
    "lv": [
        "romu sieviešu biedrība",
        "uzbrukumi migrantiem",
    ],
}


def pairs(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, several in texts.items() for text in several]


@pytest.mark.parametrize(("language", "text"), pairs(LABELS))
def test_a_group_as_the_problem_is_a_label(language: str, text: str) -> None:
    assert label_words(text, language=language)


@pytest.mark.parametrize(("language", "text"), pairs(NO_LABELS))
def test_a_group_that_takes_part_or_is_attacked_is_none(language: str, text: str) -> None:
    assert label_words(text, language=language) == ()


@pytest.mark.parametrize("table", ["practices", "policies", "research", "city_tools"])
def test_no_sentence_of_the_inventory_blames_a_group(table: str) -> None:
    texts = [text for row in rows_of(table) for text in row.values() if text]
    assert [text for text in texts if group_labels(text, language="en")] == []


def test_the_languages_are_those_of_the_framing() -> None:
    assert tuple(LABELS) == tuple(framing_words())
    assert group_labels("Roma gangs", language="pl") == ()
