"""Codes that opened something once: a receipt issued again, an intake that was a mistake, a move taken back."""

import re

import pytest
from django.utils import timezone

from dossiers import actions, limits, wording
from dossiers.models import Dossier
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.statements import statements_sent

UNKNOWN = "1C2F3H4K5M6P"
PERSON = ("Nguyễn Thị Đoan", "087190001234", "0900000123", "Ấp 3", "Người nộp tên Đoan")


def act(verb, dossier, by, **more) -> Dossier:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return verb(dossier_id=fresh.pk, by=by, now=timezone.now(), version=fresh.version, **more)


def reissued(p, dossier) -> Dossier:
    return act(actions.reissue_code, dossier, p.clerk, reason="Mất giấy; người nộp tên Đoan")


def voided(p, dossier, key="twice") -> Dossier:
    return act(actions.void, dossier, p.clerk, reason_class=key, reason="Người nộp tên Đoan")


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_an_old_code_says_to_use_the_newest_paper(client, province):
    dossier = receive(province)
    old = dossier.receipt_code
    new = reissued(province, dossier).receipt_code

    answer = client.get(f"/tra-cuu/{old}")

    assert answer.status_code == 410
    assert "Mã này không còn dùng được" in words(answer)
    assert "nhập mã trên giấy mới nhất" in words(answer)
    for told in (new, f"{new[:4]}-{new[4:8]}-{new[8:]}", dossier.official_code, *PERSON):
        assert told not in answer.content.decode()
    assert client.get(f"/tra-cuu/{new}").status_code == 200
    box = client.get("/tra-cuu", {"ma": old})
    assert (box.status_code, client.get(box.headers["Location"]).status_code) == (303, 410)


@pytest.mark.parametrize("key", wording.VOID_REASON)
def test_a_voided_intake_says_so_when_why_and_whom_to_ask(client, province, key):
    dossier = voided(province, receive(province), key)

    answer = client.get(f"/tra-cuu/{dossier.receipt_code}")

    assert answer.status_code == 410
    said = words(answer)
    assert f"đã được hủy ngày {timezone.localtime(dossier.voided_at):%d/%m/%Y}" in said
    assert wording.VOID_REASON[key] in said
    assert "Sở Xây dựng, điện thoại 0277 3800 000" in said
    for told in PERSON:
        assert told not in answer.content.decode()


@pytest.mark.parametrize("end", [voided, reissued])
def test_these_pages_are_as_private_as_the_others(client, province, end):
    dossier = receive(province)
    end(province, dossier)

    for path in ("", "/thoi-han"):
        answer = client.get(f"/tra-cuu/{dossier.receipt_code}{path}")
        assert answer.status_code == 410
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        assert b"<script" not in answer.content
        assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize("end", [voided, reissued])
def test_programs_and_digits_get_what_an_unknown_code_gets(client, province, end):
    dossier = receive(province)
    end(province, dossier)

    api, unknown = (client.get(f"/api/v1/status/{code}") for code in (dossier.receipt_code, UNKNOWN))
    assert (api.status_code, api.content) == (unknown.status_code, unknown.content)
    posted, wrong = (client.post(f"/tra-cuu/{code}", {"so_cuoi": "0123"}) for code in (dossier.receipt_code, UNKNOWN))
    assert (posted.status_code, posted.content) == (wrong.status_code, wrong.content)


def test_a_voided_number_opens_nothing(client, province):
    dossier = voided(province, receive(province))
    answer = client.post(f"/tra-cuu/ma-so/{dossier.official_code}", {"so_cuoi": "0123"})
    assert answer.status_code == 404


def test_the_details_that_the_old_code_opened_are_closed(client, province):
    dossier = receive(province)
    old = dossier.receipt_code
    assert client.post(f"/tra-cuu/{old}", {"so_cuoi": "0123"}).status_code == 303
    assert "Người tiếp nhận" in words(client.get(f"/tra-cuu/{old}"))

    new = reissued(province, dossier).receipt_code

    assert client.get(f"/tra-cuu/{old}").status_code == 410
    client.cookies["chi-tiet"]["path"] = f"/tra-cuu/{new}"
    assert "Người tiếp nhận" not in words(client.get(f"/tra-cuu/{new}"))


