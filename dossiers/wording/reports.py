"""Words of reports: columns, indicators, and why some of them cannot be computed. Read by staff only: Vietnamese."""

DEFINITIONS = 1  # the version of everything written here that says how a figure is counted

GROUPS = {"departments": "Sở, ngành", "communes": "Xã, phường", "others": "Cơ quan khác"}

# How each number of the progress report is counted, under its table.
PROGRESS = (
    ("Tổng tiếp nhận", "= Kỳ trước chuyển sang + Tiếp nhận trong kỳ = Đã xử lý + Đang xử lý + Tạm dừng."),
    ("Kỳ trước chuyển sang", "hồ sơ tiếp nhận trước kỳ mà khi bắt đầu kỳ chưa kết thúc."),
    (
        "Đã xử lý",
        "hồ sơ kết thúc trong kỳ: đã có kết quả, kể cả đã trả (trạng thái 9, 10), người nộp rút (7) và từ chối giải "
        "quyết sau khi đã tiếp nhận (3).",
    ),
    (
        "Đang xử lý",
        "hồ sơ ở trạng thái 2, 4 khi hết kỳ, kể cả hồ sơ cơ quan tạm dừng tính thời hạn mà trạng thái quốc gia "
        "vẫn là 4.",
    ),
    (
        "Tạm dừng",
        "hồ sơ chờ bổ sung (5) hoặc chờ nghĩa vụ tài chính (6) khi hết kỳ, và hồ sơ dừng giải quyết (8) trong kỳ. "
        "Hồ sơ dừng giải quyết không chuyển sang kỳ sau.",
    ),
    (
        "Trước hạn, trong hạn, quá hạn",
        "hồ sơ đã kết thúc xét lúc kết thúc, hồ sơ chưa kết thúc xét lúc hết kỳ. Kết thúc trước ngày hẹn là trước hạn; "
        "sau thời điểm hẹn là quá hạn (ở các trang khác của cổng: trễ hạn, vì đã kết thúc); còn lại là trong hạn. "
        "Hồ sơ đang dừng đồng hồ tính là trong hạn, trừ khi đã quá hạn trước lúc dừng.",
    ),
    (
        "Không có hạn",
        "hồ sơ chưa có thời hạn, hoặc kết thúc khi đồng hồ đang dừng nên không còn ngày hẹn. Không cộng vào trong hạn.",
    ),
    (
        "Theo ngày hẹn đầu tiên",
        "như trên, nhưng so với ngày hẹn ghi trên giấy tiếp nhận, không trừ thời gian dừng và không theo ngày hẹn đã "
        "đổi. Hồ sơ hẹn hai lần là quá hạn khi lỡ một trong hai lần.",
    ),
    (
        "Thời điểm tính",
        "mọi con số là tình trạng lúc hết ngày cuối kỳ: việc xảy ra sau đó không được tính. Hồ sơ đã hủy vì tiếp nhận "
        "nhầm không được tính, hồ sơ nhập muộn được tính vào ngày tiếp nhận; vì vậy báo cáo chốt lại có thể khác báo "
        "cáo trước, và phần khác nhau được nêu ra. Hai điều theo những gì cổng ghi lúc chốt, không lúc hết kỳ: phí, lệ "
        "phí đã thu, và hồ sơ có phải là hồ sơ nhập muộn hay không. Hồ sơ tính cho cơ quan có thẩm quyền giải quyết "
        "lúc hết kỳ.",
    ),
)  # fmt: skip

