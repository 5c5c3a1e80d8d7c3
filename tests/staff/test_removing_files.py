"""A file is taken out with a reason: soon by who sent it, later only by who leads; it stays told of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, Attachment
from tests.province import receive
from tests.staff.files import lying, send
from tests.staff.pages import at_field, page, said, text

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def dossier(province):
    return receive(province)


@pytest.fixture
def clerk(province, enter):
    return enter(province.clerk)


def test_who_sent_it_takes_it_out_with_a_reason_and_the_line_stays(
    province, enter, clerk, dossier, store, django_capture_on_commit_callbacks
):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    assert page(dossier, f"tep/{kept.pk}/go") in text(clerk.get(page(dossier)))
    empty = clerk.post(page(dossier, f"tep/{kept.pk}/go"), {"reason": " "})
    assert (empty.status_code, at_field(empty, "reason")) == (400, "Ghi lý do gỡ tệp.")
    assert lying(store)

    with django_capture_on_commit_callbacks(execute=True):
        done = clerk.post(page(dossier, f"tep/{kept.pk}/go"), {"reason": "Nhầm hồ sơ khác."})

    assert done.status_code == 302
    assert lying(store) == []
    shown = said(clerk.get(page(dossier)))
    assert "Đơn đề nghị.pdf Đã gỡ" in shown
    assert "Lý do: Nhầm hồ sơ khác." in shown
    gone = clerk.get(page(dossier, f"tep/{kept.pk}"))
    assert gone.status_code == 404
    assert "Lý do: Nhầm hồ sơ khác." in said(gone)
    assert clerk.get(page(dossier, f"tep/{kept.pk}/go")).status_code == 409
    again = clerk.post(page(dossier, f"tep/{kept.pk}/go"), {"reason": "Nhầm lần nữa."})
    assert again.status_code == 409
    assert "Nhầm lần nữa." in text(again)
    assert send(clerk, dossier).status_code == 302  # what was taken out may be put in again


def test_after_a_quarter_of_an_hour_or_the_end_of_the_dossier_only_who_leads_takes_it_out(
    province, enter, clerk, dossier
):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    address = page(dossier, f"tep/{kept.pk}/go")
    told = "Tệp đã tải lên quá 15 phút hoặc hồ sơ đã kết thúc nên chỉ lãnh đạo gỡ được tệp này."

    def turned_away() -> bool:
        answer = clerk.post(address, {"reason": "Nhầm"})
        assert address not in text(clerk.get(page(dossier))) + text(clerk.get(page(dossier, "tep")))
        return clerk.get(address).status_code == answer.status_code == 409 and told in said(answer)

    for seconds, late in ((15 * 60 - 5, False), (15 * 60 + 1, True)):
        Attachment.objects.update(at=timezone.now() - timedelta(seconds=seconds))
        assert (clerk.get(address).status_code == 409) == late
    assert turned_away()
    Attachment.objects.update(at=timezone.now())
    actions.withdraw(
        dossier_id=dossier.pk,
        by=province.clerk,
        now=timezone.now(),
        version=dossier.version,
        reason_class="no_need",
        reason="Đổi ý",
    )
    assert turned_away()
    assert Attachment.objects.get().removed_at is None
    assert enter(province.leader).post(address, {"reason": "Nhầm"}).status_code == 302


def test_who_took_it_out_stands_among_the_accesses(province, enter, clerk, dossier):
    send(clerk, dossier)
    clerk.post(page(dossier, f"tep/{Attachment.objects.get().pk}/go"), {"reason": "Nhầm hồ sơ khác."})
    row = Access.objects.get(kind="removed")
    assert (row.user, row.dossier, row.what, row.reason) == (
        province.clerk, dossier, "Đơn đề nghị.pdf", "Nhầm hồ sơ khác.",
    )  # fmt: skip
    listed = said(enter(province.leader).get("/giam-sat/truy-cap", {"kind": "removed"}))
    assert "1 lần" in listed
    assert "Gỡ tệp đính kèm" in listed


def test_the_bytes_stay_when_taking_out_fails(province, dossier, store, clerk, monkeypatch):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    with pytest.raises(actions.Refused):
        actions.remove_attachment(
            dossier_id=dossier.pk, attachment_id=kept.pk, by=province.officer, now=timezone.now(), reason="Không cần"
        )
    assert len(lying(store)) == 1


def test_nobody_else_takes_it_out_but_who_leads(province, enter, clerk, dossier):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    address = page(dossier, f"tep/{kept.pk}/go")
    officer = enter(province.officer)
    assert address not in text(officer.get(page(dossier)))
    assert officer.get(address).status_code == 409
    refused = officer.post(address, {"reason": "Không cần"})
    assert refused.status_code == 409
    assert "Chỉ người đã tải lên hoặc lãnh đạo mới gỡ được tệp này." in said(refused)
    assert enter(province.clerk_b).post(address, {"reason": "x"}).status_code == 404
    assert enter(province.auditor).post(address, {"reason": "x"}).status_code == 403
    assert Attachment.objects.get().removed_at is None
    assert enter(province.leader).post(address, {"reason": "Không cần"}).status_code == 302
