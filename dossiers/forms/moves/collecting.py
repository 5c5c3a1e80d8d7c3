"""A result is fetched: by whom, and how they were known. Filled in for the applicant who stands at the counter."""

from dossiers.forms.fields import Text
from dossiers.forms.moves.plain import PlainMove, choice
from dossiers.models import CollectionWay, Collector
from dossiers.wording import REFUSED

IDENTITY_CARD = "Căn cước công dân"
ORGANISATION = (10, 13)  # digits of a tax number


class CollectionForm(PlainMove):
    """At the counter the paper that was checked; by post the number of the parcel."""

    way = choice("Hình thức trả", dict(CollectionWay.choices), "Chọn hình thức trả kết quả.")
    collector = choice("Người nhận", {}, "Chọn người nhận kết quả.")
    collector_name = Text(
        label="Họ và tên người nhận", max_length=200, required=False, help_text="Chỉ ghi khi người khác đến nhận thay."
    )
    paper = Text(
        label="Giấy tờ đã kiểm tra", max_length=200, required=False,
        help_text="Sửa lại nếu đã kiểm tra giấy tờ khác, ví dụ giấy ủy quyền số, ngày.",
    )  # fmt: skip
    parcel = Text(
        label="Số hiệu bưu gửi", max_length=200, required=False, help_text="Chỉ ghi khi trả qua bưu chính công ích."
    )

    def lay_out(self) -> None:
        dossier = self.desk.dossier
        names = {Collector.APPLICANT: dossier.applicant_name, Collector.REPRESENTATIVE: dossier.representative_name}
        offered = [(who.value, f"{who.label}: {name}") for who, name in names.items() if name]
        self.fields["collector"].choices = [*offered, (Collector.OTHER.value, Collector.OTHER.label)]
        is_person = len(dossier.applicant_identity) not in ORGANISATION
        self.initial |= {
            "way": CollectionWay.COUNTER,
            "collector": Collector.REPRESENTATIVE if dossier.representative_name else Collector.APPLICANT,
            "paper": IDENTITY_CARD if is_person else f"Giấy giới thiệu, {IDENTITY_CARD.lower()}",
        }

    def clean(self) -> dict:
        data = super().clean()
        if data.get("collector") == Collector.OTHER and data.get("collector_name") == "":
            self.add_error("collector_name", REFUSED["collector_name"])
        if data.get("way") == CollectionWay.POST and data.get("parcel") == "":
            self.add_error("parcel", REFUSED["parcel"])
        if data.get("way") == CollectionWay.COUNTER and data.get("paper") == "":
            self.add_error("paper", REFUSED["paper_checked"])
        return data

    def values(self) -> dict:
        data = self.cleaned_data
        asked = {key: data[key] for key in ("version", "way", "collector", "collector_name")}
        return {**asked, "paper": data["parcel" if data["way"] == CollectionWay.POST else "paper"]}
