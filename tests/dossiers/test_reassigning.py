"""What somebody held who leaves is shared out among others: one job, the most pressing first."""

import uuid
from datetime import timedelta

from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Job, JobItemState
from tests.dossiers.working import done, received, refused, results


def given(p, dossiers, to) -> None:
    for dossier in dossiers:
        actions.assign(dossier_id=dossier.pk, by=p.leader, now=timezone.now(), version=dossier.version, to=to)


def reassigned(p, to, by=None, **changes) -> Job:
    facts = {"by": by or p.leader, "now": timezone.now(), "key": uuid.uuid4(), "agency_id": p.department.pk}
    return actions.queue_reassignment(**{**facts, "person": p.officer, "to": [user.pk for user in to], **changes})


def test_everything_of_a_person_who_left_is_shared_out_most_pressing_first(province):
    p = province
    late, early, undated = received(p, 3)
    given(p, [late, early, undated], p.officer)
    now = timezone.now()
    for dossier, start in ((late, now + timedelta(days=9)), (early, now), (undated, None)):
        Dossier.objects.filter(pk=dossier.pk).update(start_by=start)
    other = received(p, 1)
    given(p, other, p.clerk)
    p.officer.memberships.all().delete()
    type(p.officer).objects.filter(pk=p.officer.pk).update(is_active=False)

    job = reassigned(p, [p.clerk, p.leader])

    assert list(job.items.order_by("n").values_list("dossier", flat=True)) == [early.pk, late.pk, undated.pk]
    done(job)
    got = {dossier.pk: Dossier.objects.get(pk=dossier.pk).assignee for dossier in (early, late, undated)}
    assert got == {early.pk: p.clerk, late.pk: p.leader, undated.pk: p.clerk}
    assert job.total == 3


def test_only_who_leads_the_agency_reassigns_and_only_what_is_held(province):
    p = province
    with refused("nothing_held"):
        reassigned(p, [p.clerk])
    given(p, received(p, 1), p.officer)
    for by in (p.clerk, p.leader_b, p.auditor):
        with refused("reassign_role"):
            reassigned(p, [p.clerk], by=by)
    with refused("bulk_to"):
        reassigned(p, [])
    assert not Job.objects.exists()


def test_one_key_reassigns_one_persons_work(province):
    p = province
    given(p, received(p, 1), p.officer)
    key = uuid.uuid4()
    assert reassigned(p, [p.clerk], key=key) == reassigned(p, [p.clerk], key=key)
    for changed in ({"to": [p.leader]}, {"person": p.clerk}):
        with refused("other_choice"):
            reassigned(**{"p": p, "to": [p.clerk], "key": key, **changed})
    assert Job.objects.count() == 1


def test_a_receiver_of_another_agency_gets_nothing(province):
    p = province
    given(p, received(p, 1), p.officer)

    job = done(reassigned(p, [p.officer_b]))

    assert [state for state, _ in results(job)] == [JobItemState.REFUSED]
    assert "không làm việc tại" in results(job)[0][1]