# What a number counts, at the head of the list behind it.
MEASURES = {
    "all": "Tổng tiếp nhận",
    "carried": "Kỳ trước chuyển sang",
    "new": "Tiếp nhận trong kỳ",
    "new_online": "Tiếp nhận trong kỳ, trực tuyến",
    "new_counter": "Tiếp nhận trong kỳ, trực tiếp",
    "new_post": "Tiếp nhận trong kỳ, bưu chính công ích",
    "processed": "Đã xử lý",
    "working": "Đang xử lý",
    "paused": "Tạm dừng",
    "ended": "Kết thúc trong kỳ",
    "returned": "Đã có kết quả và đã trả",
    "waiting": "Đã có kết quả trong kỳ, chưa trả",
    "declined": "Từ chối giải quyết",
    "withdrawn": "Người nộp rút hồ sơ",
    "stopped": "Dừng giải quyết",
    "with_fee": "Tiếp nhận trong kỳ, có thu phí, lệ phí tại quầy",
    "national_on_time": "Trước hạn, đúng hạn theo Quyết định 766/QĐ-TTg",
    "national_late": "Quá hạn, trễ hạn theo Quyết định 766/QĐ-TTg",
    "national_none": "Không có ngày hẹn để xét theo Quyết định 766/QĐ-TTg",
    "first_kept": "Giữ được ngày hẹn đầu tiên",
    "first_late": "Lỡ ngày hẹn đầu tiên",
    "first_none": "Không có ngày hẹn đầu tiên",
    "done": "Đã có kết quả trong kỳ",
    "done_first_early": "Có kết quả trước ngày hẹn đầu tiên",
    "done_first_on_time": "Có kết quả đúng ngày hẹn đầu tiên",
    "done_first_late": "Có kết quả sau ngày hẹn đầu tiên",
    "done_asked_never": "Có kết quả, không phải bổ sung lần nào",
    "done_asked_once": "Có kết quả, bổ sung một lần",
    "done_asked_more": "Có kết quả, bổ sung từ hai lần",
    "done_steps_early": "Có kết quả, có bước xong trước kế hoạch",
    "done_steps_on_time": "Có kết quả, có bước xong đúng kế hoạch",
    "done_steps_late": "Có kết quả, có bước xong sau kế hoạch",
    "done_in_one": "Có kết quả, qua một cơ quan",
    "done_in_two": "Có kết quả, qua hai cơ quan",
    "done_in_more": "Có kết quả, qua từ ba cơ quan",
    "stands": "Đồng hồ đang dừng khi hết kỳ",
    "stands_supplement": "Chờ bổ sung giấy tờ khi hết kỳ",
    "stands_payment": "Chờ nghĩa vụ tài chính khi hết kỳ",
    "stands_by_hand": "Cơ quan tạm dừng tính thời hạn khi hết kỳ",
    "stands_was_late": "Đồng hồ dừng khi đã lỡ ngày hẹn đầu tiên",
    "asked": "Bị yêu cầu bổ sung trong kỳ",
    "asked_late": "Yêu cầu bổ sung lần đầu sau ngày làm việc thứ ba",
    "asked_again": "Yêu cầu bổ sung từ lần hai",
    "apologised": "Có văn bản xin lỗi, hẹn lại ký trong kỳ",
    "apologised_late": "Văn bản xin lỗi ký muộn",
    "late_unapologised": "Quá hạn hoặc trễ hạn theo ngày hẹn hiện tại, không có văn bản xin lỗi",
    "entered_later": "Tiếp nhận trong kỳ, nhập muộn hơn thời điểm tiếp nhận",
    "no_result": "Kết thúc mà không có kết quả",
    "moved": "Đổi ngày hẹn do việc làm trên hồ sơ",
    "moved_by_calendar": "Đổi ngày hẹn do lịch làm việc",
}
_PARTS = {"processed": "Đã xử lý", "working": "Đang xử lý", "paused": "Tạm dừng"}
_DATES = {"now": "theo ngày hẹn hiện tại", "first": "theo ngày hẹn đầu tiên"}
KEPT = {"early": "Trước hạn", "on_time": "Trong hạn", "late": "Quá hạn", "none": "Không có hạn"}
MEASURES |= {
    f"{part}_{date}_{how}": f"{name}, {kept.lower()} {by}"
    for part, name in _PARTS.items()
    for date, by in _DATES.items()
    for how, kept in KEPT.items()
    if (part, how) not in (("working", "early"), ("paused", "early"))
}

