"""A letter is made once, numbered without a gap, and stays as it was printed first."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from dossiers import actions
from dossiers.models import Letter, LetterCounter, LetterKind
from tests.letters.reading import text_of
from tests.province import receive


def printed(p, dossier, kind=LetterKind.RECEIPT, by=None, **later):
    now = timezone.now() + timedelta(**later)
    return actions.print_letter(kind=kind, dossier_id=dossier.pk, by=by or p.clerk, now=now)


def test_a_reprint_is_the_first_print_byte_for_byte(province):
    dossier = receive(province)
    first = printed(province, dossier)

    again = printed(province, dossier, days=3)

    assert again.pk == first.pk
    assert bytes(again.pdf) == bytes(first.pdf)
    assert bytes(first.pdf).startswith(b"%PDF-1.7")


def test_numbers_follow_each_other_by_agency_and_kind(province):
    letters = [printed(province, receive(province)) for _ in range(3)]

    assert [letter.number for letter in letters] == [1, 2, 3]
    assert LetterCounter.objects.get().n == 3
    assert "Số: 03/BPTNTKQ" in text_of(letters[2])


def test_a_letter_that_cannot_be_set_takes_no_number(province, monkeypatch):
    dossier = receive(province)

    def broken(*_):
        raise RuntimeError("no ink")

    monkeypatch.setattr("dossiers.actions.letters.typeset", broken)
    with pytest.raises(RuntimeError):
        printed(province, dossier)
    monkeypatch.undo()

    assert printed(province, dossier).number == 1


def test_who_does_not_work_on_the_dossier_makes_no_letter(province):
    dossier = receive(province)

    with pytest.raises(type(dossier).DoesNotExist):
        printed(province, dossier, by=province.clerk_b)
    assert not Letter.objects.exists()


def test_the_app_can_neither_change_nor_remove_a_letter(province):
    letter = printed(province, receive(province))

    with pytest.raises(DatabaseError, match="permission denied"):
        Letter.objects.filter(pk=letter.pk).update(number=9)
