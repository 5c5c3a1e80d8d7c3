"""Agencies, their units, and who works there in which role."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from agencies.querysets import AgencyQuerySet, MembershipQuerySet


class AgencyKind(models.TextChoices):
    PROVINCE = "province", "UBND tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    COMMUNE = "commune", "Xã, phường"
    CENTRE = "centre", "Trung tâm phục vụ hành chính công"
    LAND_OFFICE = "land_office", "Văn phòng đăng ký đất đai"
    TAX = "tax", "Cơ quan thuế"
    OUTSIDE = "outside", "Cơ quan ngoài tỉnh quản lý"


class Agency(models.Model):
    """A body that receives, decides or returns dossiers; a tree under the province."""

    code = models.CharField(
        "mã định danh", max_length=35, unique=True, help_text="Ví dụ: H20.12.5. Đứng đầu mã số hồ sơ."
    )
    code_is_provisional = models.BooleanField(
        "mã tạm", default=True, help_text="Đánh dấu khi mã chưa được UBND tỉnh công bố."
    )
    code_valid_from = models.DateField("mã có hiệu lực từ", null=True, blank=True)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=20, choices=AgencyKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    place_code = models.CharField(
        "mã đơn vị hành chính", max_length=5, blank=True, help_text="Mã thống kê 5 số của xã, phường."
    )
    former_places = models.JSONField("đơn vị cũ hợp thành", default=list, blank=True, editable=False)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    on_province_clock = models.BooleanField(
        "tính vào thời hạn của tỉnh", default=True, help_text="Bỏ chọn với cơ quan thuế và cơ quan ngành dọc."
    )
    is_active = models.BooleanField("đang hoạt động", default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        constraints = [
            models.CheckConstraint(
                name="agency_code_starts_with_the_province",
                condition=models.Q(code__regex=r"^[A-Y][0-9]{2}(\.[0-9]{1,5}){0,6}$"),
                violation_error_message="Mã định danh có dạng H20 hoặc H20.12.5.",
            ),
            models.CheckConstraint(
                name="agency_is_not_its_own_parent",
                condition=~models.Q(parent=models.F("pk")),
                violation_error_message="Cơ quan không thể trực thuộc chính mình.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def above(self) -> list[int]:
        """The ids of what this agency belongs to, nearest first. One query a level."""
        found, agency = [], self.parent
        while agency is not None and agency.pk not in found:
            found.append(agency.pk)
            agency = agency.parent
        return found


class FormerCode(models.Model):
    """An identifier that once named an agency; old dossiers and papers still carry it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_codes", verbose_name="cơ quan")
    code = models.CharField("mã cũ", max_length=35, unique=True)
    valid_to = models.DateField("hết hiệu lực", null=True, blank=True)

    class Meta:
        verbose_name = "mã cũ"
        verbose_name_plural = "mã cũ"

    def __str__(self) -> str:
        return self.code


def place(unit: str, agency: str) -> str:
    """A unit and its agency in one breath; the unit alone when its name already says whose it is.

    >>> place("Văn thư", "UBND xã Phong Hòa"), place("Lãnh đạo UBND xã Phong Hòa", "UBND xã Phong Hòa")
    ('Văn thư, UBND xã Phong Hòa', 'Lãnh đạo UBND xã Phong Hòa')
    """
    return unit if agency.removeprefix("UBND ") in unit else f"{unit}, {agency}"


def is_a_list_of_names(value) -> None:
    """For JSON fields: [str, …], none of them blank. Raises ValidationError."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValidationError('Ghi danh sách tên trong ngoặc vuông, ví dụ ["Đất đai", "Hộ tịch"].')


class UnitKind(models.TextChoices):
    COUNTER = "counter", "Bộ phận Một cửa"
    OFFICE = "office", "Phòng chuyên môn"
    LEADERS = "leaders", "Lãnh đạo"
    REGISTRY = "registry", "Văn thư"


class Unit(models.Model):
    """A part of an agency that holds dossiers."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="units", verbose_name="cơ quan")
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=20, choices=UnitKind)
    fields = models.JSONField(
        "lĩnh vực phụ trách", default=list, blank=True, validators=[is_a_list_of_names],
        help_text="Tên các lĩnh vực; để trống nếu nhận mọi lĩnh vực.",
    )  # fmt: skip

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="unit_name_once_in_an_agency",
                violation_error_message="Cơ quan đã có đơn vị tên này.",
            )
        ]

    def __str__(self) -> str:
        return place(self.name, self.agency.name)


class Role(models.TextChoices):
    CLERK = "clerk", "Cán bộ một cửa"
    OFFICER = "officer", "Chuyên viên thụ lý"
    SUPERVISOR = "supervisor", "Lãnh đạo, giám sát"
    AUDITOR = "auditor", "Kiểm tra, giám sát độc lập"
    ADMINISTRATOR = "administrator", "Quản trị"


def full_name(user) -> str:
    """A person's name in Vietnamese order, family name first; the user name when none was entered."""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()


class Membership(models.Model):
    """One person's one role in one agency."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="người dùng"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name="cơ quan")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="đơn vị"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "unit", "role"],
                nulls_distinct=False,
                name="membership_once",
                violation_error_message="Người này đã có vai trò đó tại đơn vị.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