# QĐ 766/QĐ-TTg ngày 23/6/2022: groups with their most points, indicators, why not.
_NO_DATA = "Cổng chưa ghi nhận dữ liệu này."
_PETITIONS = "Chưa có dữ liệu phản ánh, kiến nghị."
_NATIONAL = "Chưa kết nối Cổng Dịch vụ công quốc gia nên chưa có số đồng bộ."
_ONLINE = "Chưa có danh mục dịch vụ công trực tuyến toàn trình, một phần."
_PAID = "Chưa có dữ liệu thanh toán trực tuyến: cổng chỉ ghi phí thu tại quầy."
_FILES = "Chưa ghi nhận tệp kết quả điện tử có mã số và chữ ký số."
_DISCLOSED = "Chưa có dữ liệu về ngày công bố, công khai trên Cơ sở dữ liệu quốc gia về thủ tục hành chính."
QUALITY = (
    ("1", "Công khai, minh bạch", 18, (
        ("1.1", "Thủ tục công bố đúng hạn", _DISCLOSED),
        ("1.2", "Thủ tục cập nhật, công khai đúng hạn", _DISCLOSED),
        ("1.3", "Thủ tục công khai đủ bộ phận tạo thành", _DISCLOSED),
        ("1.4", "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia", _NATIONAL),
    )),
    ("2", "Tiến độ, kết quả giải quyết", 20, (
        ("2.1", "Hồ sơ giải quyết trước hạn, đúng hạn", ""),
        ("2.2", "Thời gian giải quyết trung bình", ""),
    )),
    ("3", "Cung cấp dịch vụ trực tuyến", 22, (
        ("3.1", "Thủ tục cung cấp dịch vụ công trực tuyến", _ONLINE),
        ("3.2", "Dịch vụ công trực tuyến có phát sinh hồ sơ", _ONLINE),
        ("3.3", "Hồ sơ theo hình thức nộp", ""),
        ("3.5", "Thủ tục có nghĩa vụ tài chính đã tích hợp thanh toán trực tuyến", _PAID),
        ("3.6", "Hồ sơ thanh toán trực tuyến", _PAID),
    )),
    ("4", "Số hóa hồ sơ", 22, (
        ("4.1", "Cấp kết quả điện tử", _FILES),
        ("4.2", "Số hóa hồ sơ, kết quả", _FILES),
        ("4.3", "Tái sử dụng dữ liệu đã số hóa", _NO_DATA),
        ("4.4", "Kết nối, chia sẻ dữ liệu", _NO_DATA),
        ("4.5", "Sử dụng dữ liệu dân cư", _NO_DATA),
    )),
    ("5", "Mức độ hài lòng", 18, (
        ("5.1", "Phản ánh, kiến nghị theo phân loại", _PETITIONS),
        ("5.2", "Phản ánh, kiến nghị xử lý đúng hạn", _PETITIONS),
        ("5.3", "Hài lòng về xử lý phản ánh, kiến nghị", _PETITIONS),
        ("5.4", "Hài lòng về giải quyết thủ tục hành chính", _PETITIONS),
    )),
)  # fmt: skip
NATIONAL_RULE = (
    "Quy tắc quốc gia: đúng hạn khi kết thúc không muộn hơn ngày hẹn trả đang ghi; chưa kết thúc thì xét lúc hết kỳ; "
    "đang chờ bổ sung lần đầu thì lúc yêu cầu bổ sung được coi là lúc kết thúc; yêu cầu bổ sung từ hai lần là quá hạn."
)
FIRST_RULE = "Bên cạnh, cùng hồ sơ đó so với ngày hẹn đầu tiên, không trừ thời gian dừng và không theo ngày hẹn đã đổi."
CHANNEL_RULE = (
    "Tỷ lệ theo kênh nộp. Quyết định 766/QĐ-TTg chỉ tính hồ sơ trực tuyến có kết quả điện tử kèm mã số; cổng chưa ghi "
    "nhận kết quả điện tử nên con số này chưa đủ để chấm điểm."
)
TIME_RULE = (
    "Ngày làm việc từ ngày sau ngày tiếp nhận đến ngày có kết quả, trừ những ngày đồng hồ dừng; từng thủ tục xem ở Sổ "
    "theo dõi."
)

