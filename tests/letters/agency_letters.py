"""What tests of the agencies' letters share: a print, a second one after a correction, texts that run on."""

from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Letter, LetterKind
from tests.letters.reading import outside, pages_of, text_of

WORD = "Ư" * 300
LONG = ("Căn cứ kết quả thẩm định, hồ sơ còn thiếu bản vẽ mặt bằng.\n" * 29 + WORD).ljust(2000, "x")[:2000]
NAME = "Công ty trách nhiệm hữu hạn một thành viên Thương mại, Dịch vụ và Xây dựng Đồng Tháp Mười"
COMPANY = actions.Applicant(
    name=NAME, identity="087190001234", phone="0900000123", email="van-phong.giao-dich@dong-thap-muoi.example",
    address="Số 12, đường Nguyễn Huệ, khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp", representative_name="Lý Tú Anh",
)  # fmt: skip


def printed(dossier: Dossier, kind: LetterKind, by, **which) -> Letter:
    return actions.print_letter(kind=kind, dossier_id=dossier.pk, by=by, now=timezone.now(), **which)


def missing(letter: Letter, *facts: str) -> list[str]:
    """Those of these that its pages do not say."""
    said = text_of(letter)
    return [fact for fact in facts if fact not in said]


def is_same_when_renamed(letter: Letter, by) -> bool:
    """A second print after the applicant's name became another one is the first, byte for byte."""
    Dossier.objects.filter(pk=letter.dossier_id).update(applicant_name="Trần Thị Khác")
    again = printed(letter.dossier, LetterKind(letter.kind), by)
    return again.pk == letter.pk and bytes(again.pdf) == bytes(letter.pdf)


def faults_of_long(letter: Letter, text: str, margin: float) -> list[str]:
    """What is wrong with a letter whose text runs on: words outside, words lost, no second page, no page numbers."""
    packed = "".join(text_of(letter).split())
    n = len(pages_of(letter))
    faults = [f"outside: {word}" for word in outside(letter, margin=margin)]
    faults += [] if n > 1 and f"Trang1/{n}" in packed and f"Trang{n}/{n}" in packed else [f"{n} pages"]
    lost = [line for line in text.split("\n") if "".join(line.split()) not in packed.replace(f"Trang1/{n}", "")]
    return faults + [f"lost: {line[:40]}" for line in lost]
