"""Security technologies are told in eight languages, predictions of persons too; lamps and chambers are not."""

from __future__ import annotations

import pytest

from plateia.knowledge.declarations import rows_of
from plateia.vocabulary.predictions import predicts_persons
from plateia.vocabulary.word_hints import red_line_named, technology_named

TECHNOLOGIES = {
    "Sensors that count people": "sensors",
    "Thermal imaging at the gate": "sensors",
    "Mobile phone tracking of visitors": "sensors",
    "A mosquito device at the shelter": "other",
    "Smart street lamps that dim": "lighting_control",
    "Smart street lamps with sensors": "sensors",
    "Drones over the park": "drone",
    "ANPR at the ring road": "number_plate_recognition",
    "Body-worn cameras for wardens": "body_worn_camera",
    "Audio detection of screams": "acoustic_detection",
    "CCTV at the station": "video_surveillance",
    "Predict where bikes are stolen": "place_forecast",
    "Bewegungssensoren an den Laternen": "sensors",
    "Handyortung von Besuchern": "sensors",
    "Intelligente Straßenbeleuchtung": "lighting_control",
    "Drohnenflüge über dem Park": "drone",
    "Bodycams für den Ordnungsdienst": "body_worn_camera",
    "Kennzeichenerfassung": "number_plate_recognition",
    "Vorhersage, wo eingebrochen wird": "place_forecast",
    "Capteurs de passage": "sensors",
    "Sensori di presenza": "sensors",
    "Sensores de paso": "sensors",
    "Câmaras de videovigilância": "video_surveillance",
    "Slimme straatverlichting": "lighting_control",
    "Sensori pie laternām": "sensors",
}
NO_TECHNOLOGY = (
    "new street lamps|photo competition|Fotowettbewerb|Straßenlaternen werden erneuert|Camera di commercio di Roma|"
    "Câmara Municipal de Lisboa|a sensory garden|jardin sensoriel|Kameradschaft|lampadaires réparés|mosquito nets|"
    "an open microphone evening|campagne de sensibilisation|benches, hosts and talks|dronken jongeren"
    "|an app for broken lamps"
)
PREDICTIONS = {
    "en": "AI that predicts who will offend|Predicting which persons will reoffend|risk score of young offenders|"
    "Predictive policing software that scores offenders|heat list of persons|individual risk scores|"
    "a model that ranks pupils by risk of violence|predict future offenders from school records|"
    "an algorithm predicts whether a person will commit a crime|profiling of suspects|scoring of families by risk|"
    "an early-warning tool that identifies pupils likely to become offenders|"
    "potential offenders identified by algorithm|"
    "risk levels for known individuals|a list of the most dangerous youths|individual risk assessment of young people|"
    "crime prediction for persons|a tool that flags suspicious persons",
    "de": "Software zur Vorhersage von Straftätern|Die Software sagt vorher, wer straffällig wird|"
    "Risikoscore für Familien|"
    "Prognose, welche Jugendlichen rückfällig werden|Risikobewertung von Jugendlichen|Scoring von Tatverdächtigen",
    "fr": "un logiciel qui prédit qui va récidiver|score de risque des jeunes|on prévoit qui commettra un délit",
    "it": "software che prevede chi commetterà reati|punteggio di rischio dei giovani",
    "es": "programa que predice quién va a delinquir|predicción de delincuentes",
    "pt": "previsão de quem vai reincidir|pontuação de risco de jovens",
    "nl": "voorspellen wie een misdrijf pleegt|risicoscore voor gezinnen",
    "lv": "prognozē, kurš izdarīs noziegumu",
}
SCORED = {
    "en": "Assign each repeat offender a danger rating|Rank families by their probability of future violence|"
    "A traffic-light system shows which youngsters will turn criminal|Victims receive a vulnerability score|"
    "A scorecard of troublemakers|each young offender is placed in a risk band|"
    "a shortlist of ten people most likely to shoot|"
    "a database of suspected radicals|Cameras match passers-by against photographs of wanted people",
    "de": "Für jeden Intensivtäter wird ein Gefährlichkeitswert berechnet|Namensliste polizeibekannter Jugendlicher|"
    "Künstliche Intelligenz erkennt künftige Einbrecher|Ein Punktesystem für das Sozialverhalten der Mieter|"
    "Eine Ampel zeigt, welche Schüler kriminell werden könnten|Kameras gleichen Gesichter mit Fahndungsfotos ab",
    "fr": "Attribuer à chaque récidiviste une note de dangerosité|Un algorithme repère les futurs délinquants|"
    "Un score mesure la probabilité qu'un jeune récidive|Les caméras comparent les visages à une base",
    "it": "Un algoritmo individua i probabili autori di reato|"
    "Un sistema assegna a ogni famiglia un indice di pericolosità|"
    "Telecamere che confrontano i volti con quelli dei ricercati",
    "es": "Identificar con inteligencia artificial a los posibles delincuentes|Registro de familias peligrosas|"
    "Cada vecino recibe una nota según su comportamiento|Las cámaras reconocen las caras de los sospechosos",
    "pt": "Prever com inteligência artificial quem vai cometer crimes|Cada morador recebe uma nota de risco",
    "nl": "Een risicoscore voor elke veelpleger|Een lijst met geradicaliseerde jongeren",
    "lv": "Katram recidīvistam piešķirt riska punktu skaitu|Radikalizēto personu saraksts|Kameras salīdzina sejas",
}
NOT_SCORED = {
    "en": "The survey shows which residents feel unsafe at the stop|Each household receives a leaflet|"
    "Who will commit time to the night walks is settled in May|Every action gets a score for effort|"
    "The likelihood of burglary is higher at the end of a row|Young people rank the risks they see on the square|"
    "A list of families who want to join the play street|The forecast of burglaries per district|"
    "Parents know which routes their children will take|Biometrika 28, 437-442|the faces of the clocks; cameras",
    "de": "Jeder Stadtteil bekommt eine Note für Sauberkeit|Einwohner bewerten das Risiko an den Haltestellen|"
    "Schüler lernen, wie sie Gefahren erkennen|Jede Familie erhält eine Einladung",
    "fr": "La note de satisfaction des habitants est de 4 sur 5|Les médiateurs repèrent les jeunes en difficulté",
    "it": "Ogni quartiere riceve un punteggio per la pulizia|Chi commette un furto usa le vie laterali",
    "es": "Cada barrio recibe una nota por la limpieza|El modelo muestra qué calles necesitarán luz",
    "pt": "Cada freguesia recebe uma nota pela limpeza",
    "nl": "Elke wijk krijgt een cijfer voor netheid|Jongeren beoordelen welke plekken veilig zijn",
    "lv": "Katra apkaime saņem vērtējumu par tīrību",
}
NO_PREDICTIONS = {
    "en": "forecast of visitor numbers|predict where bikes are stolen|residents scored the square 4 of 5|"
    "family support worker|forecast of the number of offenders|risk rating of the square by residents|"
    "the offender management service rates the programme|people scored safety at night from 1 to 5|"
    "mentors for young people at risk of violent crime|families rank the ideas|weather forecast for people on foot|"
    "lighting deters passers-by from theft; young people score the design|"
    "outreach workers identify young people at risk and offer help|risk assessment of the square with residents|"
    "scores from residents tell where they feel in danger|the software counts people who pass, without pictures|"
    "participants rank risks by likelihood|drivers flag dangerous stops",
    "de": "Prognose der Besucherzahlen|Vorhersage, wo Fahrräder gestohlen werden|"
    "Bewohner bewerten den Platz mit 4 von 5|"
    "Bewertung der Maßnahme durch die Jugendlichen|Die Stadt sagt, wer zuständig ist",
    "fr": "prévoir où les vélos sont volés|le projet prévoit un accompagnement des jeunes contre la délinquance|"
    "les habitants notent la place",
    "it": "il progetto prevede laboratori per minori e prevenzione della criminalità",
    "es": "el programa prevé talleres para jóvenes en riesgo de delincuencia",
    "pt": "o programa prevê oficinas para jovens e prevenção da delinquência",
    "nl": "het programma scoort goed bij jongeren",
    "lv": "apmeklētāju skaita prognoze",
}


