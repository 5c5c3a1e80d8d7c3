"""People are looked for with a reason, and that is written down."""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers import actions
from dossiers.models import Access, AccessKind, Dossier
from dossiers.reads import pages, search
from dossiers.reads.plain import plain
from tests.province import receive
from tests.staff.pages import at_field, said, text

FIND = "/can-bo/tim"
ASKED = {"why": "asks", "other": ""}
WHY = "Vì sao Ông/Bà tìm người này?"


def seek(client, typed, **more):
    """A person, with a reason."""
    return client.post(FIND, {"ma": typed, **ASKED, **more})


def named(province, name, **changes):
    who = {"name": name, "phone": "0912345678", "identity": "087190001234", **changes}
    return receive(province, applicant=actions.Applicant(**who))


def in_rows(answer) -> list[str]:
    """The applicants on the page, in its order."""
    cells = text(answer).split('data-label="Người nộp">')[1:]
    return [cell.split("<")[0] for cell in cells]


# ── Why ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_reason_nothing_is_shown_and_nothing_is_looked_up(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    clerk = enter(province.clerk)
    for typed in ("tran mong", "0912 345 678", "087190001234"):
        for answer in (clerk.post(FIND, {"ma": typed}), clerk.get(FIND, {"ma": typed})):
            assert WHY in said(answer)
            assert f'name="ma" value="{typed}"' in text(answer)
            assert "Mộng Tuyết" not in text(answer)
        wrong = clerk.post(FIND, {"ma": typed, "why": ""})
        assert (wrong.status_code, at_field(wrong, "why")) == (400, "Chọn lý do tìm người này.")
        assert f'name="ma" value="{typed}"' in text(wrong)
        assert "Mộng Tuyết" not in text(wrong)
    other = clerk.post(FIND, {"ma": "tran mong", "why": "other", "other": " "})
    assert (other.status_code, at_field(other, "other")) == (400, "Ghi rõ lý do tìm người này.")
    assert clerk.post(FIND, {"ma": "tran mong", "why": "x\x00"}).status_code == 400
    assert not Access.objects.exists()


