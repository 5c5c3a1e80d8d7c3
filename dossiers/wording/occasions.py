"""What applicants are told of, occasion by occasion (models.Occasion), in both languages. {names} are facts."""

from typing import NamedTuple


class OccasionWords(NamedTuple):
    """title: after the code, of an e-mail or a Zalo message. sms, zalo: what happened. email: the same where the status
    page's own sentences follow.
    """

    title: str
    sms: str
    zalo: str
    email: str


VI: dict[str, OccasionWords] = {
    "accepted": OccasionWords(
        "đã được tiếp nhận",
        "Hồ sơ {ma} đã được tiếp nhận. Hẹn trả kết quả: {ngay}.",
        "Hồ sơ {ma} đã được tiếp nhận. Hẹn trả kết quả: {ngay}.",
        "Cơ quan đã tiếp nhận hồ sơ {ma}.",
    ),
    "supplement": OccasionWords(
        "cần bổ sung giấy tờ",
        "Hồ sơ {ma} cần bổ sung giấy tờ chậm nhất ngày {ngay}.",
        "Hồ sơ {ma} cần bổ sung giấy tờ chậm nhất ngày {ngay}. Xem danh sách trong Phiếu yêu cầu bổ sung.",
        "Hồ sơ {ma} cần được bổ sung giấy tờ chậm nhất ngày {ngay} (lần yêu cầu thứ {lan}).",
    ),
    "payment": OccasionWords(
        "cần nộp tiền",
        "Hồ sơ {ma} cần nộp phí, lệ phí hoặc thuế để giải quyết tiếp.",
        "Hồ sơ {ma} đang chờ nộp phí, lệ phí hoặc thuế để được giải quyết tiếp.",
        "Hồ sơ {ma} đang chờ nộp phí, lệ phí hoặc thuế.",
    ),
    "appointment": OccasionWords(
        "xin lỗi, có ngày hẹn mới",
        "Xin lỗi, hồ sơ {ma} không kịp ngày đã hẹn. Ngày hẹn mới: {ngay}.",
        "Cơ quan xin lỗi vì hồ sơ {ma} không kịp ngày đã hẹn. Ngày hẹn mới: {ngay}.",
        "Hồ sơ {ma} không kịp ngày đã hẹn. Cơ quan xin lỗi Ông/Bà và hẹn lại ngày trả kết quả: {ngay}.",
    ),
    "overdue": OccasionWords(
        "chậm hẹn, xin lỗi Ông/Bà",
        "Hồ sơ {ma} chậm so với hẹn {ngay}, xin lỗi. Hẹn mới: {ngay_moi}.",
        "Hồ sơ {ma} chậm so với ngày hẹn {ngay}. Cơ quan xin lỗi Ông/Bà. Ngày hẹn mới: {ngay_moi}.",
        "Hồ sơ {ma} chưa giải quyết xong dù đã qua ngày hẹn {ngay}. Ngày hẹn mới: {ngay_moi}.",
    ),
    "ready": OccasionWords(
        "đã có kết quả",
        "Hồ sơ {ma} đã có kết quả, nhận tại {noi}.",
        "Hồ sơ {ma} đã có kết quả giải quyết. Mời Ông/Bà mang Giấy tiếp nhận và giấy tờ tùy thân đến {noi} để nhận.",
        "Mời Ông/Bà đến nhận kết quả của hồ sơ {ma}.",
    ),
    "not_accepted": OccasionWords(
        "không được tiếp nhận",
        "Hồ sơ {ma} không được tiếp nhận. Lý do: xem Phiếu từ chối.",
        "Hồ sơ {ma} không được tiếp nhận. Lý do ghi trong Phiếu từ chối. Ông/Bà có thể nộp lại khi đã đủ điều kiện, "
        "và có quyền khiếu nại đến cơ quan đã ra Phiếu từ chối nếu không đồng ý.",
        "Thư này báo về việc không tiếp nhận hồ sơ {ma}.",
    ),
    "declined": OccasionWords(
        "bị từ chối giải quyết",
        "Hồ sơ {ma} bị từ chối giải quyết. Lý do, cách nộp lại: xem Phiếu từ chối.",
        "Hồ sơ {ma} đã được tiếp nhận nhưng bị từ chối giải quyết. Lý do ghi trong Phiếu từ chối. "
        "Ông/Bà có thể nộp lại khi đã đủ điều kiện, và có quyền khiếu nại đến cơ quan đã ra Phiếu từ chối nếu không "
        "đồng ý.",
        "Thư này báo về việc hồ sơ {ma} bị từ chối giải quyết.",
    ),
    "stopped": OccasionWords(
        "dừng giải quyết",
        "Hồ sơ {ma} dừng giải quyết ngày {ngay}. Lý do: xem Thông báo dừng.",
        "Cơ quan đã dừng giải quyết hồ sơ {ma} ngày {ngay}. Lý do ghi trong Thông báo dừng giải quyết. Ông/Bà có quyền "
        "khiếu nại nếu không đồng ý.",
        "Thư này báo về việc dừng giải quyết hồ sơ {ma} ngày {ngay}.",
    ),
    "withdrawn": OccasionWords(
        "đã được rút",
        "Hồ sơ {ma} đã được rút ngày {ngay} theo yêu cầu người nộp.",
        "Hồ sơ {ma} đã được rút theo yêu cầu của người nộp ngày {ngay}.",
        "Thư này báo về việc rút hồ sơ {ma} ngày {ngay}.",
    ),
    "taken_back": OccasionWords(
        "tin trước là nhầm",
        "Tin trước về hồ sơ {ma} là nhầm, xin lỗi. Hồ sơ vẫn được giải quyết.",
        "Tin trước về hồ sơ {ma} là nhầm, cơ quan xin lỗi Ông/Bà. Hồ sơ vẫn đang được giải quyết.",
        "Thư trước về hồ sơ {ma} là nhầm, cơ quan xin lỗi Ông/Bà. Hồ sơ vẫn đang được giải quyết.",
    ),
    "voided": OccasionWords(
        "đã hủy, do tiếp nhận nhầm",
        "Mã {ma} không còn dùng: hồ sơ được nhập nhầm, xin lỗi. "
        "Nếu đã nộp hồ sơ mà chưa có mã khác, hỏi {noi}, {dien_thoai}.",
        "Hồ sơ {ma} được nhập nhầm và đã được hủy, cơ quan xin lỗi Ông/Bà. Mã này không còn dùng được.\n\n"
        "Nếu Ông/Bà đã nộp hồ sơ và chưa có mã khác, vui lòng liên hệ {noi}, điện thoại {dien_thoai}.",
        "Hồ sơ {ma} được nhập nhầm và đã được hủy, cơ quan xin lỗi Ông/Bà. Mã này không còn dùng được.\n\n"
        "Nếu Ông/Bà đã nộp hồ sơ và chưa có mã khác, vui lòng liên hệ {noi}, điện thoại {dien_thoai}.",
    ),
    "follow_confirm": OccasionWords(
        "xác nhận theo dõi",
        "Mã xác nhận theo dõi hồ sơ {ma}: {ma_so}, dùng trong 30 phút. Nếu không yêu cầu, xin bỏ qua.",
        "Mã xác nhận theo dõi hồ sơ {ma} là {ma_so}, dùng trong 30 phút. Nếu Ông/Bà không yêu cầu, xin bỏ qua tin này.",
        "Có người dùng địa chỉ này để theo dõi hồ sơ {ma}. Nếu đó là Ông/Bà, xin mở địa chỉ sau trong vòng 24 giờ và "
        "bấm “Xác nhận theo dõi”:\n\n{xac_nhan}\n\n"
        "Nếu Ông/Bà không yêu cầu, xin bỏ qua thư này: cổng không gửi thêm tin nào và xóa địa chỉ sau 24 giờ.",
    ),
    "follow_status": OccasionWords(
        "{trang_thai}",
        "Hồ sơ {ma}: {trang_thai}.",
        "Hồ sơ {ma} mà Ông/Bà theo dõi có thay đổi. Trạng thái hiện nay: {trang_thai}.",
        "Hồ sơ {ma} mà Ông/Bà theo dõi có thay đổi. Trạng thái hiện nay: {trang_thai}.",
    ),
    "follow_date": OccasionWords(
        "ngày hẹn thay đổi",
        "Ngày hẹn trả kết quả hồ sơ {ma} thay đổi. Ngày mới: {ngay}.",
        "Ngày hẹn trả kết quả của hồ sơ {ma} mà Ông/Bà theo dõi đã thay đổi. Ngày mới: {ngay}.",
        "Ngày hẹn trả kết quả của hồ sơ {ma} mà Ông/Bà theo dõi đã thay đổi. Ngày mới: {ngay}.",
    ),
    "follow_late": OccasionWords(
        "chậm hẹn, xin lỗi",
        "Hồ sơ {ma} chậm so với hẹn {ngay}, xin lỗi. Hẹn mới: {ngay_moi}.",
        "Hồ sơ {ma} mà Ông/Bà theo dõi chậm so với ngày hẹn {ngay}. Cơ quan xin lỗi. Ngày hẹn mới: {ngay_moi}.",
        "Hồ sơ {ma} mà Ông/Bà theo dõi chưa giải quyết xong dù đã qua ngày hẹn {ngay}. Cơ quan xin lỗi. "
        "Ngày hẹn mới: {ngay_moi}.",
    ),
    "follow_over": OccasionWords(
        "mã không còn dùng được",
        "Mã {ma} không còn dùng được nên cổng thôi báo tin. Hỏi {noi}, {dien_thoai}.",
        "Mã {ma} không còn dùng được nên cổng thôi báo tin về hồ sơ này.\n\n"
        "Cần biết thêm, Ông/Bà liên hệ {noi}, điện thoại {dien_thoai}.",
        "Mã biên nhận {ma} không còn dùng được, nên cổng thôi báo tin về hồ sơ này và xóa địa chỉ của Ông/Bà.\n\n"
        "Cần biết thêm, Ông/Bà liên hệ {noi}, điện thoại {dien_thoai}.",
    ),
}

