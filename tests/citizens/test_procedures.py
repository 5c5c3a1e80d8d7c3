"""The pages of procedures: found however typed, told whole, in both languages, light, with one query."""

import gzip
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Channel, Procedure, ProcedureRules
from agencies.worktime import ZONE
from dossiers.reads.procedures.catalogue import catalogue
from dossiers.views import procedures
from tests.citizens.lives import two_appointments
from tests.province import COMMUNE_STEPS, rules_of

HEAVIEST = 30 * 1024  # bytes, compressed


def text_of(answer) -> str:
    """What is read: without tags and without rows that are not shown."""
    shown = re.sub(r"<li [^>]* hidden>.*?</li>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def found(client, **asked) -> list[str]:
    """The codes of the rows that a search shows."""
    html = client.get("/thu-tuc", asked).content.decode()
    rows = re.findall(r"<li data-words([^>]*)><a href=\"/thu-tuc/([^\"]+)\"", html)
    return sorted(code for attributes, code in rows if "hidden" not in attributes)


def today() -> date:
    return timezone.now().astimezone(ZONE).date()


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_procedure_is_found_however_its_name_or_code_is_typed(client, province):
    for typed in (
        "khai sinh",
        "KHAI SINH",
        "khai-sinh",
        "Khai  sinh, đăng ký",
        "sinh khai dang",
        "1.001193",
        "1001193",
    ):
        assert found(client, q=typed) == ["1.001193"], typed
    assert found(client, q="xay dung cap phep") == ["1.013236"]
    assert found(client, q="hai sinh") == []  # the beginnings of words
    assert len(found(client, q="...")) == Procedure.objects.count()


def test_the_list_is_narrowed_by_field_and_by_who_decides(client, province):
    assert found(client, linh_vuc="Hộ tịch") == ["1.001193"]
    assert found(client, noi="commune") == ["1.001193", "2.000815"]
    assert "1.013236" in found(client, noi="department")
    assert found(client, noi="commune", q="chung thuc") == ["2.000815"]


def test_a_row_says_how_long_how_much_and_where(client, province):
    ProcedureRules.objects.filter(pk=province.birth.pk).update(fee=8000)
    text = text_of(client.get("/thu-tuc", {"q": "khai sinh"}))
    assert "Có 1 thủ tục." in text
    assert "01 ngày làm việc · 8.000 đ · UBND xã, phường · 1.001193" in text
    assert "8.000 đ" in text_of(client.get("/thu-tuc", {"q": "khai sinh", "lang": "en"}))  # as the receipt has it
    assert "Cấp Phiếu lý lịch tư pháp" in text_of(client.get("/thu-tuc"))  # its name is public, its dossiers are not


def test_nothing_found_says_what_to_try(client, province):
    text = text_of(client.get("/thu-tuc", {"q": "phi thuyen"}))
    assert "Có 0 thủ tục." in text
    assert "Không có thủ tục nào khớp. Ông/Bà thử bớt chữ" in text


def test_what_cannot_be_looked_for_is_said_at_its_field_and_stays_typed(client, province):
    for asked, sentence in (
        ({"q": "a" * 201}, "dài quá 200 ký tự"),
        ({"q": "a\u200bb"}, "có ký tự không đọc được"),
        ({"q": "khai sinh", "linh_vuc": "Phép thuật"}, "Ông/Bà chọn một lĩnh vực có trong danh sách."),
        ({"noi": "nowhere"}, "Ông/Bà chọn một nơi giải quyết có trong danh sách."),
    ):
        answer = client.get("/thu-tuc", asked)
        html = answer.content.decode()
        assert answer.status_code == 400
        assert html.count(sentence) == 2, sentence  # above the form, and at the field
        assert 'aria-invalid="true"' in html
        assert f'value="{asked.get("q", "")}"' in html


def test_a_long_list_comes_in_pages(client, province, monkeypatch):
    monkeypatch.setattr(procedures, "AT_ONCE", 3)
    monkeypatch.setattr(procedures, "PAGE", 2)
    pages = [found(client, trang=n) for n in range(1, 4)]
    assert sorted(code for page in pages for code in page) == sorted(Procedure.objects.values_list("code", flat=True))
    html = client.get("/thu-tuc", {"trang": 2, "noi": "department"}).content.decode()
    assert 'href="/thu-tuc?noi=department&amp;trang=1" rel="prev"' in html
    assert "procedures.js" not in html
    assert client.get("/thu-tuc", {"trang": "x"}).status_code == 200


def test_every_page_asks_a_fixed_number_of_queries(client, province, django_assert_num_queries):
    client.get("/thu-tuc")  # the rules come into memory
    with django_assert_num_queries(1):
        client.get("/thu-tuc", {"q": "khai sinh"})
    with django_assert_num_queries(2):
        client.get("/thu-tuc/1.001193")


def test_the_catalogue_is_read_again_when_a_rule_changes(client, province):
    assert "Đăng ký khai sinh" in text_of(client.get("/thu-tuc/1.001193"))
    Procedure.objects.filter(code="1.001193").update(name="Khai sinh liên thông")
    assert "Khai sinh liên thông" in text_of(client.get("/thu-tuc/1.001193"))


# ── Which rules count ────────────────────────────────────────────────────────────────────────────────────────


def test_what_counts_is_what_the_counter_counts(province):
    """Twin of the queryset: on every day on which something begins or ends, and on those beside it."""
    birth, start = province.birth.procedure, date(2025, 1, 1)
    ProcedureRules.objects.filter(pk=province.birth.pk).update(valid_to=date(2026, 3, 31))
    for n, (first, last, temporary) in enumerate(
        [(date(2026, 4, 1), None, False), (date(2026, 2, 1), date(2026, 2, 20), True)], start=2
    ):
        ProcedureRules.objects.create(
            procedure=birth, channel=Channel.COUNTER, version=n, valid_from=first, valid_to=last,
            is_temporary=temporary, term=[[n, "working_days"]],
        )  # fmt: skip
    Procedure.objects.filter(pk=province.copy.procedure_id).update(is_active=False)
    _newest, known = catalogue()
    edges = [start, date(2026, 2, 1), date(2026, 2, 20), date(2026, 3, 31), date(2026, 4, 1)]
    for day in {edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)}:
        here = {rules.pk for listed in known.listed for rules in listed.in_force(day)}
        assert here == set(ProcedureRules.objects.in_force(on=day).values_list("pk", flat=True)), day
    listed = known.by_code("1.001193")
    assert [listed.coming(day)[0] for day in (date(2026, 1, 1), date(2026, 2, 5), date(2026, 3, 1))] == [
        date(2026, 2, 1), date(2026, 2, 21), date(2026, 4, 1)
    ]  # fmt: skip
    assert listed.coming(date(2026, 4, 1)) is None


