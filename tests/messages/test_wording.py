"""What goes out: short enough whatever places are called, without a personal datum, as the status page says it."""

import json
import re

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from agencies.loading import load_reference
from agencies.models import Agency
from dossiers import actions, codes, gateways, wording
from dossiers.actions.telling import tell
from dossiers.gateways.outgoing import Outgoing
from dossiers.models import Dossier, Follower, Message, MessageTemplate, Occasion
from dossiers.reads.messages import facts_of, template_of, to_send, worded
from dossiers.wording.filling import SMS_MOST, ZALO_MOST, ZALO_TITLE, fill, placeholders_in, sms_plain, worded_as
from dossiers.wording.messages import MEANING, PLACEHOLDERS, TEXTS, placeholders
from dossiers.workflow import Status
from tests.dossiers.working import at
from tests.province import receive

CANARIES = actions.Applicant(
    name="Canary Họ Tên", identity="087111222333", phone="0955666777", email="canary.thu@canary.vn",
    address="Ấp Canary", representative_name="Canary Thay Mặt", representative_identity="087444555666",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _three_ways(settings):
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console", "zalo": "console"}
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"


def test_every_occasion_is_worded_for_every_channel_in_both_languages_within_its_placeholders():
    occasions = [occasion for occasion in Occasion if occasion != Occasion.DIGEST]
    assert set(TEXTS) == {(o, c, la) for o in occasions for c in ("email", "sms", "zalo") for la in ("vi", "en")}
    for (occasion, channel, _language), (subject, text) in TEXTS.items():
        used = placeholders_in(text) | placeholders_in(subject)
        assert "ma" in used
        assert used <= set(placeholders(occasion, channel)) <= set(MEANING)
        assert bool(subject) == (channel != "sms")


def test_no_agency_of_the_province_has_a_name_or_number_too_long_for_an_sms(db):
    load_reference()
    agencies = list(Agency.objects.all())
    assert len(agencies) > 120
    longest = Agency(name="Ủy ban nhân dân " + "rất dài " * 23, phone="0277 3898989 - 0277 3897777")
    for (occasion, channel, language), (subject, text) in TEXTS.items():
        if channel == "email":
            continue
        most = SMS_MOST if channel == "sms" else ZALO_MOST
        for agency in (*agencies, longest):
            facts = PLACEHOLDERS[occasion] | {
                "noi": agency.name, "co_quan": agency.name, "dien_thoai": agency.phone or "1022",
            }  # fmt: skip
            said = worded_as(channel, language, text, {name: facts[name] for name in facts})
            assert len(said) <= most, (occasion, channel, language, agency.name, said)
            assert said.endswith(".")  # whole
            assert codes.EXAMPLE in said
        if channel == "sms":
            assert re.fullmatch(r"[ -Z_a-z]+", said)  # no accent, no brace
            assert "Ong/Ba" not in said
            assert "/tra-cuu" not in said
            assert "://" not in said
        else:
            assert ZALO_TITLE[0] <= len(fill(subject, PLACEHOLDERS[occasion])) <= ZALO_TITLE[1]
            assert "dongthap.gov" not in said
            assert not re.search(r"\banh\b|\bchị\b", said, re.IGNORECASE)


def test_names_are_shortened_before_they_are_replaced_and_only_where_they_must_be():
    text = TEXTS["ready", "sms", "vi"].text
    facts = PLACEHOLDERS["ready"]
    branch = {"noi": "Chi nhánh Văn phòng Đăng ký đất đai khu vực Hồng Ngự (tạm)"}

    assert "Trung tam Phuc vu hanh chinh cong tinh" in worded_as("sms", "vi", text, facts)
    assert "nhan tai CN VPDK dat dai khu vuc Hong Ngu." in worded_as("sms", "vi", text, facts | branch)
    nowhere = worded_as("sms", "vi", text, facts | {"noi": "x" * 100})
    assert "nhan tai noi ghi tren Giay tiep nhan." in nowhere
    whole = worded_as("sms", "vi", "x" * 200 + "{ma}", facts)
    assert whole.endswith(codes.EXAMPLE)  # too long by its own words: sent whole
    assert len(whole) == 214


def test_people_s_braces_and_signs_are_only_signs():
    assert fill("{ma} {0} {MA} {} 100% {khac} %s", {"ma": "{ma}%"}) == "{ma}% {0} {MA} {} 100% {khac} %s"
    assert sms_plain("Đã “trả”\nkết quả – 5€ {x} 😀ủ") == 'Da "tra" ket qua - 5EUR (x) u'


def test_zalo_says_what_the_status_page_says():
    assert wording.STATUS[Status.DONE].duty % {"place": "{noi}"} in TEXTS["ready", "zalo", "vi"].text
    for occasion, sentence in {
        "supplement": wording.STATUS[Status.SUPPLEMENT].duty.partition(". ")[2],
        "not_accepted": wording.STATUS[Status.NOT_ACCEPTED].sentence.partition(". ")[2],
        "declined": wording.DECLINED.partition(". ")[2],
        "stopped": wording.STATUS[Status.STOPPED].sentence.partition(". ")[2],
    }.items():
        assert sentence
        assert sentence in TEXTS[occasion, "zalo", "vi"].text


def test_an_e_mail_says_what_happened_when_it_is_due_who_holds_it_and_how_to_stop(province, client):
    dossier = receive(province, applicant=CANARIES)
    tell()
    version, subject, text = worded(of("email"))

    page = re.sub(r"<[^>]+>", "", client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode())
    page = page.replace("\u00a0", " ")
    facts = facts_of(of("email"))
    assert version == 0
    assert subject == f"Hồ sơ {codes.grouped(dossier.receipt_code)}: đã được tiếp nhận"
    for name in ("tinh_trang", "can_lam", "noi_giu"):
        assert facts[name]
        assert facts[name] in text
        assert facts[name] in page, name
    assert facts["hen_tra"].rstrip(".") in page
    assert "Cấp giấy phép xây dựng" in text
    assert "https://motcua.dongthap.gov.vn/thoi-nhan-tin?k=" in text
    assert dossier.receipt_code not in text  # the code is written in groups, and stands in no address
    assert "{" not in subject + text


def test_a_message_in_english_has_english_sentences(province):
    receive(province, applicant=CANARIES, told_in="en")
    tell()
    _version, subject, text = worded(of("email"))
    assert subject.endswith(": accepted")
    assert "Result due" in text or "Dear Sir or Madam" in text
    assert "&lang=en" in text
    assert "Ông/Bà" not in text
    assert "was accepted" in worded(of("sms"))[2]


def test_no_personal_datum_leaves_the_portal_or_is_kept_in_facts_or_logs(province, settings):
    dossier = receive(province, province.sensitive, applicant=CANARIES)
    refused = actions.refuse_dossier(
        key="7d9f0f2e-7a52-4c32-9f0f-1f3f0d8f7a11", agency=province.department, rules=province.sensitive,
        applicant=CANARIES, papers=[{"name": "Canary giấy", "kind": "copy", "copies": 1}], by=province.clerk,
        reason="Canary lý do",
    )  # fmt: skip
    follower = Follower.objects.create(
        dossier=dossier, channel="email", address="f@vi.du", code=dossier.receipt_code, asked_at=timezone.now()
    )
    with capture_logs() as logs:
        actions.relay()
        everything = []
        for message in Message.objects.all():
            message = to_send(message)
            message.follower = follower
            for occasion in PLACEHOLDERS:
                message.occasion = occasion
                for language in ("vi", "en"):
                    message.language = language
                    _version, subject, text = worded(message)
                    everything += [subject, text, json.dumps(facts_of(message), ensure_ascii=False)]
                    gateways.send(Outgoing(id=message.pk, channel=message.channel, to="x", text=text, subject=subject))
            everything += [json.dumps(message.facts), message.dedup_key]
    assert Message.objects.filter(dossier__in=[dossier, refused]).count() == 6
    assert logs
    for secret in (codes.grouped(dossier.receipt_code), dossier.receipt_code, "thoi-nhan-tin"):
        assert secret not in str(logs)
    whole = "\n".join([*everything, *map(str, logs)])
    assert codes.grouped(dossier.receipt_code) in whole
    for datum in (*vars(CANARIES).values(), "Canary", "canary", "lý lịch tư pháp", "ly lich tu phap"):
        assert datum not in whole, datum


def test_the_newest_template_counts_from_now_on_and_its_version_is_told(province):
    receive(province, applicant=CANARIES)
    tell()
    for version, text in ((1, "Một {ma}"), (2, "Hai {ma} {la} 100% {0}")):
        MessageTemplate.objects.create(
            occasion="accepted", channel="sms", language="vi", version=version, text=text,
            written_at=at("2026-03-02 09:00"), written_by=province.administrator,
        )  # fmt: skip
    code = codes.grouped(Dossier.objects.get().receipt_code)
    assert worded(of("sms")) == (2, "", f"Hai {code} (la) 100% (0)")
    assert template_of("accepted", "sms", "en")[0] == 0
    assert worded(of("zalo"))[0] == 0


def of(channel: str) -> Message:
    return to_send(Message.objects.get(channel=channel))
