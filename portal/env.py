"""What differs between machines, read from the environment; what is missing stops the start with one sentence."""

import base64
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
environ.Env.read_env(ROOT / ".env")
_env = environ.Env()

DEMO_SECRET = "chi-dung-cho-ban-trinh-dien-khong-dung-that"  # noqa: S105 - refused in production

_KIND = os.environ.get("PORTAL_ENV") or "demo"
if _KIND not in ("demo", "production"):
    raise ImproperlyConfigured(f"PORTAL_ENV chỉ nhận demo hoặc production, không nhận “{_KIND}”. Xem .env.example.")
PRODUCTION = _KIND == "production"


def demand(name: str, what: str) -> str:
    """A setting without which the portal does not start. Raises ImproperlyConfigured, one sentence."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Thiếu {name}: {what}. Xem .env.example.")
    return value


def secret_key() -> str:
    """The signing key; only the demo may do without its own."""
    if not PRODUCTION:
        return os.environ.get("SECRET_KEY", DEMO_SECRET)
    key = demand("SECRET_KEY", "khóa ký ngẫu nhiên, ít nhất 50 ký tự")
    if key == DEMO_SECRET or len(key) < 50:
        raise ImproperlyConfigured("SECRET_KEY quá ngắn hoặc là khóa trình diễn: đặt một khóa ngẫu nhiên từ 50 ký tự.")
    return key


def debug() -> bool:
    """Whether faults show their insides; never in production."""
    on = _env.bool("DEBUG", default=False)
    if on and PRODUCTION:
        raise ImproperlyConfigured("DEBUG không được bật khi PORTAL_ENV=production.")
    return on


def second_factor() -> bool:
    """Whether a code from the telephone is asked; production never does without."""
    on = _env.bool("SECOND_FACTOR", default=PRODUCTION)
    if PRODUCTION and not on:
        raise ImproperlyConfigured("SECOND_FACTOR không được tắt khi PORTAL_ENV=production.")
    return on


def hosts() -> list[str]:
    """The names this portal answers to."""
    if PRODUCTION:
        demand("ALLOWED_HOSTS", "các tên miền của cổng, cách nhau bằng dấu phẩy")
    return _env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])


def flag(name: str, *, default: bool) -> bool:
    return _env.bool(name, default=default)


def count(name: str, *, default: int) -> int:
    """A whole number from 1."""
    said = os.environ.get(name) or str(default)
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= 10_000):
        raise ImproperlyConfigured(f"{name} chỉ nhận số nguyên từ 1, không nhận “{said}”. Xem .env.example.")
    return int(said)


def email() -> tuple[bool, dict]:
    """Whether there is a server for letters, and Django's settings for it."""
    said = os.environ.get("EMAIL_URL", "")
    try:
        return bool(said), environ.Env.email_url_config(said or "dummymail://")
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(
            "EMAIL_URL có dạng smtp+tls://tài-khoản:mật-khẩu@máy-chủ:587. Xem .env.example."
        ) from None  # its own words would show the password


def message_ways() -> dict[str, str]:
    """Which adapter each channel goes by; in the demo none sends, in production none only pretends to."""
    known = {"email": ["smtp"], "sms": ["http"], "zalo": ["http"]}
    ways = {}
    for channel, sending in known.items():
        adapters = sending if PRODUCTION else ["console", "folder", *sending]
        name = f"MESSAGES_{channel.upper()}"
        said = os.environ.get(name, "" if PRODUCTION else "console")
        if said and said not in adapters:
            raise ImproperlyConfigured(f"{name} chỉ nhận {', '.join(adapters)}, không nhận “{said}”. Xem .env.example.")
        if said:
            ways[channel] = said
    if ways.get("email") == "smtp":
        demand("EMAIL_URL", "máy chủ thư, vì MESSAGES_EMAIL=smtp")
    return ways


