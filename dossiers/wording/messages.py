"""What applicants are told outside these pages, in the portal's own words (version 0): occasion × channel × language.

Administrators may write others within the same placeholders (models.MessageTemplate). SMS and Zalo carry no personal
data, no procedure and no deep link; the sentences of an e-mail about where a dossier stands are the status page's.
"""

from typing import NamedTuple

from dossiers.wording.filling import fill
from dossiers.wording.occasions import EN, VI


class Worded(NamedTuple):
    """subject: of an e-mail, or the title of a Zalo message; SMS have none."""

    subject: str
    text: str


# What stands for each placeholder, for those who write templates.
MEANING = {
    "ma": "Mã biên nhận, viết thành nhóm",
    "ngay": "Ngày mà tin nói đến (ngày hẹn, hạn bổ sung, ngày kết thúc)",
    "ngay_moi": "Ngày hẹn mới, hoặc “chưa có”",
    "lan": "Lần yêu cầu bổ sung thứ mấy",
    "noi": "Nơi trả kết quả; ở tin hủy tiếp nhận nhầm: nơi đã tiếp nhận",
    "co_quan": "Cơ quan giải quyết",
    "dien_thoai": "Điện thoại của cơ quan, hoặc 1022",
    "tra_cuu": "Địa chỉ của cổng tra cứu",
    "thu_tuc": "Tên thủ tục; không ghi khi thủ tục nhạy cảm",
    "tinh_trang": "Câu về tình trạng hồ sơ, như trên trang tra cứu",
    "hen_tra": "Câu về ngày hẹn, như trên trang tra cứu",
    "can_lam": "Việc người nộp cần làm, như trên trang tra cứu",
    "noi_giu": "Nơi đang giữ hồ sơ",
    "trang_thai": "Trạng thái hiện nay, như trên trang tra cứu",
    "xac_nhan": "Địa chỉ để xác nhận theo dõi; thư phải có",
    "ma_so": "Sáu chữ số để xác nhận theo dõi; tin phải có",
}

_SAMPLE = {
    "ma": "7K4C-92MX-H3TP",
    "ngay": "30/11/2026",
    "ngay_moi": "07/12/2026",
    "lan": "1",
    "noi": "Trung tâm Phục vụ hành chính công tỉnh",
    "co_quan": "Sở Nông nghiệp và Môi trường",
    "dien_thoai": "0277 3898989",
    "tra_cuu": "motcua.dongthap.gov.vn",
    "thu_tuc": "Cấp giấy phép xây dựng",
    "tinh_trang": "Hồ sơ đang ở bước 3/5 “Thẩm định” tại Phòng Chuyên môn, Sở Nông nghiệp và Môi trường.",
    "hen_tra": "Hẹn trả kết quả: 17 giờ 00, thứ Hai 30/11/2026",
    "can_lam": "Ông/Bà chưa cần làm gì thêm.",
    "noi_giu": "Phòng Chuyên môn, Sở Nông nghiệp và Môi trường",
    "trang_thai": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "xac_nhan": "https://motcua.dongthap.gov.vn/theo-doi/xac-nhan?k=…",
    "ma_so": "482913",
}
_EVERYWHERE = ("ma", "co_quan", "dien_thoai", "tra_cuu")
_OF_THE_PAGE = ("tinh_trang", "hen_tra", "can_lam", "noi_giu")
_ONLY_EMAIL = ("thu_tuc", *_OF_THE_PAGE)
_OWN: dict[str, tuple[str, ...]] = {
    "accepted": ("ngay",),
    "supplement": ("ngay", "lan"),
    "payment": (),
    "appointment": ("ngay",),
    "overdue": ("ngay", "ngay_moi"),
    "ready": ("noi",),
    "not_accepted": (),
    "declined": (),
    "stopped": ("ngay",),
    "withdrawn": ("ngay",),
    "taken_back": (),
    "voided": ("noi",),
    "follow_confirm": ("xac_nhan", "ma_so"),
    "follow_status": ("trang_thai",),
    "follow_date": ("ngay", "trang_thai"),
    "follow_late": ("ngay", "ngay_moi"),
    "follow_over": ("noi",),
}
# A mistaken intake's page tells of no dossier; who only follows is told neither the procedure nor, before they have
# confirmed, anything at all.
_WITHOUT = {
    "voided": _OF_THE_PAGE, "follow_confirm": _ONLY_EMAIL, "follow_status": ("thu_tuc",), "follow_date": ("thu_tuc",),
    "follow_late": ("thu_tuc",), "follow_over": _ONLY_EMAIL,
}  # fmt: skip
# Without these nobody could confirm: by which placeholder, by channel.
NEEDED = {"follow_confirm": {"email": "xac_nhan", "sms": "ma_so", "zalo": "ma_so"}}

