"""The Vietnamese of the public pages: its diacritics, the polite form, and nothing Vietnamese on an English page."""

import re

from tests.citizens import catalogue

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I)
# Common words, as somebody types them who has no marks at hand.
BARE = re.compile(
    r"\b(ho so|khong|giay to|nguoi|duoc|truoc|ngay hen|thu tuc|co quan|qua han|tra cuu|bo sung|tinh trang|ket qua"
    r"|dien thoai|tiep nhan|giai quyet|lam viec|so cuoi|ma so|nop|den|cua|va|voi|theo doi)\b",
    re.I,
)
IMPOLITE = re.compile(r"\b(bạn|quý khách|mày|anh/chị|click|nhấp vào|user|submit)\b", re.I)
# Right without a mark.
SAME = {"Trang sau", "Trang %(n)s trong %(all)s"}
PAGES = ("/", "/tro-giup", "/quyen-rieng-tu", "/tro-nang", "/khong-co", "/tra-cuu?ma=1")


def test_vietnamese_has_its_diacritics_and_is_polite():
    found = {
        text: said
        for text in catalogue.sources()
        for said in [*BARE.findall(re.sub(r"%\(\w+\)s", "", text)), *IMPOLITE.findall(text)]
    }
    assert found == {}

    bare = [
        text
        for text in catalogue.sources() - SAME
        if len(re.findall(r"[^\W\d_]{2,}", re.sub(r"%\(\w+\)s", "", text))) > 1 and not VIETNAMESE.search(text)
    ]
    assert bare == []


def test_what_the_templates_say_goes_through_the_catalogue():
    """Vietnamese letters stand in a template only where they are translated, or said to be Vietnamese."""
    for path in (catalogue.ROOT / "templates/public").glob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        text = re.sub(r'"[^"\n]+"\|t\b|lang="vi"[^>]*>[^<]*<', "", text)
        text = re.sub(r'\{% (if|else|elif) [^%]*%\}|"[^"\n]*" if [^}]*', "", text)
        left = [line for line in text.splitlines() if VIETNAMESE.search(line) and path.name != "fault.html"]
        assert left == [], path.name


def test_english_pages_hold_nothing_vietnamese_but_names(client):
    for path in PAGES:
        text = client.get(path, {"ma": "1", "lang": "en"} if "?" in path else {"lang": "en"}).content.decode()
        text = re.sub(r'<(\w+)[^>]*\blang="vi"[^>]*>.*?</\1>', "", text, flags=re.S).replace("Đồng Tháp", "")
        assert [line for line in text.splitlines() if VIETNAMESE.search(line)] == [], path
