"""How a letter names who issues it: in its number, in its head, and where it lies."""

import pypdfium2

from agencies.models import Agency, AgencyKind
from dossiers import actions
from dossiers.models import LetterKind
from dossiers.reads.letters.content import counter_head, counter_initials, counter_of, head, initials
from tests.dossiers.working import at_office, press
from tests.letters.agency_letters import printed
from tests.province import receive

BRANCH = Agency(
    name="Chi nhánh Văn phòng Đăng ký đất đai khu vực Sa Đéc (tạm)", kind=AgencyKind.LAND_OFFICE,
    parent=Agency(name="Văn phòng Đăng ký đất đai (tạm)", kind=AgencyKind.LAND_OFFICE),
)  # fmt: skip


def test_a_number_ends_with_the_capitals_of_its_issuer_as_offices_write_them():
    expected = {
        "Sở Nông nghiệp và Môi trường": "SNNMT", "Sở Giáo dục và Đào tạo": "SGDĐT", "Sở Xây dựng": "SXD",
        "Sở Khoa học và Công nghệ": "SKHCN", "Sở Văn hóa, Thể thao và Du lịch": "SVHTTDL",
    }  # fmt: skip
    assert {name: initials(Agency(name=name, kind=AgencyKind.DEPARTMENT)) for name in expected} == expected
    assert initials(BRANCH) == "CNVPĐKĐĐKVSĐ"


def test_a_counters_number_ends_as_its_head_names_it():
    commune = Agency(name="UBND phường Mỹ Tho", kind=AgencyKind.COMMUNE)
    centre = Agency(name="Trung tâm Phục vụ hành chính công tỉnh", kind=AgencyKind.CENTRE)
    department = Agency(name="Sở Xây dựng", kind=AgencyKind.DEPARTMENT)

    assert [counter_initials(agency) for agency in (commune, centre)] == ["TTPVHCC", "TTPVHCC"]
    assert [counter_initials(agency) for agency in (department, BRANCH)] == ["BPTNTKQ", "BPTNTKQ"]


def test_that_a_name_is_not_settled_is_never_printed():
    assert "tạm" not in " ".join([*head(BRANCH), *counter_head(BRANCH), counter_of(BRANCH)])


def test_no_letter_says_that_a_unit_is_not_settled(province):
    Agency.objects.filter(pk=province.department.pk).update(name="Sở Xây dựng (tạm)")
    dossier = at_office(province)
    asked = press(at_office(province), actions.withdraw, province.clerk, "2026-03-02 10:00", reason_class="no_need",
                  reason="Đổi ý")  # fmt: skip
    made = [
        printed(dossier, LetterKind.RECEIPT, province.clerk), printed(dossier, LetterKind.PASSING, province.clerk),
        printed(dossier, LetterKind.CONTROL, province.clerk), printed(asked, LetterKind.STOPPING, province.clerk),
    ]  # fmt: skip
    assert [letter.kind for letter in made if "(tạm)" in str(letter.facts)] == []


def test_a_head_parts_names_where_people_do(province):
    heads = [
        pypdfium2.PdfDocument(bytes(printed(dossier, LetterKind.RECEIPT, by).pdf))[0].get_textpage().get_text_bounded()
        for dossier, by in (
            (receive(province), province.clerk),
            (receive(province, province.birth, agency=province.commune, by=province.clerk_b), province.clerk_b),
        )
    ]
    assert "SỞ XÂY DỰNG\r\nBỘ PHẬN TIẾP NHẬN\r\nVÀ TRẢ KẾT QUẢ\r\n" in heads[0]
    assert "ỦY BAN NHÂN DÂN\r\nPHƯỜNG MỸ THO\r\n" in heads[1]