EN: dict[str, OccasionWords] = {
    "accepted": OccasionWords(
        "accepted",
        "Dossier {ma} was accepted. Result due: {ngay}.",
        "Dossier {ma} has been accepted. Result due: {ngay}.",
        "We have accepted dossier {ma}.",
    ),
    "supplement": OccasionWords(
        "more documents needed",
        "Dossier {ma} needs more documents by {ngay}.",
        "Dossier {ma} needs more documents by {ngay}. See the list on the request slip.",
        "Dossier {ma} needs more documents by {ngay} (request no. {lan}).",
    ),
    "payment": OccasionWords(
        "payment required",
        "Dossier {ma} needs a fee or tax paid before it can go on.",
        "Dossier {ma} is waiting for a fee or tax to be paid before it can go on.",
        "Dossier {ma} is waiting for a fee or tax to be paid.",
    ),
    "appointment": OccasionWords(
        "our apology and a new date",
        "Sorry, dossier {ma} will miss its date. New date: {ngay}.",
        "We apologise: dossier {ma} cannot be finished by the date promised. New date: {ngay}.",
        "Dossier {ma} cannot be finished by the date promised. We apologise; the new date is {ngay}.",
    ),
    "overdue": OccasionWords(
        "late, with our apology",
        "Sorry, dossier {ma} is late (due {ngay}). New date: {ngay_moi}.",
        "Dossier {ma} has missed its date, {ngay}. We apologise. New date: {ngay_moi}.",
        "Dossier {ma} is not finished although its date, {ngay}, has passed. New date: {ngay_moi}.",
    ),
    "ready": OccasionWords(
        "result ready",
        "Result of dossier {ma} is ready at {noi}.",
        "A decision has been made on dossier {ma}. Please bring your receipt and ID to {noi} to collect it.",
        "The result of dossier {ma} is ready to be collected.",
    ),
    "not_accepted": OccasionWords(
        "not accepted",
        "Dossier {ma} was not accepted. The refusal slip says why.",
        "Dossier {ma} was not accepted. The refusal slip gives the reason. "
        "You can apply again once the conditions are met, and you have the right to complain to the agency that issued "
        "it if you do not agree.",
        "This is about dossier {ma}, which was not accepted.",
    ),
    "declined": OccasionWords(
        "declined",
        "Dossier {ma} was declined. The refusal slip says why and how to reapply.",
        "Dossier {ma} had been accepted but was declined. The refusal slip gives the reason. "
        "You can apply again once the conditions are met, and you have the right to complain to the agency that issued "
        "it if you do not agree.",
        "This is about dossier {ma}, which was declined.",
    ),
    "stopped": OccasionWords(
        "processing stopped",
        "Processing of dossier {ma} stopped on {ngay}. The notice says why.",
        "Processing of dossier {ma} stopped on {ngay}. The notice gives the reason. You have the right to complain if "
        "you do not agree.",
        "Processing of dossier {ma} stopped on {ngay}.",
    ),
    "withdrawn": OccasionWords(
        "withdrawn",
        "Dossier {ma} was withdrawn at the applicant's request on {ngay}.",
        "Dossier {ma} was withdrawn at the applicant's request on {ngay}.",
        "Dossier {ma} was withdrawn on {ngay}.",
    ),
    "taken_back": OccasionWords(
        "our last message was a mistake",
        "Our last message about dossier {ma} was a mistake, sorry. Work on it goes on.",
        "Our last message about dossier {ma} was a mistake; we apologise. Work on it goes on.",
        "Our last message about dossier {ma} was a mistake; we apologise. Work on it goes on.",
    ),
    "voided": OccasionWords(
        "cancelled, entered by mistake",
        "Code {ma} no longer works: entered by mistake, sorry. "
        "If you did apply and have no other code, ask {noi}, {dien_thoai}.",
        "Dossier {ma} was entered by mistake and has been cancelled; we apologise. This code no longer works.\n\n"
        "If you did apply and have no other code, please ask {noi}, telephone {dien_thoai}.",
        "Dossier {ma} was entered by mistake and has been cancelled; we apologise. This code no longer works.\n\n"
        "If you did apply and have no other code, please ask {noi}, telephone {dien_thoai}.",
    ),
    "follow_confirm": OccasionWords(
        "confirm that you follow it",
        "Code to follow dossier {ma}: {ma_so}, valid 30 minutes. If you did not ask, ignore this.",
        "Your code to follow dossier {ma} is {ma_so}, valid for 30 minutes. If you did not ask for it, please ignore "
        "this message.",
        "Somebody used this address to follow dossier {ma}. If it was you, please open this address within 24 hours "
        "and press “Confirm”:\n\n{xac_nhan}\n\n"
        "If you did not ask for this, please ignore it: we send nothing more and delete the address after 24 hours.",
    ),
    "follow_status": OccasionWords(
        "{trang_thai}",
        "Dossier {ma}: {trang_thai}.",
        "Dossier {ma}, which you follow, has changed. Status now: {trang_thai}.",
        "Dossier {ma}, which you follow, has changed. Status now: {trang_thai}.",
    ),
    "follow_date": OccasionWords(
        "its due date has changed",
        "The due date of dossier {ma} has changed. New date: {ngay}.",
        "The due date of dossier {ma}, which you follow, has changed. New date: {ngay}.",
        "The due date of dossier {ma}, which you follow, has changed. New date: {ngay}.",
    ),
    "follow_late": OccasionWords(
        "late, with our apology",
        "Sorry, dossier {ma} is late (due {ngay}). New date: {ngay_moi}.",
        "Dossier {ma}, which you follow, has missed its date, {ngay}. We apologise. New date: {ngay_moi}.",
        "Dossier {ma}, which you follow, is not finished although its date, {ngay}, has passed. We apologise. "
        "New date: {ngay_moi}.",
    ),
    "follow_over": OccasionWords(
        "its code no longer works",
        "Code {ma} no longer works, so messages end. Ask {noi}, {dien_thoai}.",
        "Code {ma} no longer works, so we stop telling you of this dossier.\n\n"
        "To find out more, please ask {noi}, telephone {dien_thoai}.",
        "Receipt code {ma} no longer works, so we stop telling you of this dossier and delete your address.\n\n"
        "To find out more, please ask {noi}, telephone {dien_thoai}.",
    ),
}
