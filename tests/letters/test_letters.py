"""A letter is made once, numbered without a gap, and stays as it was printed first."""

import shutil
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pypdf import PdfReader

from dossiers import actions
from dossiers.models import Letter, LetterCounter, LetterKind
from dossiers.typesetting import press, typeset
from dossiers.wording.letters import FORMS
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


def test_a_letter_is_set_again_by_the_template_of_its_own_basis(province, monkeypatch, tmp_path):
    """A new basis comes, with a layout of its own."""
    shutil.copytree(press.FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "receipt-2030.typ").write_text("#let receipt(d) = [Bố cục mới của #d.number]")
    monkeypatch.setattr(press, "FOLDER", tmp_path)
    monkeypatch.setattr(press, "_compiler", press._compiler.__wrapped__)
    old = printed(province, receive(province))
    forms = FORMS["receipt"]
    monkeypatch.setitem(FORMS, "receipt", (*forms, forms[-1]._replace(basis="TT 2030", template="receipt-2030")))
    new = printed(province, receive(province))

    before, after = PdfReader(BytesIO(typeset([old.facts, new.facts], timezone.now()))).pages

    assert (old.basis, new.basis) == (forms[-1].basis, "TT 2030")
    assert "Mẫu số 01" in before.extract_text()
    assert "Bố cục mới của 02/" in after.extract_text()
    nameless = {name: said for name, said in old.facts.items() if name != "template"}  # made before they were named
    assert typeset([nameless], old.made_at) == bytes(old.pdf)


def test_every_form_has_its_template():
    named = {form.template for forms in FORMS.values() for form in forms}
    assert named <= {path.stem for path in press.FOLDER.glob("*.typ")}
