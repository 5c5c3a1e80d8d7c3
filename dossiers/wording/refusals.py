"""Words for what went wrong: a look-up that leads nowhere, an action that is refused."""

from django.utils.translation import gettext_noop as n_

# Look-up, when what was typed leads nowhere.
LOOK_UP = {
    "empty": n_("Nhập mã hồ sơ in trên Giấy tiếp nhận."),
    "length": n_(
        "Mã biên nhận có 12 ký tự, ví dụ %(example)s (mã số hồ sơ có dạng H20.12-260803-0001). "
        "Ông/Bà đã nhập %(found)s ký tự."
    ),
    "receipt_length": n_("Mã biên nhận có 12 ký tự, ví dụ %(example)s."),  # for programs
    "symbol": n_("Mã biên nhận có ký tự không dùng trên Giấy tiếp nhận. Kiểm tra lại từng ký tự."),
    "check": n_("Mã biên nhận chưa đúng. Kiểm tra lại từng ký tự trên Giấy tiếp nhận."),
    "digits": n_("Nhập đúng 4 chữ số cuối của số điện thoại hoặc giấy tờ tùy thân đã đăng ký."),
    "not_found": n_(
        "Không tìm thấy hồ sơ khớp với thông tin đã nhập. Kiểm tra mã và 4 số cuối. "
        "Nếu vừa nộp, vui lòng thử lại sau 30 phút hoặc gọi 1022."
    ),
    "limited": n_(
        "Ông/Bà đã tra cứu nhiều lần. Vui lòng thử lại sau %(minutes)s phút, gọi 1022 hoặc đến Bộ phận Một cửa."
    ),
    "locked": n_("Nhập sai nhiều lần nên phần chi tiết tạm khóa đến %(until)s. Tình trạng chung vẫn xem được."),
}

# The address in an e-mail that stops messages, when it leads nowhere.
STOP_UNKNOWN = n_(
    "Địa chỉ này không còn dùng được. Ông/Bà chọn nhận tin hay không trong phần chi tiết khi tra cứu hồ sơ, "
    "hoặc gọi 1022."
)

