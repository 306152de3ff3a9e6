"""Who writes that something is not done is not refused; who hides it behind a "not" is."""

from __future__ import annotations

import pytest

from plateia.vocabulary.word_hints import red_line_named

DENIED = (
    "No facial recognition is used|No drones or facial recognition|"
    "Der Rat hat sich gegen Gesichtserkennung entschieden|"
    "Gesichtserkennung wird nicht eingesetzt|sans reconnaissance faciale|la reconnaissance faciale n'est pas utilisée|"
    "senza riconoscimento facciale|sin reconocimiento facial|sem reconhecimento facial|zonder gezichtsherkenning|"
    "bez sejas atpazīšanas|it does not predict who will offend|Es gibt keine Risikoscores von Personen|"
    "no list of persons at risk is kept|biometric methods are excluded"
)
DENIED_PREDICTIONS = (
    "The model does not predict who will offend|The software does not predict who will offend|"
    "Il modello non predice chi commetterà reati|El modelo no predice quién delinquirá|"
    "O modelo não prevê quem vai cometer crimes|Das Modell sagt nicht voraus, wer straffällig wird|"
    "Die Software erkennt nicht, wer gefährlich ist|Le modèle ne prédit pas qui va récidiver|"
    "Het model voorspelt niet wie een misdrijf pleegt|Modelis neprognozē, kurš izdarīs noziegumu|"
    "The tool cannot tell which residents will offend|Das System berechnet nicht, wer rückfällig wird|"
    "Le logiciel n'indique pas quels jeunes vont récidiver|Programma nenosaka, kurš izdarīs noziegumu"
)
DENIED_FROM_FAR = (
    "Non si usa il riconoscimento facciale|Non è previsto il riconoscimento facciale|"
    "Il comune non utilizza sistemi di riconoscimento facciale|No se utiliza el reconocimiento facial|"
    "Não se usa o reconhecimento facial|La ville ne recourt pas à la reconnaissance faciale|"
    "Er is geen sprake van gezichtsherkenning|We do not and will not use any form of facial recognition|"
    "We have chosen not to use facial recognition|Sejas atpazīšana nav paredzēta"
)
EXCLUDED = (
    "The council has ruled out facial recognition|The contract prohibits facial recognition|"
    "Die Stadt verzichtet auf Gesichtserkennung|Nous refusons la reconnaissance faciale|"
    "È escluso il riconoscimento facciale|Queda excluido el reconocimiento facial|"
    "Fica excluído o reconhecimento facial|De gemeente ziet af van gezichtsherkenning|"
    "Mēs neizmantojam sejas atpazīšanu|Facial recognition and emotion recognition are excluded by contract|"
    "Facial recognition has been rejected|Facial recognition is off the table|Auf Gesichtserkennung wird verzichtet|"
    "Gesichtserkennung lehnt der Rat ab|La reconnaissance faciale est écartée|Gezichtsherkenning zetten we niet in|"
    "Sejas atpazīšanu neizmanto|Sejas atpazīšana netiks izmantota"
)
NOT_DENIED = (
    "No cameras, facial recognition instead|not only facial recognition|nicht nur Gesichtserkennung|"
    "No doubt facial recognition helps|AI predicts who will not reoffend|Not far from here: facial recognition|"
    "facial recognition for those who do not pay|pas seulement la reconnaissance faciale|"
    "Gesichtserkennung ist nicht ausgeschlossen|Facial recognition is not ruled out|why not use facial recognition|"
    "Wir verzichten nicht auf Gesichtserkennung|Nobody prohibits facial recognition|"
    "No sistema de reconhecimento facial|We do not hesitate to use facial recognition|"
    "The council has not ruled out using facial recognition|On ne recourt qu'à la reconnaissance faciale|"
    "No facial recognition today but next year facial recognition at the gates|"
    "Il riconoscimento facciale non è escluso|El reconocimiento facial no está prohibido|"
    "The model does not explain itself and predicts who will offend|"
    "The model does not use names and tells which boys will offend|"
    "Die Software erkennt nicht nur, wer gefährlich ist|Das Programm vergisst nicht, es sagt, wer straffällig wird|"
    "We will use facial recognition and it is not expensive|Facial recognition and cameras are not expensive"
)


@pytest.mark.parametrize(
    "text", [*DENIED.split("|"), *DENIED_PREDICTIONS.split("|"), *DENIED_FROM_FAR.split("|"), *EXCLUDED.split("|")]
)
def test_what_is_not_done_passes(text: str) -> None:
    assert red_line_named(text) is None


@pytest.mark.parametrize("text", NOT_DENIED.split("|"))
def test_a_not_beside_it_excuses_nothing(text: str) -> None:
    assert red_line_named(text) is not None
