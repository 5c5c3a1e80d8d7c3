"""Files of a dossier: taken in by what they are, lying where nobody else looks, saved and never shown in place."""

import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, Attachment, Dossier, Event
from dossiers.reads.attachments import LARGEST, clean_name, place_of
from tests.province import receive
from tests.staff.files import JPG, PDF, PNG, lying, send
from tests.staff.pages import at_field, bytes_of, page, said, text

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def dossier(province):
    return receive(province)


@pytest.fixture
def clerk(province, enter):
    return enter(province.clerk)


def test_a_file_is_kept_whole_and_saved_again_as_it_was(clerk, dossier, store):
    content = PDF + bytes(range(256)) * 20_000
    assert send(clerk, dossier, content).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.name, kept.content_type, kept.size) == ("Đơn đề nghị.pdf", "application/pdf", len(content))
    shown = said(clerk.get(page(dossier)))
    assert "Đơn đề nghị.pdf" in shown
    assert "Lê Thị Bích Ngọc tải lên" in shown

    answer = clerk.get(page(dossier, f"tep/{kept.pk}"))

    assert answer.status_code == 200
    assert bytes_of(answer) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C4%90%C6%A1n")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(content))


def test_its_bytes_lie_for_the_portal_alone_outside_of_what_is_served(clerk, dossier, store, settings):
    send(clerk, dossier)
    place = place_of(Attachment.objects.get().stored_as)
    assert lying(store) == [place]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    for folder in (store, place.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not any(place.is_relative_to(folder) for folder in settings.STATICFILES_DIRS)


@pytest.mark.parametrize(
    ("content", "name", "kind", "called"),
    [
        (PNG, "ảnh.png", "image/png", "ảnh.png"),
        (JPG, "quét.JPEG", "image/jpeg", "quét.JPEG"),
        (PDF, "bản vẽ.exe", "application/pdf", "bản vẽ.exe.pdf"),  # the content counts, and the name says what it is
        (PNG, "..\\..\\etc\\pass\u202egnp.pdf", "image/png", "passgnp.pdf.png"),
        (PDF, "a" * 300 + ".pdf", "application/pdf", "a" * 196 + ".pdf"),
        (PDF, ".pdf", "application/pdf", "pdf.pdf"),
        (PDF, 'x".pdf\r\nX-A: b', "application/pdf", None),
    ],
)
def test_what_it_is_and_how_it_is_called(clerk, dossier, content, name, kind, called):
    assert send(clerk, dossier, content, name, "text/html").status_code == 302
    kept = Attachment.objects.get()
    assert kept.content_type == kind
    assert called is None or kept.name == called
    answer = clerk.get(page(dossier, f"tep/{kept.pk}"))
    assert answer["Content-Type"] == kind
    assert "X-A" not in answer
    assert bytes_of(answer) == content


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("bản\u202efdp.exe", "bảnfdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("/etc/../thư mục/đơn  xin.pdf", "đơn xin.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
        ("Đơn.pdf", "Đơn.pdf"),  # composed
    ],
)
def test_a_name_that_came_another_way_is_cleaned_too(name, called):
    assert clean_name(name, "application/pdf") == called


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp này trống"),
        (b"<html><script>alert(1)</script>", "Chỉ nhận tệp PDF, JPG hoặc PNG"),
        (b"MZ\x90\x00" + PDF, "Chỉ nhận tệp PDF, JPG hoặc PNG"),
        (b"GIF89a", "Chỉ nhận tệp PDF, JPG hoặc PNG"),
        (PDF + b"0" * LARGEST, "Tệp lớn hơn 10 MB"),
        (PDF + b"0" * (3 * LARGEST), "Tệp lớn hơn 10 MB"),
    ],
)
def test_anything_else_is_told_at_the_field_and_leaves_nothing(clerk, dossier, store, content, sentence):
    answer = send(clerk, dossier, content, kind="application/pdf")
    assert answer.status_code == 400
    assert sentence in at_field(answer, "file")
    assert not Attachment.objects.exists()
    assert lying(store) == []


def test_of_a_scan_that_is_too_long_no_more_than_its_first_ten_megabytes_reach_the_disk(clerk, dossier, monkeypatch):
    seen = []

    def kept(**what):
        seen.append(what["file"].size)
        raise actions.Refused("file_large")

    monkeypatch.setattr(actions, "attach", kept)
    assert send(clerk, dossier, PDF + b"0" * (3 * LARGEST)).status_code == 400
    assert LARGEST < seen[0] <= LARGEST + 2**17  # and one part more


def test_exactly_ten_megabytes_are_taken(clerk, dossier):
    assert send(clerk, dossier, PDF + b"0" * (LARGEST - len(PDF))).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": "no file"}])
