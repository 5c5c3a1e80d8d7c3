"""What receipt code and last digits open; and that guessing learns nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions, codes, limits
from dossiers.models import Dossier
from tests.province import receive

UNKNOWN = "1C2F3H4K5M6P"


def post(client, address, digits):
    return client.post(address, {"so_cuoi": digits})


def asked_for_papers(province):
    dossier = receive(province)
    now = timezone.now()
    actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=now, version=1)
    actions.request_supplement(
        dossier_id=dossier.pk, by=province.officer, now=now, version=2, reason="Bản vẽ thiếu chữ ký",
        papers=["Bản vẽ hoàn công"], answer_by=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    return dossier


@pytest.mark.parametrize("digits", ["0123", "1234", " 01 23 ", "０１２３"])
def test_the_last_digits_of_phone_or_identity_open_the_details(client, province, digits):
    address = f"/tra-cuu/{asked_for_papers(province).receipt_code}"

    answer = post(client, address, digits)
    text = client.get(address).content.decode()

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert "N.T.Đ." in text
    assert "Bản vẽ hoàn công" in text
    assert "Bản vẽ thiếu chữ ký" in text
    assert "Đơn đề nghị" in text
    assert "Lê Thị Bích Ngọc" in text  # who received
    for secret in ("Đoan", "0900000123", "087190001234", "Tân Hồng"):
        assert secret not in text


def test_who_handles_is_named(client, province):
    dossier = receive(province)
    Dossier.objects.filter(pk=dossier.pk).update(assignee=province.officer)
    post(client, f"/tra-cuu/{dossier.receipt_code}", "0123")

    assert "Trần Minh Khôi" in client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()


def test_the_details_close_after_fifteen_minutes_and_open_nothing_else(client, province):
    mine, other = receive(province), receive(province)
    cookie = post(client, f"/tra-cuu/{mine.receipt_code}", "0123").cookies["chi-tiet"]

    assert (cookie["max-age"], cookie["path"], cookie["httponly"]) == (900, f"/tra-cuu/{mine.receipt_code}", True)
    assert "N.T.Đ." not in client.get(f"/tra-cuu/{other.receipt_code}").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=2), tick=False):
        assert "N.T.Đ." not in client.get(f"/tra-cuu/{mine.receipt_code}").content.decode()


def test_a_forged_cookie_opens_nothing(client, province):
    dossier = receive(province)
    client.cookies["chi-tiet"] = "1:abc:def"

    answer = client.get(f"/tra-cuu/{dossier.receipt_code}")

    assert answer.status_code == 200
    assert "N.T.Đ." not in answer.content.decode()


def test_an_unknown_code_and_wrong_digits_read_the_same(client, province):
    dossier = receive(province)

    wrong = post(client, f"/tra-cuu/{dossier.receipt_code}", "9999")
    unknown = post(client, f"/tra-cuu/{UNKNOWN}", "9999")

    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert wrong.status_code == 404
    assert '<a href="?">Xem tình trạng chung</a>' in wrong.content.decode()  # the status needs no digits
    assert dict(wrong.headers) == dict(unknown.headers)


def test_official_codes_known_or_not_read_the_same(client, province):
    official = receive(province).official_code
    absent = official[:-4] + "9999"

    def bytes_of(code, digits):
        answer = post(client, f"/tra-cuu/ma-so/{code}", digits)
        return answer.status_code, answer.content.replace(code.encode(), b"*")

    assert bytes_of(official, "9999") == bytes_of(absent, "9999")
    form, other = (client.get(f"/tra-cuu/ma-so/{code}").content for code in (official, absent))
    assert form.replace(official.encode(), b"*") == other.replace(absent.encode(), b"*")


@pytest.mark.parametrize("known", [True, False])
def test_known_or_not_one_query_judges_the_digits(client, province, django_assert_num_queries, known):
    code = receive(province).receipt_code if known else UNKNOWN

    with django_assert_num_queries(1):
        post(client, f"/tra-cuu/{code}", "9999")


def test_an_official_code_opens_the_status_only_and_never_the_receipt_code(client, province):
    dossier = asked_for_papers(province)

    for typed in (dossier.official_code, codes.folded(dossier.official_code)):
        answer = post(client, f"/tra-cuu/ma-so/{typed}", "0123")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Hồ sơ đến đâu rồi?" in text
        assert "Bản vẽ hoàn công" not in text
        assert dossier.receipt_code not in text
        assert codes.grouped(dossier.receipt_code) not in text
        assert "so_cuoi" not in text
        assert not answer.cookies


def test_two_dossiers_of_one_stripped_official_code_count_as_none(client, province):
    mine, other = receive(province), receive(province)
    Dossier.objects.filter(pk=other.pk).update(official_plain=codes.folded(mine.official_code))

    assert post(client, f"/tra-cuu/ma-so/{mine.official_code}", "0123").status_code == 404


@pytest.mark.parametrize("digits", ["", "12", "12345", "abcd", "١٢٣٤", "12\x00", "1" * 3000])
def test_what_are_no_four_digits_is_told_so(client, province, digits):
    answer = post(client, f"/tra-cuu/{receive(province).receipt_code}", digits)

    assert answer.status_code == 400
    assert answer.content.decode().count("Nhập đúng 4 chữ số cuối") == 2


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_tries_lock_a_code_whether_it_exists_or_not(client, province, counters, known):
    code = receive(province).receipt_code if known else UNKNOWN

    tries = [post(client, f"/tra-cuu/{code}", "9999") for _ in range(limits.GUESSES)]
    locked = post(client, f"/tra-cuu/{code}", "0123")

    assert [answer.status_code for answer in tries] == [404] * limits.GUESSES
    assert locked.status_code == 429
    assert 3500 < int(locked.headers["Retry-After"]) <= limits.LOCK
    assert "phần chi tiết tạm khóa đến" in locked.content.decode()
    assert client.get(f"/tra-cuu/{code}").status_code == (200 if known else 404)


def test_right_digits_are_no_try(client, province):
    code = receive(province).receipt_code

    for _ in range(3 * limits.GUESSES):
        assert post(client, f"/tra-cuu/{code}", "0123").status_code == 303


def test_a_number_too_short_has_no_last_digits(client, province):
    dossier = receive(province, applicant=actions.Applicant(name="Lê Văn A", phone="12", identity=""))

    for digits in ("0012", "----", "12"):
        assert post(client, f"/tra-cuu/{dossier.receipt_code}", digits).status_code in (400, 404)


def test_a_refusal_gives_its_reason_in_the_details(client, province):
    dossier = actions.refuse_dossier(
        key="6d4f1e80-0000-4000-8000-000000000001", agency=province.department, rules=province.building, papers=[],
        applicant=actions.Applicant(name="Trần Văn Bé", phone="0900000123"), by=province.clerk,
        reason="Không thuộc thẩm quyền",
    )  # fmt: skip
    address = f"/tra-cuu/{dossier.receipt_code}"
    assert "Không thuộc thẩm quyền" not in client.get(address).content.decode()
    post(client, address, "0123")

    assert "Không thuộc thẩm quyền" in client.get(address).content.decode()
