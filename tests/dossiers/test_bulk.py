"""Many dossiers in one go: each whole or not at all, judged when its turn comes, whoever waits."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from agencies.models import Account
from dossiers import actions
from dossiers.actions import bulk, jobs
from dossiers.models import Collection, Dossier, Event, Job, JobItem, JobKind, JobState
from dossiers.workflow import Move, Status
from tests.dossiers.working import done, received, refused, results


def queued(by, move, dossiers, **more) -> Job:
    chosen = [(dossier.pk, dossier.version) for dossier in dossiers]
    return actions.queue_bulk(by=by, now=timezone.now(), key=uuid.uuid4(), move=move, chosen=chosen, **more)


def completed() -> int:
    return Event.objects.filter(kind="step_completed").count()


# ── What it does ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_chosen_dossier_goes_through_the_ordinary_action(province):
    dossiers = received(province, 3)

    job = done(queued(province.clerk, Move.COMPLETE_STEP, dossiers))

    assert (job.state, job.total, job.done, job.result) == (JobState.DONE, 3, 3, {"refused": 0})
    assert results(job) == [("done", "")] * 3
    for dossier in dossiers:
        event = Event.objects.get(dossier=dossier, kind="step_completed")
        assert event.actor == province.clerk
        assert Dossier.objects.get(pk=dossier.pk).status == Status.PROCESSING


def test_results_are_handed_over_to_the_applicants_themselves_or_by_the_post(province, advance_all):
    counter, post = advance_all(2)

    done(queued(province.clerk, Move.HAND_OVER, [counter], way="counter", paper="Căn cước"))
    done(queued(province.clerk, Move.HAND_OVER, [post], way="post", paper="Bảng kê 12"))

    written = Collection.objects.order_by("pk").values_list("dossier", "way", "collector", "collector_name", "paper")
    assert list(written) == [
        (counter.pk, "counter", "applicant", counter.applicant_name, "Căn cước"),
        (post.pk, "post", "applicant", post.applicant_name, "Bảng kê 12"),
    ]


def test_assigned_dossiers_are_shared_out_in_turn(province):
    dossiers = received(province, 4)
    to = [province.officer.pk, province.clerk.pk]

    done(queued(province.leader, Move.ASSIGN, dossiers, to=to))

    order = [Dossier.objects.get(pk=dossier.pk).assignee for dossier in dossiers]
    assert order == [province.officer, province.clerk] * 2


# ── What it refuses, one by one ──────────────────────────────────────────────────────────────────────────────


def test_a_dossier_that_changed_since_it_was_chosen_is_left_alone_and_the_others_are_done(province):
    first, changed, last = received(province, 3)
    job = queued(province.clerk, Move.COMPLETE_STEP, [first, changed, last])
    actions.assign(
        dossier_id=changed.pk, by=province.leader, now=timezone.now(), version=changed.version, to=province.clerk
    )

    done(job)

    assert [state for state, _ in results(job)] == ["done", "refused", "done"]
    said = results(job)[1][1]
    assert "Phạm Quốc Dũng đã cập nhật hồ sơ này lúc" in said
    assert "ở dưới" not in said  # there is no form that keeps anything
    assert job.result == {"refused": 1}


def test_the_role_is_judged_when_its_turn_comes(province):
    dossiers = received(province, 2)
    job = queued(province.clerk, Move.COMPLETE_STEP, dossiers)
    province.clerk.memberships.update(agency=province.commune, unit=None)

    done(job)

    assert {state for state, _ in results(job)} == {"refused"}
    assert "Vai trò của Ông/Bà" in results(job)[0][1]
    assert completed() == 0


def test_a_receiver_whose_account_is_gone_is_named_as_that(province):
    gone = type(province.clerk).objects.create(username="da-nghi")
    job = queued(province.leader, Move.ASSIGN, received(province, 1), to=[gone.pk])
    gone.delete()

    assert results(done(job)) == [("refused", "Người được giao không còn tài khoản.")]


@pytest.mark.parametrize("how", ["inactive", "expired"])
def test_nothing_is_done_for_an_account_that_has_ended(province, how):
    dossiers = received(province, 2)
    job = queued(province.clerk, Move.COMPLETE_STEP, dossiers)
    if how == "inactive":
        type(province.clerk).objects.filter(pk=province.clerk.pk).update(is_active=False)
    else:
        yesterday = timezone.localdate() - timedelta(days=1)
        Account.objects.update_or_create(user=province.clerk, defaults={"valid_to": yesterday})

    done(job)

    assert results(job) == [("refused", "Tài khoản của người giao việc không còn hiệu lực.")] * 2
    assert completed() == 0


def test_an_action_that_breaks_in_the_middle_leaves_nothing_of_its_dossier_and_the_others_are_done(
    province, monkeypatch
):
    dossiers = received(province, 3)
    whole = bulk.VERBS[Move.COMPLETE_STEP]

    def breaking(*, dossier_id, **facts):
        with bulk.transaction.atomic():
            moved = whole(dossier_id=dossier_id, **facts)
            if dossier_id == dossiers[1].pk:
                raise RuntimeError("đứt giữa chừng")
            return moved

    monkeypatch.setitem(bulk.VERBS, Move.COMPLETE_STEP, breaking)
    job = done(queued(province.clerk, Move.COMPLETE_STEP, dossiers))

    assert [state for state, _ in results(job)] == ["done", "refused", "done"]
    assert "chưa thay đổi gì" in results(job)[1][1]
    assert Dossier.objects.get(pk=dossiers[1].pk).version == dossiers[1].version
    assert not Event.objects.filter(dossier=dossiers[1], kind="step_completed").exists()


def test_the_databases_own_trouble_takes_the_whole_portion_back_and_it_waits(province, monkeypatch):
    dossiers = received(province, 3)
    whole = bulk.VERBS[Move.COMPLETE_STEP]

    def troubled(*, dossier_id, **facts):
        if dossier_id == dossiers[2].pk:
            raise OperationalError("canceling statement due to lock timeout")
        return whole(dossier_id=dossier_id, **facts)

    monkeypatch.setitem(bulk.VERBS, Move.COMPLETE_STEP, troubled)
    job = queued(province.clerk, Move.COMPLETE_STEP, dossiers)
    with pytest.raises(OperationalError):
        actions.work()
    assert (completed(), Job.objects.get().done) == (0, 0)

    monkeypatch.undo()
    done(job)
    assert results(job) == [("done", "")] * 3


# ── Portions, turns, the same press twice ────────────────────────────────────────────────────────────────────


def test_a_portion_is_bounded_and_the_next_goes_on_from_there(province, monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 2)
    job = queued(province.clerk, Move.COMPLETE_STEP, received(province, 5))

    assert actions.work(seconds=0.0001) == 1
    job.refresh_from_db()
    assert (job.done, job.cursor, job.state, completed()) == (2, 2, JobState.RUNNING, 2)

    done(job)
    assert (job.done, job.state, completed()) == (5, JobState.DONE, 5)
    assert job.finished_at is not None


def test_people_do_not_wait_behind_other_jobs_and_the_smallest_choice_goes_first(province, monkeypatch):
    actions.audit_tonight()
    large = queued(province.clerk, Move.COMPLETE_STEP, received(province, 3))
    small = queued(province.clerk, Move.COMPLETE_STEP, received(province, 1))
    turns = []

    def noting(job):
        turns.append(job.pk)
        job.state, job.finished_at = JobState.DONE, timezone.now()
        return False

    for kind in list(jobs.PORTIONS):
        monkeypatch.setitem(jobs.PORTIONS, kind, noting)
    actions.work()

    assert turns == [small.pk, large.pk, Job.objects.get(kind=JobKind.BOOKS).pk]


def test_the_same_press_twice_is_one_job(province):
    chosen = [(dossier.pk, dossier.version) for dossier in received(province, 2)]
    press = {"by": province.clerk, "now": timezone.now(), "key": uuid.uuid4(), "chosen": chosen}

    first, second = (actions.queue_bulk(move=Move.COMPLETE_STEP, **press) for _ in range(2))

    assert first == second
    assert JobItem.objects.count() == 2


def test_the_same_press_with_other_content_is_refused(province):
    chosen = [(dossier.pk, dossier.version) for dossier in received(province, 2)]
    press = {"by": province.leader, "now": timezone.now(), "key": uuid.uuid4(), "move": Move.ASSIGN}
    job = actions.queue_bulk(**press, chosen=chosen, to=[province.clerk.pk])

    for changed in (
        {"chosen": chosen[:1]}, {"chosen": [(chosen[0][0], 9), chosen[1]]}, {"chosen": chosen[::-1]},
        {"to": [province.officer.pk]}, {"move": Move.COMPLETE_STEP},
    ):  # fmt: skip
        with refused("other_choice"):
            actions.queue_bulk(**{**press, "chosen": chosen, "to": [province.clerk.pk], **changed})
    done(job)
    assert actions.queue_bulk(**press, chosen=chosen, to=[province.clerk.pk]) == job
    assert Job.objects.count() == 1


def test_another_persons_key_is_another_job(province):
    chosen = [(dossier.pk, dossier.version) for dossier in received(province, 1)]
    press = {"now": timezone.now(), "key": uuid.uuid4(), "chosen": chosen, "move": Move.COMPLETE_STEP}

    assert actions.queue_bulk(by=province.clerk, **press) != actions.queue_bulk(by=province.leader, **press)


def test_what_cannot_be_put_down_is_refused_whole(province):
    dossiers = received(province, 1)
    with refused("bulk_none"):
        queued(province.clerk, Move.COMPLETE_STEP, [])
    with refused("bulk_many"):
        queued(province.clerk, Move.COMPLETE_STEP, dossiers * (bulk.MOST + 1))
    with refused("bulk_to"):
        queued(province.leader, Move.ASSIGN, dossiers)
    with refused("paper_checked"):
        queued(province.clerk, Move.HAND_OVER, dossiers, way="counter", paper=" ")
    with refused("parcel_list"):
        queued(province.clerk, Move.HAND_OVER, dossiers, way="post", paper=" ")
    assert not Job.objects.exists()


@pytest.fixture
def advance_all(province):
    """advance_all(n): dossiers whose results wait at the counter."""

    def advanced(n: int) -> list[Dossier]:
        finished = []
        for dossier in received(province, n):
            for verb, by in (
                (actions.complete_step, province.clerk),
                (actions.complete_step, province.officer),
                (actions.finish, province.leader),
            ):
                dossier = verb(dossier_id=dossier.pk, by=by, now=timezone.now(), version=dossier.version)
            finished.append(dossier)
        return finished

    return advanced
