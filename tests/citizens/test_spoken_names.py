"""Procedures found by what people call them, the nearest first. The names are those of the reference data."""

import json

from agencies.loading import FOLDER
from agencies.models import Procedure
from dossiers.reads.procedures.catalogue import Listed, folded, found_by
from dossiers.reads.procedures.spoken import SPOKEN
from tests.citizens.test_procedures import text_of
from tests.province import COMMUNE_STEPS, rules_of


def listed(code: str, name: str, field: str) -> Listed:
    procedure = Procedure(code=code, name=name, field=field)
    return Listed(procedure, (), found_by(procedure, ()))


def everything() -> list[Listed]:
    national = json.loads((FOLDER / "procedures.json").read_text())
    land = json.loads((FOLDER / "land.json").read_text())
    return [listed(row["code"], row["name"], row["field"]) for row in national] + [
        listed(f"TAM-138-{row['article']}", row["title"], land["field"]) for row in land["articles"]
    ]


def found(typed: str) -> list[str]:
    wanted = folded(typed)
    return [
        each.short_name
        for each in sorted(everything(), key=lambda each: each.distance(wanted))
        if each.has_words(wanted)
    ]


def test_the_name_that_says_what_was_typed_comes_first():
    for typed, first in (
        ("khai sinh", "Đăng ký khai sinh"),
        ("khai sanh", "Đăng ký khai sinh"),
        ("kai sinh", "Đăng ký khai sinh"),
        ("thủ tục khai sinh", "Đăng ký khai sinh"),
        ("đám cưới", "Đăng ký kết hôn"),
        ("cccd", "Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên"),
        ("hộ khẩu", "Đăng ký thường trú"),
        ("bằng lái", "Cấp lại giấy phép lái xe"),
        ("mất sổ đỏ", "Cấp lại Giấy chứng nhận do bị mất"),
        ("tách sổ", "Tách thửa hoặc hợp thửa đất"),
    ):
        assert found(typed)[0] == first, typed
    assert any("chuyển nhượng, thừa kế, tặng cho quyền sử dụng đất" in name for name in found("sang ten dat"))
    assert found("phi thuyen") == []


def test_every_word_of_the_law_that_is_explained_stands_in_some_procedure():
    every = everything()
    for law, people in SPOKEN.items():
        for said in people:
            met = [each for each in every if each.has_words(folded(said))]
            assert any(f" {' '.join(folded(law))} " in each.words for each in met), (law, said)


def test_the_page_sorts_what_it_found_and_explains_codes_of_its_own_once(client, province):
    for code, name in (
        ("TAM-1", "Cấp bản sao Giấy khai sinh"),
        ("7.000001", "Đăng ký khai sinh cho người đã có giấy tờ"),
        ("7.000002", "Thủ tục đăng ký lại khai sinh"),
    ):
        rules_of(code, name, "Hộ tịch", COMMUNE_STEPS, None, term=[[1, "working_days"]])
    text = text_of(client.get("/thu-tuc", {"q": "khai sinh"}))
    order = ["1.001193", "7.000001", "7.000002", "TAM-1"]
    assert sorted(order, key=lambda code: text.index(f"· {code}")) == order
    assert text.count("là mã tạm của tỉnh") == 1
    assert "là mã tạm" not in text_of(client.get("/thu-tuc/1.001193"))
    assert "TAM-1 (mã tạm, chờ mã quốc gia)" in text_of(client.get("/thu-tuc/TAM-1"))
