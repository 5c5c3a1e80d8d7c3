"""People who do not exist: Vietnamese names put together at random, numbers that were never given out."""

from random import Random
from typing import NamedTuple

from dossiers.reads.plain import plain

FAMILIES = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Huỳnh", "Huỳnh", "Phan", "Võ", "Đặng",
    "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Trương", "Đoàn", "Lâm", "Mai", "Cao", "Châu", "Tạ", "Thái",
)  # fmt: skip
WOMEN = (
    ("Thị", "Thị Bích", "Thị Cẩm", "Thị Kim", "Thị Mỹ", "Thị Ngọc", "Thị Thanh", "Thị Thu", "Ngọc", "Thúy"),
    ("Anh", "Diễm", "Dung", "Duyên", "Đào", "Hà", "Hạnh", "Hằng", "Hoa", "Hồng", "Hương", "Lan", "Liên", "Linh", "Loan",
     "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phượng", "Quyên", "Thảo", "Thủy", "Trang", "Tuyết", "Vân", "Yến"),
)  # fmt: skip
MEN = (
    ("Văn", "Văn", "Hữu", "Minh", "Quốc", "Thành", "Tấn", "Công", "Đức", "Hoàng", "Ngọc", "Thanh", "Trọng"),
    ("An", "Bình", "Cường", "Danh", "Dũng", "Đạt", "Đông", "Hải", "Hậu", "Hiếu", "Hùng", "Khánh", "Khoa", "Lộc", "Long",
     "Nam", "Nghĩa", "Phát", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Tâm", "Thắng", "Thiện",
     "Toàn", "Trí", "Tuấn", "Vinh"),
)  # fmt: skip
HAMLETS = ("Tân Phú", "Tân Hòa", "Mỹ Đông", "Mỹ Tây", "Bình Thạnh", "An Lạc", "Phú Hưng", "Long Thành", "Hòa Bình")
STREETS = ("Sen Hồng", "Bến Dừa", "Bờ Kinh", "Cầu Mới", "Chợ Cũ", "Vườn Xoài", "Sông Xanh", "Lúa Vàng")


class Person(NamedTuple):
    """plain: the name without its marks. Province 099 and numbers from 09000 are given to nobody."""

    name: str
    plain: str
    identity: str
    phone: str


_PEOPLE = 50 * 1_000_000


class Given(NamedTuple):
    text: str
    plain: str
    gender: int  # as the identity number has it, without the century


_FAMILIES = [(name, plain(name)) for name in FAMILIES]
_GIVEN = [
    Given(f"{middle} {given}", plain(f"{middle} {given}"), gender)
    for gender, (middles, givens) in enumerate((MEN, WOMEN))
    for middle in middles
    for given in givens
]


def person(rng: Random, number: int | None = None) -> Person:
    """Somebody over eighteen. number: nobody else with another number has the same identity number."""
    chance = rng.random
    family, family_plain = _FAMILIES[int(chance() * len(_FAMILIES))]
    given = _GIVEN[int(chance() * len(_GIVEN))]
    number = (int(chance() * _PEOPLE) if number is None else number * 7_368_787) % _PEOPLE
    born = 1955 + number // 1_000_000
    identity = f"099{2 * (born >= 2000) + given.gender}{born % 100:02d}{number % 1_000_000:06d}"
    return Person(
        f"{family} {given.text}", f"{family_plain} {given.plain}", identity, f"09000{int(chance() * 100_000):05d}"
    )


def address(rng: Random, place: str) -> str:
    """Where somebody could live in a commune. place: "xã Tân Hồng"."""
    if place.startswith("phường"):
        return f"Số {rng.randint(1, 399)}, đường {rng.choice(STREETS)}, {place}, tỉnh Đồng Tháp"
    return f"Số {rng.randint(1, 299)}, ấp {rng.choice(HAMLETS)}, {place}, tỉnh Đồng Tháp"