# What may stand in a template, with a sample of each, by occasion (models.Occasion) in any channel.
PLACEHOLDERS: dict[str, dict[str, str]] = {
    occasion: {
        name: _SAMPLE[name] for name in (*_EVERYWHERE, *own, *_ONLY_EMAIL) if name not in _WITHOUT.get(occasion, ())
    }
    for occasion, own in _OWN.items()
}


def placeholders(occasion: str, channel: str) -> dict[str, str]:
    """Those that may stand in a template of this channel: procedure and whereabouts in e-mails only, no link in Zalo.

    >>> sorted(placeholders("ready", "zalo"))
    ['co_quan', 'dien_thoai', 'ma', 'noi']
    """
    barred = {
        "email": ("ma_so",), "sms": (*_ONLY_EMAIL, "xac_nhan"), "zalo": (*_ONLY_EMAIL, "xac_nhan", "tra_cuu"),
    }[channel]  # fmt: skip
    return {name: sample for name, sample in PLACEHOLDERS[occasion].items() if name not in barred}


# Where a fact is missing.
NOT_KNOWN = {"vi": "chưa có", "en": "not set yet"}
# Instead of a procedure whose name says too much.
UNNAMED = {"vi": "như ghi trên Giấy tiếp nhận", "en": "as printed on your receipt"}

# Under every e-mail, whoever worded it.
FOOTER = {
    "vi": (
        "Thư này được gửi tự động, xin không trả lời thư.\n"
        "Nếu không muốn nhận tin báo về hồ sơ này nữa, Ông/Bà mở địa chỉ sau: {thoi_nhan}"
    ),
    "en": (
        "This e-mail was sent automatically; please do not reply.\n"
        "To stop receiving messages about this dossier, open: {thoi_nhan}"
    ),
}