def test_coming_rules_are_told_with_their_day(client, province):
    begins = today() + timedelta(days=10)
    ProcedureRules.objects.filter(pk=province.birth.pk).update(valid_to=begins - timedelta(days=1))
    ProcedureRules.objects.create(
        procedure=province.birth.procedure, channel=Channel.COUNTER, version=2, valid_from=begins,
        term=[[4, "working_hours"]], fee=0,
    )  # fmt: skip
    text = text_of(client.get("/thu-tuc/1.001193"))
    assert f"Từ ngày {begins:%d/%m/%Y}, quy định mới" in text
    assert "01 ngày làm việc" in text
    assert "04 giờ làm việc Phí, lệ phí: Miễn phí" in text


# ── One procedure ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_procedure_is_told_whole(client, province):
    rules = two_appointments(province, papers=["Đơn đăng ký", "Bản sao giấy tờ nhà đất (nếu có)"], fee=1_200_000)
    ProcedureRules.objects.filter(pk=rules.pk).update(
        legal_basis="Quyết định 138/2025/QĐ-UBND, Điều 12", is_confirmed=False, doubts="Chưa đối chiếu bản chính."
    )
    Agency.objects.create(
        code="H20.20", name="Trung tâm Phục vụ hành chính công tỉnh", kind=AgencyKind.CENTRE, parent=province.root,
        address="377 Hùng Vương", phone="0277 3898989",
    )  # fmt: skip
    answer = client.get("/thu-tuc/1.999999")
    text = text_of(answer)
    for said in (
        "Lần hẹn thứ nhất 10 ngày làm việc, lần hẹn thứ hai 03 ngày làm việc",
        "1.200.000 đ",
        "Đơn đăng ký",
        "Bản sao giấy tờ nhà đất (nếu có)",
        "Nộp đến 15:00 thì tính là nhận trong ngày",
        "Thời hạn tạm dừng trong lúc chờ; khi nhận đủ, thời hạn được tính tiếp phần còn lại.",
        "Vì sao có hai lần hẹn?",
        "Thẩm định Phòng chuyên môn · theo quy định: 05 ngày làm việc",
        "Xác định nghĩa vụ tài chính Cơ quan thuế · không tính vào thời hạn của tỉnh",
        "Trung tâm Phục vụ hành chính công tỉnh 377 Hùng Vương 0277 3898989",
        "bất kỳ UBND xã, phường nào trong tỉnh",
        "UBND phường Mỹ Tho 0277 3800 000",
        "thứ Hai đến thứ Sáu, 07:00–11:30, 13:30–17:00",
        "Quyết định 138/2025/QĐ-UBND, Điều 12",
        "Chưa xác nhận",
        "Chưa đối chiếu bản chính.",
    ):
        assert said in text, said
    html = answer.content.decode()
    assert 'href="/tinh-ngay-hen?thu_tuc=1.999999"' in html
    assert html.count("<h1>") == 1


