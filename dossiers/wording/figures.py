"""What each published figure is called and how it is counted, for everybody: by its key, (label, definition)."""

from django.utils.translation import gettext_noop as n_

DOSSIERS = n_("hồ sơ")
TIMES = n_("lần")
WORKING_DAYS = n_("ngày làm việc")
DAYS = n_("ngày")

# Of every figure: what it is counted of, and when.
GROUND_RULES = (
    n_(
        "Mỗi con số là tình trạng lúc hết ngày cuối cùng của tháng; tháng này thì lúc hết ngày hôm qua. Việc xảy ra "
        "sau đó không được tính. Hồ sơ nhập muộn được tính vào ngày tiếp nhận thật, hồ sơ đã hủy vì tiếp nhận nhầm "
        "không được tính; vì vậy con số của tháng đã qua có thể thay đổi."
    ),
    n_("Hồ sơ tính cho cơ quan có thẩm quyền giải quyết lúc hết kỳ, không tính cho nơi tiếp nhận."),
    n_(
        "Đã nhận và từ kỳ trước chuyển sang, cộng lại, bằng đã có kết quả, từ chối giải quyết, người nộp rút, dừng "
        "giải quyết và còn đang giải quyết, cộng lại."
    ),
    n_(
        "Ngày hẹn đầu tiên là ngày ghi trên giấy tiếp nhận, không đổi dù sau đó hồ sơ được hẹn lại. Hồ sơ hẹn hai lần "
        "là trễ hẹn khi quá một trong hai ngày hẹn. Thời hạn hiện nay là ngày hẹn sau khi đã trừ thời gian dừng theo "
        "quy định."
    ),
)

_FIRST = n_("Đã có kết quả trong kỳ, so với ngày hẹn đầu tiên ghi trên giấy tiếp nhận.")
_NOW = n_("Đã có kết quả trong kỳ, so với thời hạn hiện nay: sau khi trừ thời gian dừng.")
_OVERDUE_FOR = n_("Quá hạn, chia theo số ngày làm việc sau ngày hẹn.")
_PAUSED_WHY = n_("Đang tạm dừng tính thời hạn giải quyết lúc hết kỳ, chia theo lý do tạm dừng.")
_ENDED_WHY = n_("Kết thúc không có kết quả trong kỳ, chia theo lý do cơ quan hoặc người nộp đã chọn.")