def messages_folder() -> Path:
    """Where the demo writes what goes by "folder", to be read."""
    return Path(os.environ.get("MESSAGES_DIR") or ROOT / ".portal" / "messages").absolute()


@dataclass(frozen=True)
class Gateway:
    """Where messages of a channel are posted to, and the secret that signs them."""

    url: str
    secret: bytes = field(repr=False)


def message_gateways(ways: dict[str, str]) -> dict[str, Gateway]:
    """The gateway of each channel that goes by http."""
    gateways = {}
    for channel in ("sms", "zalo"):
        name = f"MESSAGES_{channel.upper()}"
        if ways.get(channel) == "http":
            url = demand(f"{name}_URL", f"địa chỉ https của cổng nhắn tin, vì {name}=http")
            secret = demand(f"{name}_SECRET", f"khóa ký dạng whsec_…, vì {name}=http")
            gateways[channel] = Gateway(_gateway_url(f"{name}_URL", url), _signing_key(f"{name}_SECRET", secret))
            continue
        for half in (f"{name}_URL", f"{name}_SECRET"):
            if os.environ.get(half):
                raise ImproperlyConfigured(f"{half} chỉ có tác dụng khi {name}=http. Xem .env.example.")
    return gateways


def message_templates() -> dict[str, dict[str, dict]]:
    """{"zalo": {"accepted.vi": {"id": "…", "params": {theirs: ours}}}}: messages that the gateway words itself."""
    name = "MESSAGES_ZALO_TEMPLATES"
    said = os.environ.get(name, "")
    if not said:
        return {}
    try:
        found = json.loads(Path(said).read_text())
        for known in found.values():
            is_sound = isinstance(known["id"], str) and all(
                isinstance(word, str) for pair in known["params"].items() for word in pair
            )
            if not is_sound:
                raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ImproperlyConfigured(
            f"{name} là đường dẫn đến tệp JSON dạng "
            '{"accepted.vi": {"id": "…", "params": {"tên của Zalo": "tên của cổng"}}}. Xem .env.example.'
        ) from None
    return {"zalo": found}


def _gateway_url(name: str, said: str) -> str:
    """Raises ImproperlyConfigured; the address itself may hold a password and is not repeated."""
    try:
        url = urlsplit(said)
        host, _port = url.hostname, url.port
    except ValueError:
        host, url = None, urlsplit("")
    near = url.scheme == "http" and host in ("127.0.0.1", "localhost", "::1") and not PRODUCTION
    if not host or url.username or url.fragment or not (url.scheme == "https" or near):
        raise ImproperlyConfigured(f"{name} có dạng https://máy-chủ/đường-dẫn. Xem .env.example.")
    return said


