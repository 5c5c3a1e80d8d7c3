"""What is handed out on paper: numbered by agency and year, kept byte for byte as it was printed first."""

from django.conf import settings
from django.db import models

from agencies.models import Agency
from dossiers.models.dossier import Dossier


class LetterKind(models.TextChoices):
    """The official forms (TT 03/2025/TT-VPCP, Phụ lục I) and the slips in daily use beside them."""

    RECEIPT = "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT = "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    APOLOGY = "apology", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    STOPPING = "stopping", "Thông báo dừng giải quyết hồ sơ"
    CONTROL = "control", "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    REGISTER = "register", "Sổ theo dõi hồ sơ"
    PASSING = "passing", "Giấy bàn giao hồ sơ"
    URGE = "urge", "Phiếu đôn đốc"
    RESULT = "result", "Giấy biên nhận trả kết quả"


class Letter(models.Model):
    """One letter as it was made; never changed. About one dossier, or about several of an agency's.

    subject: what it is about, so that asking again gives the same letter: "event:12", "supplement:3", …; "event:12@7"
    once event 7 of its dossier had mended the applicant's data or the receipt code.
    facts: what its page says, as `reads.letters` read it, and the template that sets it, so that it can be set again
    among others: the same words, in the same bytes only as long as that template and its fonts are the same.
    """

    kind = models.CharField(max_length=12, choices=LetterKind)
    subject = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="letters", db_index=False)
    basis = models.CharField(max_length=60)  # of its form, as its facts name it
    facts = models.JSONField()
    pdf = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="letter_once"),
            models.UniqueConstraint(fields=["agency", "year", "kind", "number"], name="letter_number_once"),
        ]
        indexes = [models.Index(fields=["dossier", "made_at"], name="letter_by_dossier")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}/{self.year}"


class LetterCounter(models.Model):
    """How many letters of a kind an agency has made in one year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=LetterKind)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year", "kind"], name="one_letter_counter")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.kind}: {self.n}"
