"""Ends without a result: a reason from the list and one in words; and what is filed again afterwards."""

import pytest

from dossiers.models import Dossier, Event
from dossiers.workflow import Status
from tests.province import receive
from tests.staff.pages import at_field, page, press, said, text

ENDS = {
    "rut-ho-so": ("clerk", "no_need", Status.WITHDRAWN),
    "dung-giai-quyet": ("officer", "abolished", Status.STOPPED),
    "tu-choi-giai-quyet": ("officer", "conditions", Status.NOT_ACCEPTED),
}


@pytest.mark.parametrize("slug", ENDS)
def test_it_ends_with_a_reason_from_the_list_and_words_for_the_applicant(province, enter, advance, slug):
    who, reason_class, status = ENDS[slug]
    dossier = advance(receive(province), province.clerk)
    client = enter(getattr(province, who))
    assert "không mở lại được" in said(client.get(page(dossier, slug)))

    for typed, field, sentence in (
        ({"reason_class": "", "reason": "Đã nói rõ"}, "reason_class", "Chọn một lý do trong danh sách."),
        ({"reason_class": "of another move", "reason": "Đã nói rõ"}, "reason_class", "Chọn một lý do trong danh sách."),
        ({"reason_class": reason_class, "reason": " "}, "reason", "Ghi rõ lý do để người nộp hiểu."),
    ):
        answer = press(client, dossier, slug, **typed)
        assert (answer.status_code, at_field(answer, field)) == (400, sentence)
        assert "Đã nói rõ" in text(answer) or not typed["reason"].strip()
    assert Dossier.objects.get().is_open

    assert (
        press(client, dossier, slug, reason_class=reason_class, reason="Theo đơn ngày 09/03/2026.").status_code == 302
    )
    dossier.refresh_from_db()
    assert (dossier.status, Event.objects.latest("seq").data["class"]) == (status, reason_class)
    shown = client.get(page(dossier))
    assert "Theo đơn ngày 09/03/2026." in said(shown)
    assert 'class="button" href' not in text(shown)


def test_ends_stand_apart_from_the_work(province, enter, advance):
    dossier = advance(receive(province), province.clerk)
    shown = text(enter(province.leader).get(page(dossier)))
    work, ends = shown.split("Kết thúc không có kết quả:")
    assert not any(page(dossier, slug) in work for slug in ENDS)
    assert all(page(dossier, slug) in ends for slug in ENDS)
    assert shown.count('class="button" href') == 1


def test_what_is_filed_again_leads_to_the_earlier_dossier_for_whoever_may_read_it(province, enter):
    first = receive(province, province.birth)
    press(enter(province.clerk_b), first, "rut-ho-so", reason_class="file_again", reason="Nộp lại sau.")
    again = receive(province, province.birth)
    assert again.earlier == first
    shown = text(enter(province.clerk_b).get(page(again)))
    assert "Nộp lại trong vòng 30 ngày" in shown
    assert f'href="{page(first)}"' in shown

    Dossier.objects.filter(pk=again.pk).update(holder_agency=province.department)
    elsewhere = text(enter(province.clerk).get(page(again)))
    assert "Hồ sơ trước nộp ở cơ quan khác" in elsewhere
    assert first.official_code not in elsewhere
    assert page(first) + '"' not in elsewhere