FIGURES: dict[str, tuple[str, str]] = {
    "received": (n_("Đã nhận"), n_("Hồ sơ được tiếp nhận trong kỳ, qua mọi kênh.")),
    "received_counter": (n_("Nhận trực tiếp"), n_("Hồ sơ nộp tại Bộ phận Một cửa.")),
    "received_online": (n_("Nhận trực tuyến"), n_("Hồ sơ nộp qua mạng.")),
    "received_post": (n_("Nhận qua bưu chính"), n_("Hồ sơ nộp qua dịch vụ bưu chính công ích.")),
    "entered_later": (n_("Nhập muộn"), n_("Tiếp nhận trong kỳ nhưng được nhập vào cổng sau lúc tiếp nhận.")),
    "carried": (n_("Kỳ trước chuyển sang"), n_("Hồ sơ tiếp nhận trước kỳ, lúc bắt đầu kỳ chưa kết thúc.")),
    "finished": (n_("Đã có kết quả"), n_("Hồ sơ đã có kết quả trong kỳ, kể cả khi người nộp chưa nhận.")),
    "first_early": (n_("Trước ngày hẹn đầu tiên"), _FIRST),
    "first_on_time": (n_("Đúng ngày hẹn đầu tiên"), _FIRST),
    "first_late": (n_("Sau ngày hẹn đầu tiên"), _FIRST),
    "first_none": (n_("Không có ngày hẹn đầu tiên"), _FIRST),
    "now_early": (n_("Trước thời hạn hiện nay"), _NOW),
    "now_on_time": (n_("Đúng thời hạn hiện nay"), _NOW),
    "now_late": (n_("Sau thời hạn hiện nay"), _NOW),
    "now_none": (n_("Không có thời hạn hiện nay"), _NOW),
    "open": (
        n_("Còn đang giải quyết"),
        n_(
            "Hồ sơ chưa kết thúc lúc hết kỳ: còn hạn, sắp đến hạn, quá hạn, đang tạm dừng, không có thời hạn, cộng lại."
        ),
    ),
    "open_in_time": (n_("Còn hạn"), n_("Đang giải quyết, còn hơn 2 ngày làm việc mới đến hạn.")),
    "open_due_soon": (n_("Sắp đến hạn"), n_("Đang giải quyết, còn từ 2 ngày làm việc trở xuống.")),
    "open_paused": (
        n_("Đang tạm dừng, chưa quá hạn"),
        n_(
            "Đang tạm dừng tính thời hạn giải quyết và chưa quá thời hạn hiện nay lúc tạm dừng. Hồ sơ quá hạn rồi mới "
            "tạm dừng vẫn tính là quá hạn."
        ),
    ),
    "no_due": (n_("Không có thời hạn"), n_("Đang giải quyết mà thủ tục chưa có thời hạn, nên không hẹn được ngày.")),
    "open_missed": (
        n_("Đang giải quyết, đã quá ngày hẹn đầu tiên"),
        n_("Chưa kết thúc mà ngày hẹn đầu tiên đã qua, kể cả khi đang tạm dừng hoặc thời hạn đã đổi."),
    ),
    "overdue": (
        n_("Quá hạn"), n_("Chưa kết thúc mà đã qua thời hạn hiện nay, kể cả hồ sơ quá hạn rồi mới tạm dừng.")
    ),
    "overdue_median": (n_("Quá hạn: số ngày ở giữa"), n_("Một nửa số hồ sơ quá hạn đã quá không lâu hơn số ngày này.")),
    "overdue_worst": (n_("Quá hạn lâu nhất"), n_("Số ngày làm việc sau ngày hẹn của hồ sơ quá hạn lâu nhất.")),
    "overdue_0": (n_("Quá hạn chưa đầy 1 ngày"), _OVERDUE_FOR),
    "overdue_1_5": (n_("Quá hạn 1–5 ngày"), _OVERDUE_FOR),
    "overdue_6_15": (n_("Quá hạn 6–15 ngày"), _OVERDUE_FOR),
    "overdue_16_30": (n_("Quá hạn 16–30 ngày"), _OVERDUE_FOR),
    "overdue_over_30": (n_("Quá hạn hơn 30 ngày"), _OVERDUE_FOR),
    "unapologised": (n_("Quá hạn chưa xin lỗi"), n_("Quá hạn lúc hết kỳ mà chưa có văn bản xin lỗi nào được ký.")),
    "promise_missed": (
        n_("Quá cả ngày hẹn lại"), n_("Chưa kết thúc mà ngày hẹn lại trong văn bản xin lỗi cũng đã qua.")
    ),
    "paused": (
        n_("Đang tạm dừng tính thời hạn giải quyết"),
        n_("Có thời hạn, chưa kết thúc, đang tạm dừng tính thời hạn giải quyết lúc hết kỳ, dù đã quá hạn hay chưa."),
    ),
    "paused_was_late": (
        n_("Quá ngày hẹn đầu tiên rồi mới tạm dừng"),
        n_("Đang tạm dừng tính thời hạn giải quyết, và lúc tạm dừng thì ngày hẹn đầu tiên đã qua."),
    ),
    "paused_overdue": (
        n_("Quá thời hạn hiện nay rồi mới tạm dừng"),
        n_(
            "Đang tạm dừng tính thời hạn giải quyết, và lúc tạm dừng thì thời hạn hiện nay đã qua: tính là quá hạn."
        ),
    ),
    "paused_median": (
        n_("Tạm dừng: số ngày ở giữa"), n_("Một nửa số hồ sơ đang tạm dừng đã dừng không lâu hơn số ngày này.")
    ),
    "paused_worst": (n_("Tạm dừng lâu nhất"), n_("Số ngày làm việc đã dừng của hồ sơ tạm dừng lâu nhất.")),
    "paused_supplement": (n_("Chờ người nộp bổ sung giấy tờ"), _PAUSED_WHY),
    "paused_payment": (n_("Chờ người nộp thực hiện nghĩa vụ tài chính"), _PAUSED_WHY),
    "paused_verification": (n_("Xác minh tại cơ quan khác"), _PAUSED_WHY),
    "paused_survey": (n_("Đo đạc, kiểm tra thực địa"), _PAUSED_WHY),
    "paused_appraisal": (n_("Chờ ý kiến thẩm định chuyên ngành"), _PAUSED_WHY),
    "paused_dispute": (n_("Chờ giải quyết tranh chấp, bản án"), _PAUSED_WHY),
    "paused_force_majeure": (n_("Sự kiện bất khả kháng"), _PAUSED_WHY),
    "supplements": (n_("Số lần yêu cầu bổ sung"), n_("Số lần yêu cầu người nộp bổ sung giấy tờ trong kỳ.")),
    "supplements_late": (
        n_("Yêu cầu bổ sung muộn"),
        n_("Lần yêu cầu đầu tiên sau ngày làm việc thứ ba kể từ ngày tiếp nhận (Điều 19 Nghị định 61/2018/NĐ-CP)."),
    ),
    "supplements_again": (
        n_("Yêu cầu bổ sung từ lần hai"), n_("Pháp luật cho phép yêu cầu một lần (Điều 11 Nghị định 118/2025/NĐ-CP).")
    ),
    "apologies": (n_("Văn bản xin lỗi"), n_("Số văn bản xin lỗi và hẹn lại được ký trong kỳ.")),
    "apologies_late": (
        n_("Xin lỗi muộn"),
        n_("Trong số đó, không được ký trước ngày hẹn ít nhất một ngày (Điều 19 Nghị định 61/2018/NĐ-CP)."),
    ),
    "moved": (
        n_("Đổi ngày hẹn"), n_("Số lần ngày hẹn trả đổi trong kỳ do việc làm trên hồ sơ: bổ sung, tạm dừng, nộp tiền.")
    ),
    "moved_by_calendar": (n_("Đổi ngày hẹn do lịch"), n_("Số lần ngày hẹn trả đổi trong kỳ vì lịch làm việc đổi.")),
    "declined": (n_("Bị từ chối giải quyết"), n_("Hồ sơ bị từ chối trong kỳ sau khi đã được tiếp nhận.")),
    "withdrawn": (n_("Người nộp rút"), n_("Hồ sơ người nộp rút trong kỳ.")),
    "stopped": (n_("Bị dừng giải quyết"), n_("Hồ sơ cơ quan dừng giải quyết trong kỳ.")),
    "declined_conditions": (n_("Từ chối: chưa đủ điều kiện"), _ENDED_WHY),
    "declined_authority": (n_("Từ chối: không thuộc thẩm quyền"), _ENDED_WHY),
    "declined_untrue": (n_("Từ chối: giấy tờ, thông tin không đúng"), _ENDED_WHY),
    "declined_other": (n_("Từ chối: lý do khác"), _ENDED_WHY),
    "withdrawn_no_need": (n_("Rút: không còn nhu cầu"), _ENDED_WHY),
    "withdrawn_file_again": (n_("Rút: sẽ nộp lại sau"), _ENDED_WHY),
    "withdrawn_elsewhere": (n_("Rút: chuyển sang nơi khác"), _ENDED_WHY),
    "withdrawn_other": (n_("Rút: lý do khác"), _ENDED_WHY),
    "stopped_unanswered": (n_("Dừng: người nộp không bổ sung"), _ENDED_WHY),
    "stopped_unpaid": (n_("Dừng: người nộp không nộp tiền"), _ENDED_WHY),
    "stopped_at_request": (n_("Dừng: người nộp đề nghị"), _ENDED_WHY),
    "stopped_abolished": (n_("Dừng: thủ tục bị bãi bỏ"), _ENDED_WHY),
    "stopped_dispute": (n_("Dừng: có tranh chấp"), _ENDED_WHY),
    "stopped_other": (n_("Dừng: lý do khác"), _ENDED_WHY),
    "ended_missed": (
        n_("Kết thúc không có kết quả, trễ ngày hẹn đầu tiên"),
        n_("Từ chối giải quyết, người nộp rút, dừng giải quyết trong kỳ, khi ngày hẹn đầu tiên đã qua."),
    ),
    "out_of_hours": (
        n_("Kết thúc ngoài giờ làm việc"), n_("Hồ sơ kết thúc trong kỳ vào ban đêm, giờ nghỉ hoặc ngày nghỉ.")
    ),
    "in_batches": (
        n_("Kết thúc hàng loạt"),
        n_("Hồ sơ kết thúc trong kỳ cùng ít nhất 4 hồ sơ khác, do cùng một người, trong vòng 10 phút."),
    ),
    "no_file": (
        n_("Có kết quả mà chưa lưu tệp"),
        n_(
            "Đã có kết quả trong kỳ mà cơ quan giải quyết chưa lưu tệp nào vào hồ sơ. Cổng chưa phân biệt tệp kết quả "
            "với tệp khác, nên số hồ sơ chưa có tệp kết quả không ít hơn số này."
        ),
    ),
    "waiting": (
        n_("Kết quả chưa có người nhận"), n_("Mọi kết quả đã có mà lúc hết kỳ người nộp chưa nhận, kể cả của kỳ trước.")
    ),
    "waiting_median": (n_("Chờ nhận: số ngày ở giữa"), n_("Một nửa số kết quả đã chờ không lâu hơn số ngày này.")),
    "waiting_worst": (n_("Chờ nhận lâu nhất"), n_("Số ngày đã chờ của kết quả chờ lâu nhất.")),
    "mismatches": (
        n_("Chỗ chưa khớp với sổ"),
        n_(
            "Những gì lần kiểm tra sổ gần nhất thấy chưa khớp; chỉ đếm cho kỳ đang diễn ra. Chưa kiểm tra lần nào thì "
            "không có số này."
        ),
    ),
}  # fmt: skip
