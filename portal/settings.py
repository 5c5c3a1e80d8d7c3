"""Every setting, in three bands: what differs between machines, what we are, what protects us."""

from pathlib import Path

from csp.constants import NONE, SELF

from portal import env

ROOT = Path(__file__).resolve().parent.parent

# ── What differs between machines ────────────────────────────────────────────────────────────────────────────

PRODUCTION = env.PRODUCTION
DEBUG = env.debug()
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.hosts()
REDIS_URL = env.redis_url()
_database = env.database()
DATABASE_APP_ROLE = _database.pop("APP_ROLE")
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "portal.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "connect_timeout": 3,
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    }
}
# SQL PREPARE survives only on a connection of our own: off behind PgBouncer in transaction mode.
PREPARED_STATEMENTS = env.flag("PREPARED_STATEMENTS", default=True)
ATTACHMENTS_ROOT = env.attachments()
PUBLIC_URL = env.public_url()  # of this portal, without a slash at the end: letters and messages print it
# 1: the proxy before us says who asks (X-Forwarded-For) and how (X-Forwarded-Proto); 0 trusts the socket only.
TRUSTED_PROXIES = env.trusted_proxies()

# ── What we are ──────────────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_structlog",
    "agencies",
    "dossiers",
]
# Public pages pass the door and the static files; the staff's rooms have a chain of their own.
MIDDLEWARE = ["portal.middleware.Door", "whitenoise.middleware.WhiteNoiseMiddleware", "portal.staff.Rooms"]
STAFF_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.sessions.Limits",
    "portal.sessions.SignedIn",
    "portal.sessions.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.staff.RequestLog",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "public",
        "DIRS": [ROOT / "templates" / "public"],
        "OPTIONS": {"environment": "portal.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = True  # no collectstatic step: a handful of files, read once at start
WHITENOISE_MAX_AGE = 300  # seconds; a new release must not meet an old style sheet for long

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale", ROOT / "portal" / "locale"]  # the second: what Django left in English
FORMAT_MODULE_PATH = ["portal.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "/can-bo/dang-nhap"
LOGIN_REDIRECT_URL = "/can-bo/"
LOGOUT_REDIRECT_URL = "/can-bo/dang-nhap"

# Without a server for letters an administrator makes the link that sets a forgotten password.
EMAIL_CONFIGURED, _email = env.email()
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _email["EMAIL_BACKEND"], _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.sender()
ALARM_EMAIL = env.alarm_addresses()  # who is written to when the sweep stands still
METRICS_TOKEN = env.metrics_token()  # what /metrics asks for; "" hides it
METRICS_DIR = env.metrics_folder()

# By what people outside are told: {channel: adapter}; a channel that is not named sends nothing.
MESSAGE_WAYS = env.message_ways()
MESSAGES_ROOT = env.messages_folder()
MESSAGE_GATEWAYS = env.message_gateways(MESSAGE_WAYS)
MESSAGE_TEMPLATES = env.message_templates()

# The staff's calls for programs: the session of their pages, JSON and nothing else.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells nothing
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "dossiers.api.refused",
}

# They look for their middlewares in MIDDLEWARE; ours are in STAFF_MIDDLEWARE.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410", "axes.W002"]

# ── What protects us ─────────────────────────────────────────────────────────────────────────────────────────

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "agencies.accounts.Accounts",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "agencies.passwords.NotOneself"},
    {"NAME": "agencies.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "agencies.passwords.NotCommon"},
]
PASSWORD_RESET_TIMEOUT = 86400  # seconds that a link to set a password counts
# Supervisors, auditors, administrators, whoever works in several agencies: a code from their telephone as well.
SECOND_FACTOR = env.second_factor()
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a name alone must not lock a supervisor out at 8 a.m.
AXES_CLIENT_IP_CALLABLE = "portal.staff.client_address"
AXES_LOCKOUT_CALLABLE = "portal.staff.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_IDLE = env.count("SESSION_IDLE_MINUTES", default=30) * 60  # seconds without a deed of the person
SESSION_LONGEST = env.count("SESSION_HOURS", default=12) * 3600  # seconds, whatever they do
# The server ends sessions, portal.sessions; the cookie outlives them so that a Monday knows whose Friday it was.
SESSION_COOKIE_AGE = 7 * 86400
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_FAILURE_VIEW = "portal.sessions.csrf_failure"
SECURE_SSL_REDIRECT = False  # the proxy in front answers http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION and TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes; no form of ours is near it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["portal.uploads.Cut", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
LARGEST_BODY = 100_000_000  # bytes, read or not; a file of more than 10 MB is told so on its own page

# Celery: measured with celery 5.7, kombu 5.7, redis-py 7.4.1 under kills, flushes, restarts and dropped packets.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "unacked_restore_limit": 100,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "global_keyprefix": "hs:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_LIMIT = 2
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SOFT_TIME_LIMIT = 200
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_BEAT_MAX_LOOP_INTERVAL = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.json_formatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "pyBarcode": {"level": "WARNING"},  # that it found no library for pictures is no news: we need none
        # What went wrong is logged once, at the door, with its incident number.
        "django.request": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Anybody can send too much; a trace for each would fill the disk.
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
    },
}
