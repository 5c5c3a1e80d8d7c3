"""Several people print at once, on real PostgreSQL connections: no number twice, no gap, no second letter."""

from django.utils import timezone

from dossiers import actions
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
