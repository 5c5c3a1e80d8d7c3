"""The editor of what messages say: who may, what is refused and where, previews, versions, two at once."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import Agency
from dossiers import actions
from dossiers.actions.telling import tell
from dossiers.forms.message_templates import TemplateForm
from dossiers.models import Message, MessageTemplate
from dossiers.reads.message_templates import Purpose, previews
from dossiers.reads.messages import template_of, to_send, worded
from dossiers.wording.messages import TEXTS, Worded
from tests.dossiers.working import refused
from tests.province import receive
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import at_field, on_top, said, text

HOME = "/quan-tri/mau-tin"
SMS = Purpose("ready", "sms", "vi")
ZALO = Purpose("ready", "zalo", "vi")
EMAIL = Purpose("supplement", "email", "en")
NEW = "Hồ sơ {ma}: mời đến {noi} nhận kết quả. Gọi {dien_thoai}."


@pytest.fixture
def admin(province, enter):  # noqa: F811
    return enter(province.administrator)


def address(purpose: Purpose) -> str:
    return "/".join((HOME, *purpose))


def write(client, purpose: Purpose, written: str, *, version=0, do="save", **more):
    return client.post(address(purpose), {"text": written, "version": version, "do": do, **more})


def typed(response, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?([^<]*)<|name="{name}" value="([^"]*)"', text(response))
    return html.unescape(found[1] if found[1] is not None else found[2])


def versions(purpose: Purpose) -> list[int]:
    found = MessageTemplate.objects.filter(**purpose._asdict()).order_by("version")
    return list(found.values_list("version", flat=True))


def wrote(p, words: str, purpose: Purpose = SMS, version: int = 0, subject: str = "") -> MessageTemplate:
    return actions.write_template(
        by=p.administrator, now=timezone.now(), purpose=purpose, version=version, written=Worded(subject, words)
    )


# ── Who may, and how it looks ────────────────────────────────────────────────────────────────────────────────


def test_only_administrators_may(province, enter):  # noqa: F811
    for who in ("clerk", "officer", "leader", "auditor"):
        client = enter(getattr(province, who))
        assert [client.get(path).status_code for path in (HOME, address(SMS))] == [403, 403]
        assert write(client, SMS, NEW).status_code == 403
        assert client.post(f"{address(SMS)}/dung-lai", {"old": 0, "version": 0}).status_code == 403
        with refused("template_role"):
            actions.write_template(
                by=getattr(province, who), now=timezone.now(), purpose=SMS, version=0, written=Worded("", NEW)
            )
    assert Client().get(HOME).url.startswith("/can-bo/dang-nhap?")
    assert not MessageTemplate.objects.exists()


def test_every_page_is_light_and_asks_little(province, admin, django_assert_max_num_queries):
    for version in range(12):
        long = f"{version} {{ma}} " + "Đường dài, chữ có dấu. " * 80
        wrote(province, long[:1990], EMAIL, version, "Dossier {ma}")
    for path in (HOME, *map(address, (SMS, ZALO, EMAIL)), f"{address(EMAIL)}?truoc=8", f"{address(EMAIL)}?truoc=x"):
        with django_assert_max_num_queries(15):
            answer = admin.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) < 60_000, path
        assert text(answer).count("<h1") == 1
        for forbidden in ("style=", "<style", "<script", " onclick"):
            assert forbidden not in text(answer), path
    assert [n in said(admin.get(f"{address(EMAIL)}?truoc=8")) for n in ("Bản 8,", "Bản 7,", "Bản 3,", "Bản 2,")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_what_is_no_template_is_not_found(admin):
    for path in ("ready/sms/fr", "ready/fax/vi", "digest/email/vi", "nothing/sms/vi", f"{'x' * 300}/sms/vi"):
        for answer in (admin.get(f"{HOME}/{path}"), admin.post(f"{HOME}/{path}", {"text": NEW})):
            assert answer.status_code == 404, path
    for old in ("", "7", "-1", "x", "9" * 30):
        assert admin.post(f"{address(SMS)}/dung-lai", {"old": old, "version": 0}).status_code == 404
    assert admin.get(f"{address(SMS)}/dung-lai").status_code == 405


def test_the_list_leads_to_every_template_and_says_who_wrote_it(province, admin):
    wrote(province, NEW)
    shown = admin.get(HOME)
    assert set(re.findall(rf'href="{HOME}/([^"]+)"', text(shown))) == {"/".join(key) for key in TEXTS}
    assert re.search(r"bản 1, \d\d:\d\d \d\d/\d\d/\d{4}, Bùi Anh Thư", said(shown))
    assert said(shown).count("lời gốc") == len(TEXTS) - 1


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_portals_own_words_could_be_written_here(province):
    """What stands at first passes every rule of the editor, with the longest names of the province."""
    Agency.objects.create(code="H20.99", name="Chi nhánh Văn phòng Đăng ký đất đai huyện Lấp Vò – Sa Đéc – Châu Thành",
                          phone="0277 3898 989 máy lẻ 1234", parent=province.root)  # fmt: skip
    for key, own in TEXTS.items():
        form = TemplateForm(own._asdict(), purpose=Purpose(*key))
        assert form.is_valid(), (key, form.errors)
        assert form.written == own, key


def test_a_preview_shows_what_goes_out_and_saves_nothing(province, admin, settings):
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    shown = write(admin, SMS, "Hồ sơ {ma}: đã xong, xem {tra_cuu}", do="preview")
    assert shown.status_code == 200
    sent = "Ho so 7K4C-92MX-H3TP: da xong, xem motcua.dongthap.gov.vn"
    assert f"Với dữ liệu mẫu: {len(sent)}/160 ký tự {sent}" in said(shown)
    assert typed(shown, "text") == "Hồ sơ {ma}: đã xong, xem {tra_cuu}"
    assert versions(SMS) == []

    shown = said(write(admin, EMAIL, "Dossier {ma}", subject="About {ma}", do="preview"))
    assert "About 7K4C-92MX-H3TP Dossier 7K4C-92MX-H3TP This e-mail was sent automatically" in shown


def test_the_longest_agency_is_tried_too(province, admin):
    shortened = "Trung tâm Phục vụ hành chính công các xã phường thuộc vùng Đồng Tháp Mười và ven sông Tiền"
    Agency.objects.create(code="H20.98", name=shortened, parent=province.root)
    written = "Hồ sơ {ma} đã có kết quả, mời đến nhận tại {noi}, do {co_quan} giải quyết trong giờ làm việc"
    sample, longest = previews(SMS, Worded("", written))
    assert len(longest.text) <= 160
    assert "noi ghi tren Giay tiep nhan" in longest.text
    assert sample.text != longest.text
    assert "Với tên cơ quan và số điện thoại dài nhất" in said(write(admin, SMS, written, do="preview"))


def test_what_cannot_go_out_is_said_at_its_field_and_kept(province, admin):
    no_such = "Mẫu tin này không có chỗ điền {%s}. Chọn trong bảng các chỗ điền."
    unread = "Nội dung có ký tự không đọc được. Xóa rồi gõ lại bằng bàn phím."
    title = {"subject": "Hồ sơ {ma} có kết quả"}
    wrong = [
        (SMS, "", {}, "text", "Nhập nội dung của tin."),
        (SMS, "  \n ", {}, "text", "Nhập nội dung của tin."),
        (SMS, "Đã có kết quả.", {}, "text", "Nội dung phải có {ma}: người nhận cần biết tin nói về hồ sơ nào."),
        (SMS, "{ma} {ho_ten}", {}, "text", no_such % "ho_ten"),
        (SMS, "{ma} {Mã}", {}, "text", no_such % "Mã"),
        (SMS, "{ma} {0.__class__}", {}, "text", no_such % "0.__class__"),
        (SMS, "{ma} {thu_tuc}", {}, "text", no_such % "thu_tuc"),
        (SMS, "{ma} {ngay}", {}, "text", no_such % "ngay"),  # nothing has a day on this occasion
        (SMS, "{ma} {", {}, "text", "Dấu ngoặc nhọn chỉ dùng cho chỗ điền, ví dụ {ma}."),
        (SMS, "{{ma}}", {}, "text", "Dấu ngoặc nhọn chỉ dùng cho chỗ điền, ví dụ {ma}."),
        (SMS, "{ma} 5 ₫", {}, "text", "Tin nhắn SMS không gửi được ký tự “₫”. Bỏ đi hoặc viết bằng chữ."),
        (SMS, "{ma} 🙂", {}, "text", "Tin nhắn SMS không gửi được ký tự “🙂”. Bỏ đi hoặc viết bằng chữ."),
        (SMS, "{ma} http://vi.du", {}, "text", "Tin này không được có địa chỉ trang web: dùng {tra_cuu}."),
        (SMS, "{ma}\x07", {}, "text", unread),
        (SMS, "{ma}\x00", {}, "text", unread),
        (SMS, "{ma} " + "x" * 200, {}, "text", "Với dữ liệu mẫu, tin dài 215/160 ký tự. Rút gọn nội dung."),
        (ZALO, "{ma}", {"subject": ""}, "subject", "Nhập tiêu đề."),
        (ZALO, "{ma}", {"subject": "Hồ sơ"}, "subject",
         "Với dữ liệu mẫu, tiêu đề dài 5 ký tự; cần từ 9 đến 65 ký tự."),
        (ZALO, "{ma}", {"subject": "Hồ sơ {ma}" + " x" * 30}, "subject",
         "Với dữ liệu mẫu, tiêu đề dài 80 ký tự; cần từ 9 đến 65 ký tự."),
        (ZALO, "{ma} xem motcua.dongthap.gov.vn", title, "text",
         "Tin này không được có địa chỉ trang web: bỏ địa chỉ đó."),
        (ZALO, "{ma} {tra_cuu}", title, "text", no_such % "tra_cuu"),
        (ZALO, "{ma}\na\n\nb\nc\nd", title, "text", "Tin Zalo có nhiều nhất 4 đoạn."),
        (ZALO, "{ma} " + "x" * 390, title, "text", "Với dữ liệu mẫu, tin dài 405/400 ký tự. Rút gọn nội dung."),
        (EMAIL, "{ma}", {"subject": "Tin\nBcc: ai@vi.du"}, "subject", unread),
        (EMAIL, "{ma}", {"subject": "x" * 151}, "subject", "Nội dung dài quá 150 ký tự (đang có 151)."),
        (EMAIL, "{ma}" + "x" * 2000, {"subject": "x"}, "text", "Nội dung dài quá 2000 ký tự (đang có 2004)."),
    ]  # fmt: skip
    for purpose, words, more, field, sentence in wrong:
        for do in ("save", "preview"):
            answer = write(admin, purpose, words, do=do, **more)
            assert (answer.status_code, at_field(answer, field)) == (400, sentence), (words, more)
            assert typed(answer, "text") == words, words
    assert not MessageTemplate.objects.exists()


def test_an_edit_counts_from_then_on_and_what_was_worded_stays(province, admin, settings):
    settings.MESSAGE_WAYS = {"sms": "console"}
    receive(province)
    tell()
    message, accepted = Message.objects.get(), Purpose("accepted", "sms", "vi")
    before = worded(to_send(message))
    assert before[0] == 0

    answer = write(admin, accepted, "Đã nhận {ma}, hẹn {ngay}.")

    assert (answer.status_code, answer.url) == (302, address(accepted))
    assert "Đã lưu bản 1." in said(admin.get(answer.url))
    version, _subject, now = worded(to_send(message))
    assert version == 1
    assert re.fullmatch(r"Da nhan [0-9A-Z-]{14}, hen \d\d/\d\d/\d{4}\.", now)
    write(admin, accepted, "Đã tiếp nhận {ma}.", version=1)
    old = MessageTemplate.objects.get(version=1, **accepted._asdict())
    assert (old.text, old.written_by) == ("Đã nhận {ma}, hẹn {ngay}.", province.administrator)
    assert template_of(*accepted)[0] == 2
    assert template_of("accepted", "sms", "en")[0] == 0


def test_the_same_words_are_no_new_version(province, admin):
    answer = write(admin, SMS, SMS.own_words.text)
    assert (answer.status_code, on_top(answer)) == (400, "Lời này đang được dùng rồi, không có gì thay đổi.")
    assert versions(SMS) == []


# ── Two at once, and going back ──────────────────────────────────────────────────────────────────────────────


def test_of_two_administrators_the_second_is_told(province, admin):
    wrote(province, "{ma}: lời của người thứ nhất.")
    for version in ("0", "5", "x", ""):
        answer = write(admin, SMS, NEW, version=version)
        assert answer.status_code == 409
        assert re.match(r"Bùi Anh Thư đã ghi bản 1 lúc .*; xem lại rồi lưu\.", on_top(answer))
        assert typed(answer, "text") == NEW
        assert typed(answer, "version") == "1"  # pressed again, it is meant
    assert versions(SMS) == [1]
    assert write(admin, SMS, NEW, version=1).status_code == 302
    assert versions(SMS) == [1, 2]


def test_at_the_same_instant_one_of_them_is_told_too(province, monkeypatch):
    """Both have looked before either wrote: the database lets one through."""
    editor, look = actions.message_templates, actions.message_templates.newest_of

    def both_have_looked(purpose):
        found = look(purpose)
        monkeypatch.setattr(editor, "newest_of", look)
        wrote(province, "{ma}: nhanh hơn một chút.")
        return found

    monkeypatch.setattr(editor, "newest_of", both_have_looked)
    with refused("template_stale"):
        wrote(province, NEW)
    assert versions(SMS) == [1]
    assert template_of(*SMS)[2] == "{ma}: nhanh hơn một chút."


def test_old_words_come_back_as_a_new_version(province, admin):
    wrote(province, "{ma}: một.")
    wrote(province, "{ma}: hai.", version=1)
    shown = admin.get(address(SMS))
    assert text(shown).count("Dùng lại bản này") == 1  # of the one in use there is nothing to use again

    assert admin.post(f"{address(SMS)}/dung-lai", {"old": 1, "version": 1}).status_code == 409
    assert admin.post(f"{address(SMS)}/dung-lai", {"old": 1, "version": 2}).status_code == 302
    assert template_of(*SMS) == (3, "", "{ma}: một.")
    assert admin.post(f"{address(SMS)}/dung-lai", {"old": 0, "version": 3}).status_code == 302
    assert template_of(*SMS) == (4, *SMS.own_words)
    assert "Trở về lời gốc" not in said(admin.get(address(SMS)))


def test_old_words_that_may_no_longer_go_out_are_shown_to_be_mended(province, admin):
    author = {"written_at": timezone.now(), "written_by": province.administrator}
    MessageTemplate.objects.create(**SMS._asdict(), version=1, text="{ma} {bo_roi}", **author)
    MessageTemplate.objects.create(**SMS._asdict(), version=2, text="{ma}", **author)
    answer = admin.post(f"{address(SMS)}/dung-lai", {"old": 1, "version": 2})
    assert answer.status_code == 400
    assert "{bo_roi}" in at_field(answer, "text")
    assert typed(answer, "text") == "{ma} {bo_roi}"
    assert versions(SMS) == [1, 2]
