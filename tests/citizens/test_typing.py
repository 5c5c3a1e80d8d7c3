"""Whatever people type: a code however written leads to its page, anything else gets one clear sentence."""

import random

import pytest
from django.db import connection

from dossiers import codes
from tests.province import receive

WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
WRITTEN = {
    "lower": str.lower,
    "grouped": codes.grouped,
    "spaced": lambda code: " " + " ".join(code) + " ",
    "full width": lambda code: codes.grouped(code).translate(WIDE),
    "long dashes": lambda code: codes.grouped(code).replace("-", "—").lower(),
    "slashes": lambda code: codes.grouped(code).replace("-", "/"),
    "invisible": lambda code: "\u200b" + code + "\ufeff",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_code_however_typed_leads_to_its_page(client, province, written):
    code = receive(province).receipt_code
    typed = WRITTEN[written](code)

    for answer in (
        client.get("/tra-cuu", {"ma": typed}),
        client.get("/", {"ma": typed}),
        client.get(f"/tra-cuu/{typed}"),
    ):
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/tra-cuu/{code}"
    assert client.get(f"/api/v1/status/{typed}").json()["receipt_code"] == code


def test_an_official_code_leads_to_the_question_for_digits(client, db):
    for typed, path in {
        "H20.12-260803-0001": "H20.12-260803-0001",
        " h20.12-260803-0001 ": "H20.12-260803-0001",
        "h20 12 260803 0001": "H20122608030001",
        "000.00.14.H20-200703-0002": "000.00.14.H20-200703-0002",
    }.items():
        answer = client.get("/tra-cuu", {"ma": typed})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/tra-cuu/ma-so/{path}")


def test_the_language_survives_the_way_to_the_page(client, db):
    answer = client.get("/tra-cuu", {"ma": "1c2f3h4k5m6p", "lang": "en"})

    assert answer.headers["Location"] == "/tra-cuu/1C2F3H4K5M6P?lang=en"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Nhập mã hồ sơ in trên Giấy tiếp nhận."),
        ("7K4C-92MX-H3T", "Ông/Bà đã nhập 11 ký tự."),
        ("1C2F3H4K5M6A", "có ký tự không dùng trên Giấy tiếp nhận"),
        (codes.EXAMPLE, "Mã biên nhận chưa đúng."),
        ("١٢٣٤٥٦٧٨٩١٢٣", "có ký tự không dùng trên Giấy tiếp nhận"),
        ("x" * 1500, "Ông/Bà đã nhập 1500 ký tự."),
    ],
)
def test_a_mistyped_code_is_told_why_and_kept(client, db, typed, sentence):
    for path in ("/", "/tra-cuu"):
        answer = client.get(path, {"ma": typed})
        text = answer.content.decode()
        assert answer.status_code == 400
        assert text.count(sentence) == 2  # in the summary and at the field
        assert "Có chỗ cần sửa" in text
        assert "<title>Lỗi:" in text
        assert f'value="{typed[:60]}"' in text


def test_what_was_typed_comes_back_escaped(client, db):
    text = client.get("/tra-cuu", {"ma": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>" not in text


def test_an_unknown_code_is_404_with_the_form_again(client, db):
    answer = client.get("/tra-cuu/1C2F3H4K5M6P")

    assert answer.status_code == 404
    assert "Không tìm thấy hồ sơ khớp" in answer.content.decode()
    assert 'value="1C2F-3H4K-5M6P"' in answer.content.decode()


def test_nothing_typed_breaks_the_portal(client, db):
    chance = random.Random(7)
    pool = "1C2F3H4K5M6Pabđơ-–—/.%'\"<>{}\\;\u0301\u200d\u202e\ufeff\x01\x1f１Ｃ١२😀 \t\n"
    strings = ["".join(chance.choices(pool, k=chance.randrange(1, 30))) for _ in range(300)]
    strings += [
        "../../etc/passwd",
        "${jndi:ldap://x}",
        "' OR 1=1--",
        "{{7*7}}",
        "con",
        "%00",
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass"),
    ]
    strings += ["1C2F3H4K5M6P\r\nSet-Cookie: a=b"]

    for typed in strings:
        for answer in (client.get("/tra-cuu", {"ma": typed}), client.get(f"/api/v1/status/{typed}")):
            assert answer.status_code in (303, 400, 404), typed
            assert "\n" not in answer.headers.get("Location", "")


def test_a_code_of_a_megabyte_is_refused_at_once(client, db):
    assert client.get("/tra-cuu/" + "１" * 1_000_000).status_code == 400
    assert client.get("/api/v1/status/" + "1" * 1_000_000).status_code == 400
    assert client.get("/tra-cuu", {"ma": "1" * 1_000_000}).status_code == 413


def test_forms_of_ten_megabytes_are_refused_in_one_sentence(client, db):
    big = {"so_cuoi": "1" * 10_000_000}

    for kind in (
        {"content_type": "application/x-www-form-urlencoded", "data": "so_cuoi=" + "1" * 10_000_000},
        {"data": big},
    ):
        answer = client.post("/tra-cuu/1C2F3H4K5M6P", **kind)
        assert answer.status_code == 413
        assert "Nội dung gửi đến quá dài" in answer.content.decode()


def test_other_methods_are_told_which_are_allowed(client, db):
    assert client.post("/tra-cuu").headers["Allow"] == "GET, HEAD"
    assert client.put("/tra-cuu/1C2F3H4K5M6P").headers["Allow"] == "GET, HEAD, POST"
    refused = client.post("/api/v1/status/1C2F3H4K5M6P")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_pages_that_need_no_dossier_ask_no_query(client, db, django_assert_num_queries):
    connection.ensure_connection()
    with django_assert_num_queries(0):
        for path in ("/", "/tra-cuu", "/tra-cuu?ma=abc", "/tra-cuu/ma-so/H20.12-260803-0001"):
            client.get(path)