_SMS = {
    "vi": "TTPVHCC Đồng Tháp: {said} Tra cứu: {tra_cuu} hoặc gọi {dien_thoai}.",
    "en": "TTPVHCC Dong Thap: {said} Look up: {tra_cuu} or call {dien_thoai}.",
}
_ZALO = {
    "vi": (
        "{said}\n\nMã biên nhận: {ma}\nCơ quan giải quyết: {co_quan}\n"
        "Tra cứu trên Cổng hồ sơ của tỉnh bằng mã này, hoặc gọi {dien_thoai}."
    ),
    "en": (
        "{said}\n\nReceipt code: {ma}\nDeciding agency: {co_quan}\n"
        "Look it up on the province's dossier portal with this code, or call {dien_thoai}."
    ),
}
_EMAIL = {
    "vi": (
        "Kính gửi Ông/Bà,\n\n{said}\n\n"
        "Tình trạng hiện nay: {tinh_trang}\n{hen_tra}\n{can_lam}\n\n"
        "Mã biên nhận: {ma}\nThủ tục: {thu_tuc}\nNơi đang giữ hồ sơ: {noi_giu}\n"
        "Cơ quan giải quyết: {co_quan}, điện thoại {dien_thoai}\n\n"
        "Ông/Bà tra cứu bất cứ lúc nào tại {tra_cuu} bằng mã biên nhận, gọi 1022 hoặc đến Bộ phận Một cửa."
    ),
    "en": (
        "Dear Sir or Madam,\n\n{said}\n\n"
        "Status now: {tinh_trang}\n{hen_tra}\n{can_lam}\n\n"
        "Receipt code: {ma}\nProcedure: {thu_tuc}\nHeld by: {noi_giu}\n"
        "Deciding agency: {co_quan}, telephone {dien_thoai}\n\n"
        "You can look it up at any time at {tra_cuu} with the receipt code, call 1022 or visit the one-stop counter."
    ),
}  # fmt: skip
_FRAMES = {"sms": _SMS, "zalo": _ZALO, "email": _EMAIL}
# Around what a mistaken intake says: its code opens nothing, so nobody is sent to look it up.
_FRAMES_OF_VOID = {
    "sms": {"vi": "TTPVHCC Đồng Tháp: {said}", "en": "TTPVHCC Dong Thap: {said}"},
    "zalo": {"vi": "{said}", "en": "{said}"},
    "email": {
        "vi": "Kính gửi Ông/Bà,\n\n{said}\n\nMã biên nhận đã hủy: {ma}\nThủ tục: {thu_tuc}",
        "en": "Dear Sir or Madam,\n\n{said}\n\nCancelled receipt code: {ma}\nProcedure: {thu_tuc}",
    },
}
# Around what those are told who only follow: no procedure, and nothing of the dossier before they confirm or when its
# code opens nothing any more.
_FRAMES_OF_FOLLOWERS = {
    "sms": _SMS,
    "zalo": _ZALO,
    "email": {
        "vi": (
            "Kính gửi Ông/Bà,\n\n{said}\n\n"
            "Tình trạng hiện nay: {tinh_trang}\n{hen_tra}\n{can_lam}\n\n"
            "Mã biên nhận: {ma}\nNơi đang giữ hồ sơ: {noi_giu}\n"
            "Cơ quan giải quyết: {co_quan}, điện thoại {dien_thoai}\n\n"
            "Ông/Bà tra cứu bất cứ lúc nào tại {tra_cuu} bằng mã biên nhận."
        ),
        "en": (
            "Dear Sir or Madam,\n\n{said}\n\n"
            "Status now: {tinh_trang}\n{hen_tra}\n{can_lam}\n\n"
            "Receipt code: {ma}\nHeld by: {noi_giu}\n"
            "Deciding agency: {co_quan}, telephone {dien_thoai}\n\n"
            "You can look it up at any time at {tra_cuu} with the receipt code."
        ),
    },
}
_BARE_FRAMES = {
    "sms": _FRAMES_OF_VOID["sms"],
    "zalo": _FRAMES_OF_VOID["zalo"],
    "email": {"vi": "Kính gửi Ông/Bà,\n\n{said}", "en": "Dear Sir or Madam,\n\n{said}"},
}
_FRAMES_OF = {
    "voided": _FRAMES_OF_VOID, "follow_confirm": _BARE_FRAMES, "follow_status": _FRAMES_OF_FOLLOWERS,
    "follow_date": _FRAMES_OF_FOLLOWERS, "follow_late": _FRAMES_OF_FOLLOWERS, "follow_over": _BARE_FRAMES,
}  # fmt: skip


def _texts():
    for language, occasions, noun in (("vi", VI, "Hồ sơ"), ("en", EN, "Dossier")):
        for occasion, (about, sms, zalo, email) in occasions.items():
            subject = f"{noun} {{ma}}: {about}"
            frames = _FRAMES_OF.get(occasion, _FRAMES)
            for channel, title, said in (("sms", "", sms), ("zalo", subject, zalo), ("email", subject, email)):
                yield (occasion, channel, language), Worded(title, fill(frames[channel][language], {"said": said}))


TEXTS: dict[tuple[str, str, str], Worded] = dict(_texts())