def test_only_what_is_found_nowhere_is_a_miss(client, province):
    dossier = receive(province)
    old = dossier.receipt_code
    reissued(province, dossier)

    for _ in range(limits.MISSES + 5):
        assert client.get(f"/tra-cuu/{old}").status_code == 410
    for _ in range(limits.MISSES):
        assert client.get(f"/tra-cuu/{UNKNOWN}").status_code == 404
    assert client.get(f"/tra-cuu/{UNKNOWN}").status_code == 429


def test_one_more_statement_and_only_where_nothing_was_found(client, committed_province):
    dossier = receive(committed_province)
    client.get(f"/tra-cuu/{dossier.receipt_code}")  # names and calendars come into memory
    for code, expected in ((dossier.receipt_code, 1), (UNKNOWN, 2)):
        with statements_sent() as sent:
            client.get(f"/tra-cuu/{UNKNOWN}")  # the connection is a fresh one
            sent.clear()
            client.get(f"/tra-cuu/{code}")
            assert len(sent) == expected, sent


# ── Taken back ───────────────────────────────────────────────────────────────────────────────────────────────


def status_words(client, dossier) -> str:
    """The page without its history and without when it last changed."""
    page = client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()
    page = re.sub(r'<details class="history">.*?</details>', "", page, flags=re.S)
    page = re.sub(r"Hồ sơ thay đổi lần cuối</dt><dd>[^<]*", "", page)
    return re.sub(r"Thông tin cập nhật lúc [^<]*", "", page)


@pytest.mark.parametrize("move", ["finish", "decline", "withdraw", "hand_over"])
def test_after_a_move_was_taken_back_the_page_reads_as_before(client, province, move):
    p = province
    dossier = act(actions.complete_step, receive(p), p.clerk)
    who = {"finish": p.leader, "decline": p.officer, "withdraw": p.clerk, "hand_over": p.clerk}[move]
    more = FETCHED if move == "hand_over" else {}
    if move in ("finish", "hand_over"):
        dossier = act(actions.complete_step, dossier, p.officer)
    if move == "hand_over":
        dossier = act(actions.finish, dossier, p.leader)
    if move in ("decline", "withdraw"):
        more = {"reason_class": "other", "reason": "Bấm nhầm"}
    before = status_words(client, dossier)
    act(getattr(actions, move), dossier, who, **more)
    assert status_words(client, dossier) != before

    act(actions.undo, dossier, who)

    assert status_words(client, dossier) == before
    for language, sentence in (("vi", "Thao tác ngay trước đó đã được hủy"), ("en", "")):
        assert sentence in words(client.get(f"/tra-cuu/{dossier.receipt_code}?lang={language}"))
    client.post(f"/tra-cuu/{dossier.receipt_code}", {"so_cuoi": "0123"})
    assert "Bấm nhầm" not in words(client.get(f"/tra-cuu/{dossier.receipt_code}"))  # the reason of an end that is none


def test_the_history_names_what_was_set_right_and_nobody(client, province):
    p = province
    dossier = receive(p, p.birth)
    who = actions.Applicant(name="Nguyễn Thị Đoàn", phone="0900000124")
    act(actions.correct_applicant, dossier, p.clerk_b, applicant=who, reason="Sai tên Đoan")
    act(actions.redirect, dossier, p.leader_b, to=p.other, reason="Cư trú ở Cao Lãnh")

    said = words(client.get(f"/tra-cuu/{dossier.receipt_code}"))

    assert "Sửa thông tin người nộp" in said
    assert "Chuyển hồ sơ đến đúng cơ quan giải quyết: UBND phường Cao Lãnh" in said
    for told in ("Đoàn", "Đoan", "0900000124", "Cư trú ở Cao Lãnh"):
        assert told not in said