def _signing_key(name: str, said: str) -> bytes:
    """The bytes of a secret of Standard Webhooks: whsec_ and 24 to 64 bytes as base64."""
    try:
        key = base64.b64decode(said.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not said.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise ImproperlyConfigured(f"{name} có dạng whsec_ rồi đến 24–64 byte ngẫu nhiên viết bằng base64.")
    return key


def sender() -> str:
    """From whom our letters come."""
    return os.environ.get("EMAIL_FROM") or "Cổng hồ sơ Đồng Tháp <khong-tra-loi@localhost>"


def alarm_addresses() -> list[str]:
    """Who keeps the portal running and is written to when the sweep stands still; nobody unless said."""
    said = [address.strip() for address in os.environ.get("ALARM_EMAIL", "").split(",") if address.strip()]
    for address in said:
        if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", address):
            raise ImproperlyConfigured(
                f"ALARM_EMAIL nhận các địa chỉ thư cách nhau bằng dấu phẩy, không nhận “{address}”. Xem .env.example."
            )
    if said:
        demand("EMAIL_URL", "máy chủ thư, vì có ALARM_EMAIL")
    return said


def metrics_token() -> str:
    """What a monitor shows to read /metrics; without one there is no such page."""
    said = os.environ.get("METRICS_TOKEN", "")
    if said and not re.fullmatch(r"[!-~]{24,}", said):  # its own words would show it
        raise ImproperlyConfigured("METRICS_TOKEN phải từ 24 ký tự ASCII trở lên, không có dấu cách. Xem .env.example.")
    return said


def metrics_folder() -> str:
    """Where the web's processes keep what they counted, so that each tells of all; "" when each tells of its own."""
    said = os.environ.get("METRICS_DIR", "")
    if said and not Path(said).is_absolute():
        raise ImproperlyConfigured(f"METRICS_DIR phải là đường dẫn tuyệt đối, không nhận “{said}”. Xem .env.example.")
    return said


def public_url() -> str:
    """The address under which citizens know this portal; production must say."""
    said = os.environ.get("PUBLIC_URL") or "http://127.0.0.1:8000"
    if PRODUCTION:
        said = demand("PUBLIC_URL", "địa chỉ công khai của cổng, ví dụ https://motcua.dongthap.gov.vn")
    if not re.fullmatch(r"https?://[A-Za-z0-9.:-]+", said.rstrip("/")) or (PRODUCTION and said.startswith("http:")):
        raise ImproperlyConfigured(f"PUBLIC_URL có dạng https://tên-miền, không nhận “{said}”. Xem .env.example.")
    return said.rstrip("/")


def trusted_proxies() -> int:
    """How many proxies stand before us, 0 or 1; production must say."""
    said = os.environ.get("TRUSTED_PROXIES") or "0"
    if PRODUCTION:
        said = demand("TRUSTED_PROXIES", "số proxy đứng trước cổng, 0 hoặc 1")
    if said not in ("0", "1"):
        raise ImproperlyConfigured(f"TRUSTED_PROXIES chỉ nhận 0 hoặc 1, không nhận “{said}”. Xem .env.example.")
    return int(said)


def attachments() -> Path:
    """Where files of dossiers lie: a folder that nothing is served from and nobody else can open."""
    said = os.environ.get("ATTACHMENTS_DIR", "")
    if PRODUCTION:
        said = demand("ATTACHMENTS_DIR", "thư mục riêng để lưu tệp đính kèm của hồ sơ")
    place = Path(said) if said else ROOT / ".portal" / "attachments" / (os.environ.get("PORTAL_STATE") or "main")
    if not place.is_absolute() or place.is_relative_to(ROOT / "static"):
        raise ImproperlyConfigured(
            f"ATTACHMENTS_DIR phải là đường dẫn tuyệt đối, ngoài thư mục static, không nhận “{said}”. Xem .env.example."
        )
    if place.exists() and place.stat().st_mode & 0o077:
        raise ImproperlyConfigured(
            "ATTACHMENTS_DIR phải là thư mục chỉ tài khoản của cổng mở được (chmod 700). Xem .env.example."
        )
    return place


def database() -> dict:
    """The database as the app role sees it; as its owner for migrations (PORTAL_DB_ROLE=owner)."""
    app = demand("DATABASE_URL", "địa chỉ PostgreSQL của vai trò ứng dụng, hoặc chạy qua manage.py để dùng bản kèm sẵn")
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    if PRODUCTION and not owner and os.environ.get("PORTAL_DB_ROLE") == "owner":
        demand("DATABASE_OWNER_URL", "địa chỉ PostgreSQL của vai trò sở hữu, chỉ dùng cho migrate")
    chosen = (owner or app) if os.environ.get("PORTAL_DB_ROLE") == "owner" else app
    parsed = environ.Env.db_url_config(chosen)
    parsed["APP_ROLE"] = environ.Env.db_url_config(app)["USER"]
    return parsed


def redis_url() -> str:
    """The Redis-protocol server for tasks and limits."""
    return demand("REDIS_URL", "địa chỉ Redis/Valkey, hoặc chạy qua manage.py để dùng bản kèm sẵn")
