"""Persons are told by what they are held to have done or suffered; streets, schools, staff and services are not."""

from __future__ import annotations

import pytest

from plateia.vocabulary.persons_named import is_full_name, is_one_person, lists_persons, names_a_person

PERSONS = {
    "en": "Main suspect: Darren O'Neill, known since 2019|the ringleader, Callum Reid|the accused is one Tomasz Wrona|"
    "Kevin Barlow was arrested|Chloe T., 15, was seen|goods at the home of Darius Petrauskas, aged 24|J. S. (19)",
    "de": "Der Beschuldigte Ali K. (19) steht dort|Haupttäter ist Marvin Schulze|Der Verdächtige heißt Sergej Popow|"
    "Jannik S. besprüht die Wand|Kevin Bauer wurde festgenommen",
    "fr": "Le suspect, M. Dupuis, part|La victime s'appelle Chantal Moreau|le mis en cause Yanis Belkacem",
    "it": "La vittima è la signora Lucia Bianchi|Il presunto spacciatore si chiama Ahmed Haddad|l'indagato Marco Ferri",
    "es": "El sospechoso Juan Pérez García|La víctima, María López, pidió ayuda|Pablo Gómez fue detenido",
    "pt": "O agressor chama-se Tiago Martins|O ladrão é o Nuno Faria|A testemunha Inês Carvalho pediu ajuda",
    "nl": "Dader: Kevin Bakker|Het slachtoffer heet Anouk Smit|Sander de Boer is aangehouden",
    "lv": "Vainīgais ir Andris Kalniņš|Liecinieks Māris Liepa|Aizdomās turamais Jānis Bērziņš",
}
NO_PERSONS = {
    "en": "Victim support runs an office in Kevin Street|Jane Brown, victim support officer|Young People aged 14-18|"
    "Offender Management and Victim Care take part|Weisburd, D. and Green, L. (1995)|the Rosa Parks School|"
    "Witness statements show that theft happens late|Ruth Kaplan reports that two men were arrested|Simon R. (2019)|"
    "Robert Peel House will host the desk|St. John Ambulance and Crimestoppers|Victims of domestic violence",
    "de": "Der Täter-Opfer-Ausgleich wird vom Verein Handschlag angeboten|die Anne-Frank-Straße|Opfer und Zeugen|"
    "Ansprechpartnerin ist Sabine Wolf im Jugendamt|Opfer häuslicher Gewalt|ein Zeuge Jehovas",
    "fr": "Le collège Jean Moulin et l'école Louise Michel|Les auteurs de l'étude|une victime de la route",
    "it": "Gli autori dello studio|La scuola Giovanni Falcone e il parco Peppino Impastato|vittima di un furto",
    "es": "El instituto Antonio Machado|La víctima de un robo recibe ayuda|Los autores del estudio",
    "pt": "A Escola José Saramago|A vítima de furto recebe apoio|Os autores do estudo",
    "nl": "De Anne Frankschool|slachtoffer van inbraak|Contactpersoon: Marieke Visser",
    "lv": "Krišjāņa Barona iela|Kontaktpersona: Jānis Krūmiņš|Vardarbības upuri",
}
ACCUSED = (
    "The boy who set fire to the bins is Tyler Marsh|Der Junge, der die Tonnen angezündet hat, heißt Jonas Weidlich|"
    "Celui qui a mis le feu s'appelle Enzo Marchetti|Il ragazzo che ha rubato le bici si chiama Marco Ferri|"
    "El chico que quemó los contenedores se llama Rubén Ortega|O rapaz que roubou a bicicleta chama-se Nuno Faria|"
    "De jongen die de bus in brand stak heet Sander Smit|Wanted for robbery: Oisin Brannigan|"
    "Anzeige gegen Ronny Kastner|Plainte contre Loïc Guérin|Denuncia contra Rubén Ortega|J. Kowalczyk (17)|"
    "K. Benali, 16 ans"
)
NOT_ACCUSED = (
    "The project against those who stole bikes is called Safe Streets|The coordinator is Tyler Marsh|"
    "Der Leiter heißt Jonas Weidlich|Complaints against Thames Water|Plaintes contre le bruit|Denuncia contra el ruido|"
    "Anzeige gegen Unbekannt|D. Weisburd, 20 years of research|Weisburd, D. and J. Eck (2004)|Wanted: Mentors"
)
FULL_NAMES = "John Smith|Smith, John|Jeroen de Vries|João Silva|Jānis Bērziņš|Carmen Ruiz Ortega|Müller, Kevin"
PLACES = (
    "Kevin Street|Martin Luther King Platz|Jean-Jaurès|Goethestraße|Prenzlauer Berg|Chapel Allerton|St. James|"
    "San Martín|Harehills, Leeds|Rue Jean Jaurès|Via Giuseppe Verdi|E01006512"
)
ONE_PERSON = (
    "suspect 14|Beschuldigter 3|Täter A|Victim #7|defendant_12|JS 12.03.1999|A.B. 1999-03-02|Family Novak|"
    "gezin Smit|B-AB 1234|AB12 CDE|27 Beech Grove, Flat 3"
)
ONE_PLACE = (
    "Family Centre 3|Ward 14|A 12|LS1 2AB|Area 51|Camden 003B|Crown Street 12|Sagrada Família|Witness Road|M 2021"
)


def each(texts: dict[str, str]) -> list[str]:
    return [text for several in texts.values() for text in several.split("|")]


@pytest.mark.parametrize("text", each(PERSONS))
def test_a_person_is_told_by_the_role_the_deed_or_the_age(text: str) -> None:
    assert names_a_person(text)


@pytest.mark.parametrize("text", each(NO_PERSONS))
def test_staff_streets_and_services_are_no_persons_of_a_case(text: str) -> None:
    assert not names_a_person(text)


@pytest.mark.parametrize("text", ACCUSED.split("|"))
def test_a_name_behind_an_accusation_is_told(text: str) -> None:
    assert names_a_person(text)


@pytest.mark.parametrize("text", NOT_ACCUSED.split("|"))
def test_projects_staff_and_complaints_name_no_accused(text: str) -> None:
    assert not names_a_person(text)


@pytest.mark.parametrize(("names", "told"), [(FULL_NAMES, True), (PLACES, False)])
def test_full_names(names: str, told: bool) -> None:
    assert {name for name in names.split("|") if is_full_name(name) != told} == set()


@pytest.mark.parametrize(("names", "told"), [(ONE_PERSON, True), (ONE_PLACE, False), (PLACES, False)])
def test_names_of_one_unit(names: str, told: bool) -> None:
    assert {name for name in names.split("|") if is_one_person(name) != told} == set()


def test_a_list_of_persons_is_told_by_its_share_of_full_names() -> None:
    persons, places = FULL_NAMES.split("|"), PLACES.split("|")
    assert lists_persons(persons + places[: len(persons)])
    assert not lists_persons(persons[:1] + places)
    assert not lists_persons(persons + places)