def each(texts: dict[str, str]) -> list[str]:
    return [text for several in texts.values() for text in several.split("|")]


@pytest.mark.parametrize(("text", "kind"), TECHNOLOGIES.items())
def test_a_security_technology_is_told(text: str, kind: str) -> None:
    assert technology_named(text) == kind


@pytest.mark.parametrize("text", NO_TECHNOLOGY.split("|"))
def test_what_is_no_security_technology(text: str) -> None:
    assert technology_named(text) is None


@pytest.mark.parametrize("text", [*each(PREDICTIONS), *each(SCORED)])
def test_a_prediction_of_persons_is_behind_the_red_line(text: str) -> None:
    assert red_line_named(text) is not None


@pytest.mark.parametrize("text", [*each(NO_PREDICTIONS), *each(NOT_SCORED)])
def test_places_numbers_and_scores_by_people_are_no_prediction_of_persons(text: str) -> None:
    assert red_line_named(text) is None


@pytest.mark.parametrize("text", ["gait recognition", "Gangbilderkennung", "reconnaissance de la démarche"])
def test_gait_is_biometric(text: str) -> None:
    assert red_line_named(text) == "biometric_identification"


@pytest.mark.parametrize("table", ["practices", "policies", "research", "city_tools"])
def test_no_sentence_of_the_inventory_is_held_for_a_prediction(table: str) -> None:
    assert [row["id"] for row in rows_of(table) for text in row.values() if text and predicts_persons(text)] == []
