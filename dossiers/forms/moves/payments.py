"""The form that goes to the tax office."""

from dossiers.forms.fields import Money, Text
from dossiers.forms.moves.plain import PlainMove


class PaymentRequest(PlainMove):
    """The number of the tax form, and the amount where it is known."""

    form_number = Text(
        label="Số phiếu chuyển thông tin",
        max_length=100,
        required=False,
        help_text="Ví dụ: 152/PC-VPĐK. Để trống nếu chưa có; từ lần thứ hai phải ghi.",
    )
    amount = Money(
        label="Số tiền phải nộp (đồng)", max_length=30, required=False,
        help_text="Ví dụ: 1.200.000. Để trống khi cơ quan thuế chưa thông báo.",
    )  # fmt: skip
