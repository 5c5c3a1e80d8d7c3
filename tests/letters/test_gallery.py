"""Every kind of letter, ordinary and heavy: whole, inside its margins, in our faces, fit for an archive.

With GALLERY=folder each page becomes a picture there, and all first pages one more (`make gallery`).
"""

import os
from pathlib import Path

import pytest

from dossiers.models import LetterKind
from dossiers.typesetting import typeset
from tests.gallery.letters import sheet, shoot
from tests.letters.heavy import WEIGHTS, letters_of
from tests.letters.judging import faults_of


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_letter_is_as_it_should_be(province, weight):
    made = letters_of(province, WEIGHTS[weight])
    if folder := os.environ.get("GALLERY"):
        for name, letter in made.items():
            shoot(bytes(letter.pdf), Path(folder), f"{name}-{weight}")
        sheet((bytes(letter.pdf) for letter in made.values()), Path(folder) / f"letters-{weight}.png")

    assert {letter.kind for letter in made.values()} == set(LetterKind)
    assert {name: faults for name, letter in made.items() if (faults := faults_of(letter))} == {}
    receipt = made["receipt"]
    assert typeset([receipt.facts], receipt.made_at) == bytes(receipt.pdf)  # nothing in it is of the hour or the host