def test_a_search_is_written_down_with_who_what_why_and_how_many(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    answer = seek(enter(province.clerk), "tran MỘNG", why="other", other="Công văn 12 của công an")
    assert in_rows(answer) == ["Trần Thị Mộng Tuyết"]
    row = Access.objects.get()
    assert (row.user, row.agency, row.kind, row.dossier) == (
        province.clerk, province.department, AccessKind.SEARCHED, None,
    )  # fmt: skip
    assert (row.what, row.reason, row.found) == ("tran MỘNG", "Lý do khác: Công văn 12 của công an", 1)


def test_a_reason_counts_for_ten_minutes_in_this_browser_alone_and_each_search_is_written_down(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    clerk, begun = enter(province.clerk), timezone.now()
    with time_machine.travel(begun, tick=False):
        assert "Lý do: Người nộp hỏi tại quầy" in said(seek(clerk, "tran"))
        assert WHY in said(enter(province.clerk).post(FIND, {"ma": "tran"}))
    with time_machine.travel(begun + timedelta(minutes=9), tick=False):
        assert in_rows(clerk.post(FIND, {"ma": "mong"})) == ["Trần Thị Mộng Tuyết"]
        change = clerk.post(FIND, {"ma": "mong", "change": "1"})
        assert WHY in said(change)
        assert '<option value="asks" selected>' in text(change)
        assert in_rows(clerk.get(FIND, {"ma": "mong"})) == []
    with time_machine.travel(begun + timedelta(minutes=10), tick=False):
        assert WHY in said(clerk.post(FIND, {"ma": "mong"}))
    assert list(Access.objects.order_by("pk").values_list("what", flat=True)) == ["tran", "mong"]


def test_nothing_that_is_typed_of_a_person_comes_into_an_address(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    answer = seek(enter(province.clerk), "tran")
    assert answer.status_code == 200
    assert "?ma=" not in text(answer)
    assert 'action="/can-bo/tim" method="get"' not in text(answer)


def test_what_was_looked_up_is_written_down_even_when_it_cannot_be_shown(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    clerk = enter(province.clerk)
    clerk.raise_request_exception = False
    with mock.patch("dossiers.views.search.render", side_effect=RuntimeError):
        assert seek(clerk, "tran").status_code == 500
    assert Access.objects.count() == 1


def test_nothing_is_shown_when_it_cannot_be_written_down(province, enter):
    named(province, "Trần Thị Mộng Tuyết")
    clerk = enter(province.clerk)
    clerk.raise_request_exception = False
    with mock.patch("dossiers.views.search.saw", side_effect=RuntimeError):
        assert "Mộng Tuyết" not in text(seek(clerk, "tran"))


def test_a_search_from_elsewhere_is_none(province, enter):
    outside = Client(enforce_csrf_checks=True)
    outside.force_login(province.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert outside.post(FIND, {"ma": "tran", **ASKED}).status_code == 403


# ── Who is found ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("đoàn", ["Đoàn Văn A"]), ("DOAN a", ["Đoàn Văn A"]), ("a đoan", ["Đoàn Văn A"]),
        ("ng thu", ["Nguyễn Thị Thu Thủy"]), ("thuy nguyen", ["Nguyễn Thị Thu Thủy"]),
        ("guyen", []), ("nguyen van", []), ("an", ["Lê Văn Ân"]), ("doan v", []),
        ("vien thong", ["Công ty CP Viễn-thông (MTV) 27/7"]), ("mtv", ["Công ty CP Viễn-thông (MTV) 27/7"]),
        ("cong ty 27", ["Công ty CP Viễn-thông (MTV) 27/7"]), ("cong ty 7", ["Công ty CP Viễn-thông (MTV) 27/7"]),
        ("cty", []), ("nguyen & ! ( thuy", ["Nguyễn Thị Thu Thủy"]), ("le:* | nguyen", []), ("'le' van", ["Lê Văn Ân"]),
        ("Lê Văn Ân (chồng)", []), ("le\\van", ["Lê Văn Ân"]),
    ],
)  # fmt: skip
def test_every_word_begins_a_word_of_the_name_in_any_order(province, enter, typed, found):
    for name in ("Đoàn Văn A", "Nguyễn Thị Thu Thủy", "Lê Văn Ân", "Công ty CP Viễn-thông (MTV) 27/7"):
        named(province, name)
    answer = seek(enter(province.clerk), typed)
    assert answer.status_code == 200
    assert in_rows(answer) == found
    if not found:
        assert "trong phạm vi của Ông/Bà. Thử bỏ bớt chữ hoặc tìm theo số điện thoại." in said(answer)


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "+84 912.345.678", "84912345678", "0084-912-345-678", "(0912) 345678",
              "087190001234", "087 190 001 234"],
)  # fmt: skip
def test_a_number_finds_by_telephone_or_identity_however_it_was_typed(province, enter, typed):
    mine = named(province, "Đoàn Văn A")
    named(province, "Đoàn Văn B", phone="0912345679", identity="087190001235")
    clerk = enter(province.clerk)
    answer = seek(clerk, typed)
    assert in_rows(answer) == ["Đoàn Văn A"]
    assert f"/can-bo/ho-so/{mine.pk}" in text(answer)
    for other in ("0912345670", "087190001239", "123456789"):
        assert in_rows(seek(clerk, other)) == []


def test_a_beginning_of_very_many_words_finds_the_same(province, enter, monkeypatch):
    for name in ("Đoàn Văn A", "Đoàn Vân Anh", "Đỗ Thị A"):
        named(province, name)
    clerk = enter(province.clerk)
    monkeypatch.setattr(search, "MOST_ENDINGS", 1)
    for typed, found in {"do": ["Đỗ Thị A", "Đoàn Vân Anh", "Đoàn Văn A"], "do va a": ["Đoàn Văn A"]}.items():
        assert in_rows(seek(clerk, typed)) == found


def test_a_corrected_name_is_found_by_its_new_words_and_no_more_by_the_old(province, enter):
    dossier = named(province, "Đoàn Văn A")
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Hứa Bửu", applicant_plain="hua buu")
    clerk = enter(province.clerk)
    assert in_rows(seek(clerk, "hua buu")) == ["Hứa Bửu"]
    assert in_rows(seek(clerk, "doan van")) == []


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_person_or_none(typed):
    found = search.person_in(typed)
    if found is not None and found.words:
        assert all(word.isalnum() and word == plain(word) for word in found.words)


def test_only_what_the_reader_may_read_is_found_and_counted(province, enter):
    p = province
    mine = named(p, "Đoàn Văn A")
    receive(p, agency=p.commune, by=p.clerk_b, applicant=actions.Applicant(name="Đoàn Văn B"))  # for the department
    receive(p, p.birth, applicant=actions.Applicant(name="Đoàn Văn C"))
    for who, names in {
        "clerk": ["Đoàn Văn B", "Đoàn Văn A"], "officer": ["Đoàn Văn B", "Đoàn Văn A"],
        "clerk_b": ["Đoàn Văn C", "Đoàn Văn B"], "auditor": ["Đoàn Văn C", "Đoàn Văn B", "Đoàn Văn A"],
    }.items():  # fmt: skip
        answer = seek(enter(getattr(p, who)), "doan van")
        assert in_rows(answer) == names, who
        assert f"{len(names)} hồ sơ khớp “doan van”" in said(answer)
    Dossier.objects.filter(pk=mine.pk).update(holder_agency=p.commune)
    assert in_rows(seek(enter(p.clerk_b), "doan van a")) == ["Đoàn Văn A"]
    assert enter(p.administrator).post(FIND, {"ma": "doan van", **ASKED}).status_code == 403


def test_fifty_a_page_by_post_and_nobody_twice(province, enter, many, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 3)
    many(8)
    clerk = enter(province.clerk)
    first = seek(clerk, "nguoi nop")
    assert "8 hồ sơ khớp" in said(first)
    seen, answer = in_rows(first), first
    while 'name="sau"' in text(answer):
        after = text(answer).split('name="sau" value="')[1].split('"')[0]
        answer = clerk.post(FIND, {"ma": "nguoi nop", "sau": after})
        seen += in_rows(answer)
    assert seen == [f"Người nộp thứ {n}" for n in range(8, 0, -1)]
    assert Access.objects.count() == 3
    for nonsense in ("x", "-1", "9" * 30, "٣"):
        assert seek(clerk, "nguoi nop", sau=nonsense).status_code == 200


def test_pages_go_on_beyond_the_thousandth_dossier(province, enter, many, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(nextval('dossiers_dossier_id_seq')) FROM generate_series(1, 1000)")
    many(3)
    clerk = enter(province.clerk)
    after = text(seek(clerk, "nguoi nop")).split('name="sau" value="')[1].split('"')[0]
    assert int(after) > 1000
    assert in_rows(clerk.post(FIND, {"ma": "nguoi nop", "sau": after})) == ["Người nộp thứ 1"]


def test_the_page_stays_light_and_asks_no_more_for_more_rows(province, enter, many):
    leader = enter(province.leader)
    many(2)
    seek(leader, "nguoi")
    asked = []
    for more in (1, 60):
        many(more)
        with CaptureQueriesContext(connection) as seen:
            answer = leader.post(FIND, {"ma": "nguoi"})
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 15
    assert len(answer.content) <= 60_000
    assert text(answer).count("<h1") == 1


def test_who_may_read_stands_in_the_row_whatever_becomes_of_the_dossier(province, land):
    """Twin of the definition: where it was received, is decided, returned, held, worked on, asked for an opinion."""
    p, dossier = province, receive(province)
    assert set(dossier.readers) == {p.department.pk}

    def there():
        dossier.refresh_from_db()
        own = {dossier.receiving_agency_id, dossier.deciding_agency_id, dossier.return_agency_id}
        steps = set(dossier.steps.values_list("agency", flat=True))
        return own | {dossier.holder_agency_id} | steps | set(dossier.opinions.values_list("agency", flat=True))

    changes = [
        lambda: dossier.steps.filter(n=3).update(agency=p.other),
        lambda: Dossier.objects.filter(pk=dossier.pk).update(holder_agency=p.commune),
        lambda: dossier.opinions.create(
            agency=p.root, asked_at=timezone.now(), asked_by=p.officer, question="?", answer_by=timezone.now()
        ),
        lambda: dossier.steps.filter(n=3).update(agency=p.department),
        lambda: Dossier.objects.filter(pk=dossier.pk).update(holder_agency=p.department),
        lambda: Dossier.objects.filter(pk=dossier.pk).update(deciding_agency=p.other),
    ]
    for change in changes:
        change()
        assert set(there()) == set(dossier.readers)
    assert set(receive(p, land).readers) == {p.department.pk, p.tax.pk}
