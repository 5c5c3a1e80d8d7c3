"""One move, one page: previewed, made once, and refused without losing what was typed."""

import re
from datetime import timedelta

from django.utils import timezone

from dossiers.models import Dossier, Event, Supplement
from dossiers.workflow import Status
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.staff.pages import page, press, text, version_in


def asking(**changes) -> dict:
    day = timezone.localdate() + timedelta(days=30)
    return {"kind": "missing", "reason": "Thiếu bản vẽ mặt bằng.", "papers": "Bản vẽ mặt bằng\nGiấy ủy quyền",
            "answer_by": f"{day:%d/%m/%Y}", **changes}  # fmt: skip


def test_a_dossier_is_moved_step_by_step_until_the_citizen_has_the_result(province, enter):
    dossier = receive(province)
    clerk, officer, leader = (enter(user) for user in (province.clerk, province.officer, province.leader))

    for client, slug, typed in (
        (clerk, "chuyen-buoc", {}),
        (officer, "chuyen-buoc", {}),
        (leader, "ket-thuc", {}),
        (clerk, "tra-ket-qua", FETCHED),
    ):
        before = client.get(page(dossier))
        assert f'class="button" href="{page(dossier, slug)}"' in text(before)  # the one normal next step
        done = press(client, dossier, slug, **typed)
        assert done.status_code == 302
        assert done.url == page(dossier)
        assert "banner--success" in text(client.get(done.url))

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    last = text(clerk.get(page(dossier)))
    assert 'class="button" href' not in last
    assert "Đã trả kết quả" in last


def test_the_preview_is_word_for_word_what_the_citizen_then_reads(province, enter, client):
    dossier = receive(province)
    clerk = enter(province.clerk)
    preview = text(clerk.get(page(dossier, "chuyen-buoc")))
    press(clerk, dossier, "chuyen-buoc")
    for language in ("vi", "en"):
        said = re.search(rf'<blockquote lang="{language}">(.*?)</blockquote>', preview, re.S)[1]
        where = re.findall(r"<p>(.*?)</p>", said)[0]
        status = re.sub(r"<[^>]+>", "", text(client.get(f"/tra-cuu/{dossier.receipt_code}?lang={language}")))
        assert where in status


def test_a_supplement_is_asked_for_and_taken_in(province, enter, advance):
    dossier = advance(receive(province), province.clerk)
    officer, clerk = enter(province.officer), enter(province.clerk)

    opened = text(officer.get(page(dossier, "yeu-cau-bo-sung")))
    assert "tính lại từ đầu" in opened
    assert "bổ sung giấy tờ chậm nhất ngày …/…/……" in opened  # word for word, but for the day not yet typed
    assert "thì ngày hẹn mới là" in opened
    assert press(officer, dossier, "yeu-cau-bo-sung", **asking()).status_code == 302
    asked = Supplement.objects.get()
    assert asked.papers == ["Bản vẽ mặt bằng", "Giấy ủy quyền"]
    assert asked.reason.startswith("Thiếu giấy tờ trong thành phần hồ sơ. Thiếu bản vẽ")
    assert "Đang chờ người nộp" in text(officer.get(page(dossier)))

    assert "Ngày hẹn mới" in text(clerk.get(page(dossier, "ghi-nhan-bo-sung")))
    assert press(clerk, dossier, "ghi-nhan-bo-sung").status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
    again = officer.get(page(dossier, "yeu-cau-bo-sung"))
    assert again.status_code == 409
    assert "pháp luật chỉ cho phép một lần" in text(again)


def test_an_overdue_dossier_is_told_that_asking_for_papers_washes_nothing(province, enter, advance, late):
    dossier = advance(late(), province.clerk)
    assert "không thay đổi ngày hẹn này" in text(enter(province.officer).get(page(dossier, "yeu-cau-bo-sung")))


def test_bad_answers_to_a_supplement_keep_what_was_typed(province, enter, advance):
    dossier = advance(receive(province), province.clerk)
    officer = enter(province.officer)
    for changes, sentence in (
        ({"answer_by": "31/02/2030"}, "Không có ngày 31/02/2030."),
        ({"answer_by": "01/01/2020"}, "Hạn bổ sung phải sau hôm nay."),
        ({"kind": ""}, "Chọn một lý do trong danh sách."),
        ({"kind": "nonsense"}, "Chọn một lý do trong danh sách."),
        ({"papers": " \n "}, "Ghi ít nhất một giấy tờ cần bổ sung."),
        ({"reason": ""}, "Ghi rõ nội dung cần bổ sung."),
        ({"papers": "a\x00b"}, "Nội dung có ký tự không đọc được"),
    ):
        answer = press(officer, dossier, "yeu-cau-bo-sung", **asking(**changes))
        assert answer.status_code == 400, changes
        assert sentence in text(answer)
        if "reason" not in changes:
            assert "Thiếu bản vẽ mặt bằng." in text(answer)
    assert not Supplement.objects.exists()


def test_a_stale_page_is_refused_with_the_others_change_and_keeps_the_text(province, enter, advance):
    dossier = advance(receive(province), province.clerk)
    officer = enter(province.officer)
    version = version_in(officer.get(page(dossier, "yeu-cau-bo-sung")))
    advance(dossier, province.leader)

    answer = officer.post(page(dossier, "yeu-cau-bo-sung"), {"version": version, **asking()})

    assert answer.status_code == 409
    shown = text(answer)
    assert "Phạm Quốc Dũng đã cập nhật hồ sơ này lúc" in shown
    assert "Hoàn thành bước" in shown
    assert "Thiếu bản vẽ mặt bằng." in shown
    assert "Giấy ủy quyền" in shown
    assert not Supplement.objects.exists()
    # A second look may save it: the page now carries today's version.
    assert (
        officer.post(page(dossier, "yeu-cau-bo-sung"), {"version": version_in(answer), **asking()}).status_code == 302
    )


def test_two_people_pressing_the_same_button_move_the_dossier_once(province, enter):
    dossier = receive(province)
    first, second = enter(province.clerk), enter(province.leader)
    versions = [version_in(client.get(page(dossier, "chuyen-buoc"))) for client in (first, second)]
    answers = [
        client.post(page(dossier, "chuyen-buoc"), {"version": version})
        for client, version in zip((first, second), versions, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Lê Thị Bích Ngọc đã cập nhật hồ sơ này" in text(answers[1])
    dossier.refresh_from_db()
    assert (dossier.current_step, Event.objects.filter(kind="step_completed").count()) == (3, 1)


def test_a_version_that_is_no_number_changes_nothing(province, enter):
    dossier = receive(province)
    clerk = enter(province.clerk)
    for version in ("", "abc", "-1", "9" * 30, "1\x00"):
        assert clerk.post(page(dossier, "chuyen-buoc"), {"version": version}).status_code == 400
    assert Dossier.objects.get().version == dossier.version


def test_a_move_whose_time_has_not_come_says_so(province, enter):
    dossier = receive(province)
    answer = enter(province.clerk).get(page(dossier, "tra-ket-qua"))
    assert answer.status_code == 409
    assert "Hồ sơ đang ở “Được tiếp nhận” nên chưa thể “Trả kết quả”." in text(answer)
    assert '<form method="post" novalidate' not in text(answer)


def test_nothing_here_talks_to_the_broker(province, enter, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    dossier = receive(province)
    clerk = enter(province.clerk)
    assert clerk.get("/can-bo/").status_code == 200
    assert press(clerk, dossier, "chuyen-buoc").status_code == 302