def test_cases_and_channels_that_differ_are_told_apart_and_those_alike_together(client, province):
    rules = province.building
    for channel, case, days in ((2, "", 15), (1, "nhà ở riêng lẻ", 10), (2, "nhà ở riêng lẻ", 10)):
        ProcedureRules.objects.create(
            procedure=rules.procedure, channel=channel, case=case, valid_from=date(2025, 1, 1), fee=75000,
            term=[[days, "working_days"]],
        )  # fmt: skip
    text = text_of(client.get("/thu-tuc/1.013236"))
    assert "Trực tiếp, Bưu chính công ích 20 ngày làm việc" in text
    assert "Trực tuyến 15 ngày làm việc" in text
    assert "Nhà ở riêng lẻ – Trực tiếp, Trực tuyến 10 ngày làm việc" in text
    assert "Tùy trường hợp hoặc cách nộp: 10 ngày làm việc; 15 ngày làm việc; 20 ngày làm việc" in text


def test_a_code_written_otherwise_leads_to_its_page(client, province):
    for typed in ("1001193", "1-001193", "1.001193 "):
        answer = client.get(f"/thu-tuc/{typed}", {"lang": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/thu-tuc/1.001193?lang=en")


def test_an_unknown_code_and_one_that_is_over_lead_to_the_search(client, province):
    answer = client.get("/thu-tuc/9.<b>999")
    assert answer.status_code == 404
    assert "Không có thủ tục nào mang mã 9.&lt;b&gt;999." in answer.content.decode()
    assert 'name="q"' in answer.content.decode()
    Procedure.objects.filter(code="1.001193").update(is_active=False)
    answer = client.get("/thu-tuc/1.001193")
    assert answer.status_code == 410
    assert "Thủ tục này không còn áp dụng." in text_of(answer)
    assert found(client, q="khai sinh") == []


# ── Both languages, light ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_light_with_every_procedure_of_the_province(client, province, language):
    for n in range(90):
        rules_of(f"7.{n:06}", f"Đăng ký biến động đất đai đối với trường hợp thứ {n} " + "có quyết định " * 8,
                 f"Lĩnh vực {n % 20}", COMMUNE_STEPS, None, term=[[n, "working_days"]])  # fmt: skip
    Agency.objects.bulk_create(
        Agency(code=f"H20.{n}", name=f"UBND xã số {n}", kind=AgencyKind.COMMUNE, parent=province.root,
               address=f"Ấp {n}, xã số {n}, tỉnh Đồng Tháp", phone=f"0277 3800 {n}")
        for n in range(100, 200)
    )  # fmt: skip
    for address in ("/thu-tuc", "/thu-tuc?q=khai+sinh", "/thu-tuc/1.001193", "/tinh-ngay-hen?thu_tuc=7.000050"):
        answer = client.get(address, headers={"cookie": f"lang={language}"})
        assert answer.status_code == 200
        assert len(gzip.compress(answer.content)) < HEAVIEST, address
        assert answer.content.decode().startswith('<!doctype html>\n<html lang="' + language)


def test_names_stay_vietnamese_and_say_so_on_english_pages(client, province):
    html = client.get("/thu-tuc/1.001193?lang=en").content.decode()
    assert '<h1><span lang="vi">Đăng ký khai sinh</span></h1>' in html
    assert "1 working day" in html
    html = client.get("/thu-tuc?lang=en&q=khai+sinh").content.decode()
    assert '<a href="/thu-tuc/1.001193"><span lang="vi">Đăng ký khai sinh</span></a>' in html
    assert 'href="/thu-tuc?q=khai+sinh&amp;lang=vi"' in html  # what was looked for stays