# Staff, when an action is refused.
REFUSED = {
    "not_now": n_("Hồ sơ đang ở “%(status)s” nên chưa thể “%(move)s”."),
    "role": n_("Vai trò của Ông/Bà không cho phép “%(move)s” đối với hồ sơ này."),
    "stale": n_(
        "%(who)s đã cập nhật hồ sơ này lúc %(at)s: %(what)s. Nội dung Ông/Bà nhập còn ở dưới; xem lại rồi lưu."
    ),
    "last_step": n_("Đây là bước xử lý cuối: dùng “Kết thúc, có kết quả”."),
    "form_first": n_(
        "Bước tiếp theo là của cơ quan thuế: dùng “Yêu cầu thực hiện nghĩa vụ tài chính” để dừng tính thời hạn."
    ),
    "steps_left": n_("Còn bước “%(step)s” chưa làm nên chưa thể kết thúc hồ sơ."),
    "asked_once": n_(
        "Hồ sơ này đã được yêu cầu bổ sung một lần; pháp luật chỉ cho phép một lần. "
        "Muốn yêu cầu thêm, lãnh đạo phải cho phép và ghi lý do."
    ),
    "no_rules": n_("Thủ tục này không có quy định nào có hiệu lực vào ngày %(day)s."),
    "future": n_("Thời điểm tiếp nhận không được ở tương lai."),
    "earlier_reason": n_("Ghi lý do khi thời điểm tiếp nhận sớm hơn hiện tại."),
    "earlier_counter": n_("Hồ sơ nộp trực tiếp được tính từ lúc tiếp nhận; chỉ hồ sơ bưu chính ghi thời điểm sớm hơn."),
    "other_content": n_("Phiếu này đã được gửi với nội dung khác. Mở phiếu mới để tiếp nhận hồ sơ khác."),
    "not_here": n_("“%(agency)s” không tiếp nhận thủ tục này; Ông/Bà chuyển người nộp đến đúng nơi tiếp nhận."),
    "few_steps": n_("Quy định của thủ tục này chưa đủ %(fewest)s bước. Quản trị viên cần bổ sung bước."),
    "no_unit": n_("Cơ quan “%(agency)s” chưa có đơn vị làm bước “%(step)s”. Quản trị viên cần bổ sung đơn vị."),
    "no_tax_office": n_(
        "Chưa có cơ quan thuế đang hoạt động để làm bước “%(step)s”. Quản trị viên cần bổ sung cơ quan."
    ),
    "held": n_("Hồ sơ đang tạm dừng tính thời hạn. Ông/Bà cho tiếp tục rồi mới “%(move)s”."),
    "return_reason": n_("Ghi lý do trả lại bước trước."),
    "first_step": n_("Hồ sơ đang ở bước đầu nên không có bước trước để trả lại."),
    "assigned_already": n_("%(who)s đang được phân công hồ sơ này rồi."),
    "not_of_agency": n_("%(who)s không làm việc tại “%(agency)s”, nơi đang giữ hồ sơ."),
    "same_unit": n_("“%(unit)s” đang giữ hồ sơ này rồi. Chọn đơn vị khác."),
    "other_agency": n_("“%(unit)s” không thuộc cơ quan đang giữ hoặc cơ quan giải quyết hồ sơ này."),
    "reason_class": n_("Chọn một lý do trong danh sách."),
    "end_reason": n_("Ghi rõ lý do để người nộp hiểu."),
    "no_term": n_("Hồ sơ này chưa có thời hạn nên không có gì để tạm dừng."),
    "paused_already": n_("Hồ sơ đang tạm dừng rồi."),
    "ground": n_("Chọn căn cứ tạm dừng trong danh sách."),
    "pause_reason": n_("Ghi lý do tạm dừng."),
    "pause_future": n_("Thời điểm này ở tương lai. Chỉ ghi được việc đã xảy ra."),
    "pause_backdated": n_("Chỉ ghi lùi được đến đầu giờ làm việc hôm nay và không trước lúc tiếp nhận hồ sơ."),
    "pause_overlaps": n_("Khoảng này chồng lên một lần tạm dừng khác của hồ sơ."),
    "pause_ends_before": n_("Tạm dừng không thể kết thúc trước khi bắt đầu."),
    "late_stays_late": n_("Hồ sơ đã quá hạn: tạm dừng chỉ tính từ bây giờ, và hồ sơ vẫn là quá hạn."),
    "not_paused": n_("Hồ sơ không tạm dừng nên không cần tiếp tục."),
    "form_later": n_("Còn bước “%(step)s” phải làm trước khi chuyển thông tin sang cơ quan thuế."),
    "paid_once": n_("Hồ sơ này đã gửi phiếu chuyển thông tin một lần; không gửi lần hai."),
    "form_number": n_("Ghi số phiếu chuyển thông tin của lần này."),
    "apologised_once": n_("Hồ sơ này đã được xin lỗi và hẹn lại một lần; pháp luật chỉ cho hẹn lại một lần."),
    "apology_reason": n_("Ghi lý do chậm để người nộp hiểu."),
    "not_unanswered": n_("Người nộp chưa quá hạn bổ sung nên không chọn được lý do này."),
    "not_unpaid": n_("Hồ sơ không có nghĩa vụ tài chính đang chờ nộp nên không chọn được lý do này."),
    "draft_expired": n_("Ngày hẹn trong dự thảo đã qua. Lập dự thảo mới rồi ký."),
    "no_draft": n_("Chưa có dự thảo văn bản xin lỗi để ký."),
    "no_due_date": n_("Hồ sơ hiện không có ngày hẹn nên chưa thể hẹn lại."),
    "promised_past": n_("Ngày hẹn mới không được trước hôm nay hoặc đã hết giờ làm việc."),
    "promised_day_off": n_("Ngày %(day)s là ngày nghỉ. Chọn một ngày làm việc."),
    "promised_before_due": n_("Ngày hẹn mới phải sau ngày hẹn hiện nay (%(day)s)."),
    "not_asked_yet": n_("Hồ sơ chưa được yêu cầu bổ sung lần nào nên chưa cần cho phép thêm."),
    "permitted_already": n_("Đã cho phép rồi; chuyên viên có thể yêu cầu bổ sung thêm một lần."),
    "permit_reason": n_("Ghi lý do cho phép yêu cầu bổ sung thêm một lần."),
    "round_closed": n_("Đợt bổ sung này đã kết thúc; không còn giấy tờ nào đang chờ nhận."),
    "fee_half": n_("Nhập cả số tiền đã thu và số biên lai, hoặc để trống cả hai."),
    "due_moved": n_(
        "Ngày hẹn trả nay là %(due)s, khác với ngày Ông/Bà vừa xem. Báo lại cho người nộp rồi bấm tiếp nhận."
    ),
    "refusal_reason": n_("Ghi lý do cụ thể của việc không tiếp nhận."),
    "answer_by": n_("Hạn bổ sung phải sau hôm nay."),
    "reason": n_("Chọn lý do và ghi rõ nội dung cần bổ sung."),
    "papers": n_("Ghi ít nhất một giấy tờ cần bổ sung."),
    "undo_nothing": n_("Thao tác gần nhất của hồ sơ này không hoàn tác được."),
    "undo_late": n_("Đã quá 15 phút nên không hoàn tác được nữa."),
    "undo_not_yours": n_("Chỉ người vừa làm hoặc lãnh đạo của người đó mới hoàn tác được."),
    "opinion_self": n_("“%(agency)s” đang giải quyết hồ sơ này. Chọn cơ quan khác."),
    "opinion_question": n_("Ghi nội dung cần lấy ý kiến."),
    "opinion_past": n_("Hạn trả lời không được trước hôm nay hoặc đã hết giờ làm việc."),
    "opinion_asked_already": n_("Đang chờ ý kiến của “%(agency)s” rồi."),
    "opinion_far": n_("Hạn trả lời phải trong vòng một năm. Kiểm tra lại năm đã nhập."),
    "opinion_answered": n_("Ý kiến này đã được trả lời."),
    "opinion_not_yours": n_("Ý kiến này được hỏi ở cơ quan khác."),
    "opinion_document": n_("Ghi số và ngày văn bản trả lời."),
    "opinion_answer": n_("Ghi nội dung trả lời."),
    "no_opinion": n_("Không có ý kiến nào đang chờ trả lời."),
    "mistake_reason": n_("Ghi lý do để lãnh đạo xem lại được."),
    "nothing_corrected": n_("Chưa có thông tin nào thay đổi."),
    "void_overdue": n_("Hồ sơ đã quá hạn nên không hủy tiếp nhận được."),
    "redirect_same": n_("“%(agency)s” đang giải quyết hồ sơ này rồi."),
    "redirect_kind": n_("“%(agency)s” không giải quyết được thủ tục này."),
    "redirect_overdue": n_("Hồ sơ đã quá hạn nên cơ quan đang giữ phải giải quyết, không chuyển được."),
    "redirect_hours": n_("“%(agency)s” có giờ làm việc khác nên không chuyển được mà giữ nguyên ngày hẹn."),
    "no_representative": n_("Hồ sơ không ghi người được ủy quyền. Chọn người nhận khác."),
    "collector_name": n_("Ghi họ và tên người nhận kết quả."),
    "paper_checked": n_("Ghi giấy tờ đã kiểm tra, ví dụ căn cước công dân."),
    "parcel": n_("Ghi số hiệu bưu gửi."),
    "stale_chosen": n_("%(who)s đã cập nhật hồ sơ này lúc %(at)s: %(what)s. Ông/Bà xem lại rồi làm riêng."),
    "changed_since": n_("Hồ sơ đã thay đổi sau khi Ông/Bà mở danh sách."),
    "bulk_none": n_("Chọn ít nhất một hồ sơ."),
    "bulk_many": n_("Mỗi lần xử lý hàng loạt nhiều nhất %(most)s hồ sơ; Ông/Bà đang chọn %(n)s."),
    "bulk_to": n_("Chọn ít nhất một người nhận việc."),
    "receiver_gone": n_("Người được giao không còn tài khoản."),
    "other_choice": n_(
        "Phiếu này đã được gửi với nội dung khác; kết quả xem ở “Việc xử lý hàng loạt”. "
        "Bấm lần nữa là giao thêm một việc mới."
    ),
    "bulk_broken": n_("Hệ thống gặp lỗi ở hồ sơ này, hồ sơ chưa thay đổi gì. Ông/Bà mở hồ sơ rồi làm riêng."),
    "parcel_list": n_("Ghi số bảng kê gửi bưu chính."),
    "account_ended": n_("Tài khoản của người giao việc không còn hiệu lực."),
    "nothing_held": n_("Người này không còn giữ hồ sơ nào đang giải quyết tại cơ quan đã chọn."),
    "reassign_role": n_("Chỉ lãnh đạo của cơ quan đang giữ hồ sơ mới bàn giao việc của người khác."),
    "absence_role": n_("Ông/Bà chỉ ghi được lịch vắng của mình hoặc của người trong cơ quan do mình lãnh đạo."),
    "absence_past": n_("Ngày cuối không được trước hôm nay."),
    "absence_order": n_("Ngày cuối phải từ ngày đầu trở đi."),
    "absence_long": n_("Một lần vắng dài nhất là một năm."),
    "absence_overlaps": n_("%(who)s đã có lịch vắng từ %(since)s đến %(until)s. Kết thúc lịch đó trước rồi mới ghi."),
    "stand_in_self": n_("Người thay phải là người khác."),
    "stand_in_role": n_("%(who)s không cùng vai trò tại cơ quan với người vắng."),
    # Only ever read on staff pages, which are Vietnamese.
    "no_receipt": "Hồ sơ này không có Giấy tiếp nhận để in.",
    "no_passing": "Hồ sơ này chưa được giao từ đơn vị này sang đơn vị khác nên không có Giấy bàn giao để in.",
    "no_result_receipt": "Kết quả của hồ sơ này chưa được trả nên không có Giấy biên nhận để in.",
    "no_control": "Hồ sơ này không được tiếp nhận nên không có Phiếu kiểm soát.",
    "print_agency": "Ông/Bà chỉ in được giấy tờ của cơ quan mình đang làm việc.",
    "print_order": "Ngày cuối phải từ ngày đầu trở đi.",
    "print_future": "Ngày cuối không được sau hôm nay.",
    "print_long": "Mỗi lần in giấy tờ của nhiều nhất một năm.",
    "print_many": "Khoảng thời gian này có hơn %(most)s giấy tờ. Ông/Bà chọn khoảng ngắn hơn.",
    "print_none": "Không có hồ sơ nào có giấy tờ này để in.",
    "print_not_yours": "Hồ sơ không còn thuộc phạm vi của Ông/Bà.",
    "print_broken": "Hệ thống gặp lỗi khi in giấy tờ của hồ sơ này. Ông/Bà mở hồ sơ rồi in riêng.",
    "register_many": "Sổ của khoảng thời gian này có %(n)s hồ sơ, quá %(most)s. Ông/Bà chọn khoảng ngắn hơn.",
    "no_register": "Trong thời gian này cơ quan không tiếp nhận hồ sơ nào.",
    "no_supplement": "Hồ sơ này không có lần yêu cầu bổ sung đó nên không có phiếu để in.",
    "no_refusal": "Hồ sơ này không bị từ chối nên không có Phiếu từ chối để in.",
    "no_apology": "Văn bản xin lỗi của hồ sơ này chưa được ký nên chưa in được.",
    "no_stopping": "Hồ sơ này không bị dừng hay rút nên không có Thông báo dừng để in.",
    "export_role": "Chỉ lãnh đạo và người kiểm tra mới xuất được danh sách giám sát.",
    "export_one": "Ông/Bà đang có một tệp chưa xuất xong. Ông/Bà đợi tệp đó xong, hoặc hủy ở trang này, rồi xuất tiếp.",
    "export_scope": "Phạm vi giám sát của Ông/Bà đã thay đổi nên không xuất tiếp danh sách này. "
    "Ông/Bà mở lại danh sách rồi xuất lại.",
    "export_many": "Danh sách có hơn %(most)s dòng. Ông/Bà lọc bớt rồi xuất lại.",
    "export_disk": "Chưa ghi được tệp vì máy chủ hết chỗ hoặc hỏng nơi lưu tạm. Ông/Bà thử lại sau; "
    "nếu vẫn không được, Ông/Bà báo quản trị viên.",
    "job_runs": "Việc này đang chạy; xong rồi Ông/Bà mới xóa được tệp.",
    "job_killed": "Cổng đã thử %(n)s lần mà lần nào cũng bị ngắt giữa chừng, nên dừng lại. Ông/Bà báo quản trị viên; "
    "khi đã khắc phục, Ông/Bà giao lại việc này.",
    "job_busy": "Việc này đang chạy dở một phần. Ông/Bà thử lại sau ít giây.",
    "urge_role": "Chỉ lãnh đạo của cơ quan giải quyết hoặc của cơ quan cấp trên mới đôn đốc được hồ sơ này.",
    "urge_not_late": "Hồ sơ này không quá hạn nên không lập Phiếu đôn đốc.",
    "urge_request": "Ghi việc đề nghị thực hiện.",
    "urge_past": "Hạn phản hồi phải sau thời điểm hiện tại.",
    "urge_far": "Hạn phản hồi phải trong vòng một năm. Kiểm tra lại năm đã nhập.",
    "urge_other": "Phiếu này đã được lập với nội dung khác. Bấm lần nữa là lập thêm một phiếu mới.",
    "urge_many": "Mỗi lần đôn đốc nhiều nhất %(most)s hồ sơ; Ông/Bà đang chọn %(n)s.",
    "urge_answer": "Ghi nội dung trả lời.",
    "urge_answer_long": "Nội dung trả lời dài quá %(most)d ký tự.",
    "urge_answered": "Lần đôn đốc này đã được trả lời.",
    "urge_answer_role": "Chỉ cơ quan đang giữ hồ sơ hoặc cơ quan giải quyết mới trả lời đôn đốc được.",
    "urge_own": "Ông/Bà là người đôn đốc nên không trả lời thay được.",
    "delay_not_late": "Hồ sơ này không quá hạn nên không ghi nguyên nhân chậm.",
    "delay_kind": "Chọn nguyên nhân chậm trong danh sách.",
    "delay_text": "Nói rõ nguyên nhân chậm, ít nhất ba từ.",
    "delay_other": "Nguyên nhân khác thì phải nói rõ, ít nhất %(least)d ký tự.",
    "delay_long": "Nguyên nhân chậm dài quá %(most)d ký tự.",
    "delay_missing": "Hồ sơ đã quá hạn: Ông/Bà chọn và nói rõ nguyên nhân chậm rồi mới kết thúc được.",
    "note_empty": "Ghi nội dung ghi chú.",
    "note_long": "Ghi chú dài quá %(most)d ký tự.",
    "file_empty": "Tệp này trống, không có nội dung. Chọn tệp khác.",
    "file_large": "Tệp lớn hơn 10 MB. Quét lại với độ phân giải thấp hơn hoặc chia thành nhiều tệp.",
    "file_kind": "Chỉ nhận tệp PDF, JPG hoặc PNG; nội dung tệp này không phải một trong ba loại đó.",
    "file_twice": "Hồ sơ đã có tệp này rồi, tên là “%(name)s”.",
    "file_not_stored": "Chưa lưu được tệp vì nơi lưu trữ gặp sự cố. Ông/Bà thử lại sau hoặc báo quản trị viên.",
    "file_gone": "Tệp này đã được gỡ.",
    "file_not_yours": "Chỉ người đã tải lên hoặc lãnh đạo mới gỡ được tệp này.",
    "file_settled": "Tệp đã tải lên quá 15 phút hoặc hồ sơ đã kết thúc nên chỉ lãnh đạo gỡ được tệp này.",
    "file_reason": "Ghi lý do gỡ tệp.",
    "message_not_dead": "Không có tin nào để gửi lại: các tin này đã được xếp gửi lại hoặc không thuộc cơ quan Ông/Bà.",
    # Administrators only.
    "calendar_role": "Chỉ quản trị viên được thay đổi lịch làm việc.",
    "calendar_year": (
        "Lịch hiện có từ năm %(first)s đến năm %(last)s; năm kế tiếp phải được đề xuất cả năm %(next)s trước."
    ),
    "calendar_stands": "Ngày %(day)s đang là %(kind)s rồi, không có gì thay đổi.",
    "calendar_proposed": "Ngày %(day)s đang được đề xuất là %(kind)s. Rút đề xuất đó trước rồi mới đề xuất lại.",
    "calendar_weekend": "Ngày %(day)s là %(weekday)s, vốn không làm việc, nên không cần ghi là ngày nghỉ.",
    "calendar_make_up": "Ngày %(day)s là %(weekday)s; chỉ thứ Bảy, Chủ nhật mới làm bù được. "
    "Muốn bỏ một ngày nghỉ, chọn “Ngày thường”.",
    "calendar_nothing": "Chọn ít nhất một đề xuất.",
    "calendar_confirmed": "Ngày %(day)s đã được xác nhận trước đó (%(basis)s); lịch không thay đổi thêm lần nữa.",
    "calendar_gone": "Có đề xuất đã được xác nhận hoặc đã rút. Ông/Bà xem lại danh sách rồi chọn lại.",
    "calendar_document": "Ghi số văn bản làm căn cứ, ví dụ Thông báo 7366/TB-BNV.",
    "calendar_whole_year": "Lịch năm %(year)s phải được xác nhận cả năm: chọn đủ %(n)s đề xuất của năm đó.",
    "hours_stand": "Cơ quan này đang làm việc đúng những buổi đó rồi.",
    "hours_proposed": (
        "Cơ quan này đã có một đề xuất giờ làm việc chờ xác nhận. Rút đề xuất đó trước rồi mới đề xuất lại."
    ),
    "template_role": "Chỉ quản trị viên được sửa mẫu tin.",
    "report_agency": "Chỉ lãnh đạo của cơ quan này hoặc của cơ quan cấp trên mới chốt được báo cáo.",
    "report_again": "Kỳ này đã có báo cáo số %(n)s năm %(year)s. Chốt thêm thì có số mới, không bỏ được; nếu vẫn cần, "
    "Ông/Bà đánh dấu rồi bấm lại.",
    "report_one": "Một báo cáo của Ông/Bà, hoặc của cùng cơ quan và kỳ này, đang được chốt. Ông/Bà đợi báo cáo đó xong "
    "rồi chốt tiếp.",
    "report_not_over": "Chỉ chốt được báo cáo của kỳ đã kết thúc. Ông/Bà chọn một kỳ trong danh sách.",
    "template_same": "Lời này đang được dùng rồi, không có gì thay đổi.",
    "template_stale": ("%(who)s đã ghi bản %(version)s lúc %(at)s. Nội dung Ông/Bà nhập còn ở dưới; xem lại rồi lưu."),
    "job_not_failed": "Việc này đang chạy hoặc đã xong nên không cần chạy lại.",
}
