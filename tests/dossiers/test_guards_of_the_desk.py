"""Raw SQL as the app role, on committed rows, against what lies beside a dossier: every attempt is refused."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from dossiers import actions
from dossiers.models import Note, Opinion
from tests.dossiers.test_guards import NO_RIGHT, TRIGGER
from tests.dossiers.working import FETCHED, at_office, press

ATTACKS = {
    "answer an opinion again": ("UPDATE dossiers_opinion SET answer = 'Không'", TRIGGER),
    "take an answer back": (
        "UPDATE dossiers_opinion SET answered_at = NULL, answered_by_id = NULL, answer = ''", TRIGGER,
    ),
    "give an opinion more time": ("UPDATE dossiers_opinion SET answer_by = answer_by + interval '9 days'", TRIGGER),
    "delete an opinion": ("DELETE FROM dossiers_opinion", NO_RIGHT),
    "let somebody else have fetched it": ("UPDATE dossiers_collection SET collector_name = 'Ai đó'", TRIGGER),
    "delete who fetched it": ("DELETE FROM dossiers_collection", NO_RIGHT),
    "rewrite a note": ("UPDATE dossiers_note SET text = 'x'", NO_RIGHT),
    "delete a note": ("DELETE FROM dossiers_note", NO_RIGHT),
    "forget what was corrected": ("DELETE FROM dossiers_correction", NO_RIGHT),
    "rewrite what was corrected": ("UPDATE dossiers_correction SET before = '{}'", NO_RIGHT),
    "let an old code live again": ("DELETE FROM dossiers_retiredcode", NO_RIGHT),
    "point an old code elsewhere": ("UPDATE dossiers_retiredcode SET dossier_id = dossier_id + 1", NO_RIGHT),
}  # fmt: skip


@pytest.fixture
def desk(committed_province):
    """A dossier with an opinion that was given, a note, a correction, a new code, fetched by its applicant."""
    p = committed_province
    asked = {"agency": p.commune, "question": "Có quy hoạch không?", "answer_by": date(2026, 3, 6)}
    dossier = press(at_office(p), actions.ask_opinion, p.officer, "2026-03-03 09:00", **asked)
    said = {"opinion": Opinion.objects.get(), "answer": "Phù hợp quy hoạch"}
    dossier = press(dossier, actions.answer_opinion, p.officer_b, "2026-03-04 09:00", **said)
    Note.objects.create(dossier=dossier, at=timezone.now(), by=p.officer, agency=p.department, text="Đã gọi điện")
    who = actions.Applicant("Nguyễn Thị Đoan", phone="0900000999")
    dossier = press(dossier, actions.correct_applicant, p.clerk, "2026-03-04 10:00", applicant=who, reason="Ghi nhầm")
    dossier = press(dossier, actions.reissue_code, p.clerk, "2026-03-04 11:00", reason="Mất giấy, đã xem căn cước")
    dossier = press(dossier, actions.complete_step, p.officer, "2026-03-05 09:00")
    dossier = press(dossier, actions.finish, p.leader, "2026-03-05 10:00")
    return press(dossier, actions.hand_over, p.clerk, "2026-03-06 09:00", **FETCHED)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_app_role_cannot_rewrite_what_lies_beside_a_dossier(desk, attack):
    statement, code = ATTACKS[attack]

    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)

    assert refusal.value.__cause__.pgcode == code