# TT 01/2018/TT-VPCP Art 13: nine indices, each with 2, 1 or 0 points a dossier.
INDICES = (
    ("1", "Tổng thời gian giải quyết so với ngày hẹn đầu tiên", ""),
    ("2", "Thời gian thực hiện ở từng đơn vị so với kế hoạch của bước", ""),
    ("3", "Số lần phải liên hệ để hoàn thiện hồ sơ", ""),
    (
        "4",
        "Số cơ quan tham gia giải quyết",
        "Chỉ đếm được cơ quan mà hồ sơ đi qua, không biết người nộp phải đến bao nhiêu nơi; không chấm điểm.",
    ),
    ("5", "Thực hiện toàn bộ quy trình tại Bộ phận Một cửa", _NO_DATA),
    ("6", "Công khai thủ tục hành chính", _DISCLOSED),
    ("7", "Thái độ của người giải quyết", "Chưa có phiếu đánh giá của người nộp hồ sơ."),
    ("8", "Tiếp thu, giải trình phản ánh, kiến nghị", _PETITIONS),
    ("9", "Tiến độ cung cấp dịch vụ công trực tuyến", _ONLINE),
)  # fmt: skip

SUMS = {
    "times_asked": "Lần yêu cầu bổ sung trong kỳ",
    "times_asked_late": "Lần yêu cầu bổ sung đầu tiên sau ngày làm việc thứ ba",
    "times_asked_again": "Lần yêu cầu bổ sung từ lần hai",
    "times_moved": "Lần đổi ngày hẹn do việc làm trên hồ sơ",
    "mean": "Trung bình (ngày làm việc)",
    "median": "Trung vị (ngày làm việc)",
}
CANDOUR = (
    (
        "Đồng hồ đang dừng khi hết kỳ",
        "Những hồ sơ này không bị tính là quá hạn nếu chưa quá hạn trước lúc dừng; vì vậy được nêu riêng.",
        ("stands", "stands_supplement", "stands_payment", "stands_by_hand", "stands_was_late"),
    ),
    (
        "Yêu cầu bổ sung",
        "Được yêu cầu một lần, trong 3 ngày làm việc kể từ ngày tiếp nhận; lần sau phải có lãnh đạo cho phép.",
        ("asked", "asked_late", "asked_again"),
    ),
    (
        "Xin lỗi và hẹn lại",
        "Văn bản xin lỗi phải ký chậm nhất trước ngày hẹn một ngày (khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP).",
        ("apologised", "apologised_late", "late_unapologised"),
    ),
    (
        "Kết thúc không có kết quả, kết quả chưa trả",
        "Từ chối, rút và dừng làm hồ sơ rời khỏi số đang giải quyết mà người dân không nhận được kết quả.",
        ("no_result", "declined", "withdrawn", "stopped", "waiting"),
    ),
    (
        "Ngày tháng thay đổi",
        "Ngày hẹn đầu tiên không bao giờ thay đổi; mỗi lần đổi ngày hẹn đều còn trong lịch sử hồ sơ.",
        ("moved", "moved_by_calendar", "entered_later"),
    ),
)
HEADS = {
    "processed": "Đã xử lý", "working": "Đang xử lý", "paused": "Tạm dừng", **KEPT,
    "new": "Tiếp nhận", "ended": "Kết thúc", "returned": "Đã trả kết quả", "waiting": "Chưa trả kết quả",
    "declined": "Từ chối", "withdrawn": "Rút", "stopped": "Dừng", "with_fee": "Hồ sơ có thu phí",
    "fees": "Phí, lệ phí (đồng)",
    "mean": "Trung bình (ngày)", "median": "Trung vị (ngày)",
}  # fmt: skip
