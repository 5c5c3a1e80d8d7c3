"""What the details say: what is missing and where to bring it, what to pay and how, who answers, who looked."""

import re
from datetime import timedelta

from django.utils import timezone

from agencies.models import Agency, Membership
from dossiers import actions
from dossiers.actions.accesses import saw, saw_each
from dossiers.models import Access, AccessKind, Dossier, LetterKind
from dossiers.reads import scope
from dossiers.reads.looked import LATEST
from dossiers.wording.details import LOOKED
from tests.citizens.lives import begun
from tests.citizens.test_details import asked_for_papers
from tests.citizens.test_own_letters import opened, printed
from tests.province import receive


def said(client, address, query="") -> str:
    """The words of the details, spaces made one."""
    page = client.get(address + query).content.decode()
    begins = page.index('<section id="chi-tiet">')
    part = page[begins : page.index("</section>", begins)]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_what_is_missing_is_told_with_its_day_and_its_place(client, province):
    Agency.objects.filter(pk=province.department.pk).update(address="Số 12, đường 30/4")
    dossier = asked_for_papers(province)
    text = said(client, opened(client, dossier))

    day = dossier.supplements.get().answer_by
    assert f"Giấy tờ cần bổ sung Bản vẽ hoàn công Chậm nhất ngày {day:%d/%m/%Y}." in text
    assert "đến Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng, Số 12, đường 30/4 (điện thoại 0277 3800 000)" in text
    assert "Lý do: Bản vẽ thiếu chữ ký" in text
    assert "Mở Phiếu yêu cầu bổ sung" not in text  # none was printed


def test_money_is_told_with_what_it_is_for_and_how_it_is_paid(client, province):
    with begun(province) as life:
        life.to_office().billed()
        text = said(client, opened(client, life.dossier))
        assert "Số tiền phải nộp 12.500.000 đ Nghĩa vụ tài chính" in text
        assert "số PC-12" in text
        assert "mang chứng từ nộp tiền" in text
        life.paid()
        assert "12.500.000" not in said(client, opened(client, life.dossier))
    for amount, told in (50_000, "Số tiền phải nộp 50.000 đ Phí, lệ phí giải quyết hồ sơ"), (None, "Chưa có thông báo"):
        dossier, now = receive(province), timezone.now()
        actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=now, version=1)
        form = {"amount": amount, "form_number": "" if amount else "7/PC"}
        actions.request_payment(dossier_id=dossier.pk, by=province.officer, now=now, version=2, **form)
        text = said(client, opened(client, dossier))
        assert told in text
        assert ("nhớ lấy biên lai" if amount else "theo thông báo của cơ quan thuế") in text


def test_who_received_and_who_handles_are_told_with_a_telephone(client, province):
    dossier = receive(province)
    actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=1)
    address = opened(client, dossier)
    assert (
        "Người thụ lý Chưa phân công; nơi đang giữ: Phòng Chuyên môn, Sở Xây dựng . Điện thoại 0277 3800 000"
        in said(client, address)
    )
    Dossier.objects.filter(pk=dossier.pk).update(assignee=province.officer)
    Agency.objects.filter(pk=province.department.pk).update(phone="")

    text = said(client, address)

    assert "Người tiếp nhận Lê Thị Bích Ngọc , Sở Xây dựng . Điện thoại 1022" in text
    assert "Người thụ lý Trần Minh Khôi , Phòng Chuyên môn, Sở Xây dựng . Điện thoại 1022" in text
    assert 'href="tel:1022"' in client.get(address).content.decode()


def test_who_looked_is_told_by_agency_and_day_never_by_name(client, province):
    dossier, other = receive(province), receive(province)
    now = timezone.now()
    clerk, auditor = (scope.reader_of(user) for user in (province.clerk, province.auditor))
    mine = {"reader": clerk, "by": province.clerk, "dossier": dossier, "what": "Nguyễn Thị Đoan 0900000123"}
    saw(kind=AccessKind.VIEWED, now=now, **mine)
    saw(kind=AccessKind.VIEWED, now=now, **mine)
    saw(kind=AccessKind.PRINTED, now=now, reason="Theo đơn của ông Tám", **mine)
    before = now - timedelta(days=3)
    saw_each([dossier, other], by=province.auditor, reader=auditor, kind=AccessKind.EXPORTED, now=before)
    saw(kind=AccessKind.SEARCHED, now=before, by=province.clerk_b, reader=scope.reader_of(province.clerk_b), found=9)
    address = opened(client, dossier)

    page, text = client.get(address).content.decode(), said(client, address)

    today, then = (f"{timezone.localtime(at):%d/%m/%Y}" for at in (now, before))
    assert (
        f"{today}: Sở Xây dựng – 3 lần: mở xem hồ sơ, in giấy tờ của hồ sơ "
        f"{then}: UBND tỉnh Đồng Tháp – xuất danh sách có hồ sơ này Cổng ghi mỗi lần"
    ) in text
    assert "phường Mỹ Tho" not in text  # looked, but not at this dossier
    for name in ("Huỳnh Văn Lộc", "motcua", "ông Tám", "Nguyễn Thị Đoan", "0900000123"):
        assert name not in page
    assert set(LOOKED) == set(AccessKind.values)


def test_of_many_looks_the_latest_are_listed_and_the_rest_counted(client, province):
    dossier, now = receive(province), timezone.now()
    Membership.objects.filter(user=province.auditor).delete()
    whose = {"user": province.clerk, "agency": province.department, "kind": AccessKind.VIEWED}
    Access.objects.bulk_create(
        Access(at=now - timedelta(days=n), dossier=dossier, **whose) for n in range(LATEST + 4) for _twice in range(2)
    )
    saw(kind=AccessKind.VIEWED, now=now, by=province.auditor, reader=scope.reader_of(province.auditor), dossier=dossier)

    page = client.get(opened(client, dossier)).content.decode()

    assert page.count("mở xem hồ sơ") == LATEST
    assert "và 10 lần trước đó" in page  # 5 days of one agency, twice each
    assert "Cơ quan chưa xác định – mở xem hồ sơ" in page


def test_few_queries_tell_it_all(client, province, django_assert_num_queries):
    dossier = receive(province)
    address = opened(client, dossier)
    client.get(address)
    with django_assert_num_queries(4):  # beside the look-up, which does not use Django's cursors
        client.get(address)
    dossier = asked_for_papers(province)
    printed(dossier, LetterKind.SUPPLEMENT, province.officer)
    address = opened(client, dossier)
    with django_assert_num_queries(5):
        client.get(address)


def test_in_english_all_but_what_people_wrote_is_english(client, province):
    dossier = asked_for_papers(province)
    printed(dossier, LetterKind.SUPPLEMENT, province.officer)
    address = opened(client, dossier)

    page = client.get(f"{address}?lang=en").content.decode()
    part = page[page.index('id="chi-tiet"') : page.index("</section>", page.index('id="chi-tiet"'))]
    english = re.sub(r'<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>', "", part, flags=re.S)

    assert re.findall(r"[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ]", re.sub(r"<[^>]+>", " ", english).lower()) == []
