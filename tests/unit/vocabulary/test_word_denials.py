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
NOT_DENIED = (
    "No cameras, facial recognition instead|not only facial recognition|nicht nur Gesichtserkennung|"
    "No doubt facial recognition helps|AI predicts who will not reoffend|Not far from here: facial recognition|"
    "facial recognition for those who do not pay|pas seulement la reconnaissance faciale"
)


@pytest.mark.parametrize("text", DENIED.split("|"))
def test_what_is_not_done_passes(text: str) -> None:
    assert red_line_named(text) is None


@pytest.mark.parametrize("text", NOT_DENIED.split("|"))
def test_a_not_beside_it_excuses_nothing(text: str) -> None:
    assert red_line_named(text) is not None