def test_a_form_without_a_file_says_so(clerk, dossier, sent):
    answer = clerk.post(page(dossier, "tep"), sent)
    assert answer.status_code == 400
    assert at_field(answer, "file") == "Chọn một tệp."


def test_a_body_that_nobody_wants_to_read_is_answered_with_a_sentence(clerk, dossier, settings):
    settings.LARGEST_BODY = 1000
    answer = send(clerk, dossier, PDF + b"0" * 1000)
    assert answer.status_code == 413
    assert "Nội dung quá lớn" in said(answer)
    assert clerk.post(page(dossier, "tep"), {f"file{n}": SimpleUploadedFile("a.pdf", b"") for n in range(6)}).status_code in (400, 413)  # fmt: skip  # noqa: E501


def test_the_same_content_twice_is_told_and_not_stored_twice(clerk, dossier, store, province, enter):
    send(clerk, dossier)
    again = send(enter(province.officer), dossier, name="Tên khác.pdf")
    assert again.status_code == 400
    assert at_field(again, "file") == "Hồ sơ đã có tệp này rồi, tên là “Đơn đề nghị.pdf”."
    assert len(lying(store)) == Attachment.objects.count() == 1
    assert send(clerk, receive(province)).status_code == 302  # another dossier may have it too


def test_what_could_not_be_written_down_leaves_no_bytes(province, dossier, store, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("lost")

    monkeypatch.setattr(Attachment, "save", fails)
    sent = SimpleUploadedFile("a.pdf", PDF)
    with pytest.raises(RuntimeError):
        actions.attach(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), name="a.pdf", file=sent)
    assert lying(store) == []


def test_a_store_that_cannot_be_written_is_a_sentence(clerk, dossier, settings, tmp_path):
    (tmp_path / "tệp").write_text("no folder")
    settings.ATTACHMENTS_ROOT = tmp_path / "tệp"
    answer = send(clerk, dossier)
    assert answer.status_code == 400
    assert "nơi lưu trữ gặp sự cố" in at_field(answer, "file")
    assert not Attachment.objects.exists()


def test_no_event_no_version_and_nobodys_page_becomes_stale(clerk, dossier):
    before, events = Dossier.objects.values().get(), Event.objects.count()
    send(clerk, dossier)
    assert (Dossier.objects.values().get(), Event.objects.count()) == (before, events)


def test_only_who_reads_the_dossier_reads_its_files_and_by_that_dossier(province, enter, clerk, dossier):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    for who, status in (("officer", 200), ("leader", 200), ("auditor", 200), ("clerk_b", 404), ("administrator", 403)):
        answer = enter(getattr(province, who)).get(page(dossier, f"tep/{kept.pk}"))
        assert answer.status_code == status, who
        assert bool(bytes_of(answer)) == (status == 200)
    assert clerk.get(page(receive(province), f"tep/{kept.pk}")).status_code == 404
    assert clerk.get(page(dossier, f"tep/{10**30}")).status_code == 404
    for who, status in (("clerk_b", 404), ("auditor", 403), ("administrator", 403)):
        assert send(enter(getattr(province, who)), dossier, PNG).status_code == status, who
    assert Attachment.objects.count() == 1


def test_who_saved_it_is_written_down_before(province, enter, clerk, dossier):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    bytes_of(enter(province.officer).get(page(dossier, f"tep/{kept.pk}")))
    row = Access.objects.get(kind="downloaded")
    assert (row.user, row.dossier, row.what, row.agency) == (
        province.officer, dossier, "Đơn đề nghị.pdf", province.department,
    )  # fmt: skip


@pytest.mark.parametrize("happened", ["gone", "bent"])
def test_bytes_that_are_gone_or_bent_are_a_sentence(clerk, dossier, happened):
    send(clerk, dossier)
    kept = Attachment.objects.get()
    place = place_of(kept.stored_as)
    if happened == "gone":
        place.unlink()
    else:
        place.write_bytes(PDF + b"changed")
    answer = clerk.get(page(dossier, f"tep/{kept.pk}"))
    assert answer.status_code == 404
    assert "không còn nguyên vẹn trong kho lưu trữ" in said(answer)
    assert not Access.objects.filter(kind="downloaded").exists()


def test_many_files_keep_the_page_light_and_are_all_listed(province, clerk, dossier):
    Attachment.objects.bulk_create(
        Attachment(dossier=dossier, name=f"Tệp số {n:03}.pdf", content_type="application/pdf", size=1, sha256=f"{n}",
                   at=timezone.now(), by=province.clerk, agency=province.department)
        for n in range(200)
    )  # fmt: skip
    answer = clerk.get(page(dossier))
    assert len(answer.content) <= 60_000
    assert "Tất cả 200 tệp" in said(answer)
    listed = clerk.get(page(dossier, "tep"))
    assert "Tệp số 199.pdf" in text(listed)
    assert "Trang sau" in said(listed)
