"""Several people print at once, on real PostgreSQL connections: no number twice, no gap, no second letter."""

from threading import Thread

from django.db import connection
from django.utils import timezone

from dossiers import actions
from dossiers.actions import letters as making
from dossiers.models import Letter, LetterCounter, LetterKind
from tests.dossiers.test_races import together
from tests.province import receive


def test_numbers_have_no_gap_and_no_twin_and_a_letter_is_made_once(committed_province):
    p = committed_province
    dossiers = [receive(p) for _ in range(12)]

    def prints(i):
        """Everybody prints every third dossier, each beginning elsewhere: each is printed by several at once."""
        mine = [dossiers[(i + n) % 12] for n in range(0, 12, 3)]
        return [
            actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=d.pk, by=p.clerk, now=timezone.now()).pk
            for d in mine
        ]

    made = together(prints, n=9)

    letters = Letter.objects.order_by("number")
    assert [letter.number for letter in letters] == list(range(1, 13))
    assert {pk for mine in made for pk in mine} == {letter.pk for letter in letters}
    assert LetterCounter.objects.get().n == 12


def test_a_letter_of_the_old_name_is_never_kept_under_the_correction(committed_province, monkeypatch):
    p, dossier = committed_province, receive(committed_province)
    right = actions.Applicant(name="Nguyễn Thị Đoan Trang", phone="0900000123")
    read = making.OF_DOSSIER[LetterKind.RECEIPT]

    def correct():
        actions.correct_applicant(
            dossier_id=dossier.pk, by=p.clerk, now=timezone.now(), version=dossier.version, applicant=right,
            reason="Ghi thiếu tên",
        )  # fmt: skip
        connection.close()

    correcting = Thread(target=correct)

    def reading(of):
        """Somebody corrects the name between the dossier and its history."""
        if correcting.ident is None:
            correcting.start()
            correcting.join(timeout=0.5)
        return read(of)

    monkeypatch.setitem(making.OF_DOSSIER, LetterKind.RECEIPT, reading)
    asked = {"kind": LetterKind.RECEIPT, "dossier_id": dossier.pk, "by": p.clerk}
    before = actions.print_letter(**asked, now=timezone.now())
    correcting.join()
    after = actions.print_letter(**asked, now=timezone.now())

    assert (before.facts["name"], after.facts["name"]) == ("Nguyễn Thị Đoan", right.name)
    assert (before.number, after.number) == (1, 2)
