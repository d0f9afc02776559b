"""Every setting. The environment is read here, once, and what is wrong in it is said by name."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

from config.secret_files import read_kept, read_secret_files
from scheduler.domain import wall_clock  # noqa: F401  before Django looks: zones come from the pinned tzdata

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)  # collects every wrong variable, so that all are told at once by env.seal()
env.read_env(BASE_DIR / ".env", recurse=False)
read_secret_files(os.environ)

# --- what the environment decides

DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool(
    "DEMO", default=False
)  # the demo practice: sign-in says so, and nothing leaves the machine
VAR_DIR: Path = env.path("VAR_DIR", default=BASE_DIR / "var")
read_kept(os.environ, VAR_DIR)
SECRET_KEY: str = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones
ENCRYPTION_KEYS: str = env.str("ENCRYPTION_KEYS", default="")  # name:base64, the newest first, with commas
INDEX_KEY: str = env.str("INDEX_KEY", default="")  # base64, what marks are made with; the newest first
LISTEN_HOST: str = env.str("LISTEN_HOST", default="127.0.0.1")  # where the pages and the API are served
PORT: int = env.int("PORT", default=8000)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
BASE_URL: str = env.str(
    "BASE_URL", default=f"http://127.0.0.1:{PORT}"
)  # where clients reach us; no trailing slash
DATABASE = env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'between.sqlite3'}")
# PostgreSQL as the tables' owner, whom the service itself is not: for manage.py migrate
MIGRATE_DATABASE = env.dj_db_url("MIGRATE_DATABASE_URL") if os.environ.get("MIGRATE_DATABASE_URL") else None
DATABASE_POOL_SIZE: int = env.int("DATABASE_POOL_SIZE", default=8)  # connections per process, PostgreSQL only
REDIS_URL: str = env.str("REDIS_URL", default="")  # empty: the embedded dispatcher delivers, without Celery
SMTP_HOST: str = env.str("SMTP_HOST", default="127.0.0.1")  # where our mail goes out
SMTP_PORT: int = env.int("SMTP_PORT", default=2526)
SMTP_USER: str = env.str("SMTP_USER", default="")
SMTP_PASSWORD: str = env.str("SMTP_PASSWORD", default="")
SMTP_TLS: bool = env.bool("SMTP_TLS", default=False)  # STARTTLS
SMTP_TIMEOUT: int = env.int("SMTP_TIMEOUT", default=15)  # seconds, for connecting and for each answer
MAIL_FROM: str = env.str("MAIL_FROM", default="")  # the sender of mails about a sign-in
LISTEN_SMTP_HOST: str = env.str("LISTEN_SMTP_HOST", default="127.0.0.1")  # where clients' mail comes in
LISTEN_SMTP_PORT: int = env.int("LISTEN_SMTP_PORT", default=2525)
TRUSTED_PROXIES: list[str] = env.list(
    "TRUSTED_PROXIES", default=["127.0.0.1", "::1"]
)  # addresses or networks
CANARY_ADDRESS: str | None = env.str("CANARY_ADDRESS", default=None)  # whose mail comes back to our listener
HEARTBEAT_URL: str = env.str("HEARTBEAT_URL", default="")  # asked while all is well, by GET
OPERATOR_ADDRESS: str = env.str("OPERATOR_ADDRESS", default="")  # who is mailed when alarms may be delayed
CALENDAR_USER_AGENT: str = env.str(
    "CALENDAR_USER_AGENT", default="Mozilla/5.0 (compatible; BetweenSessions; calendar import)"
)  # as whom calendars elsewhere are read; plain letters
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")  # what a monitor shows as its bearer token
LOG_LEVEL: str = env.str("LOG_LEVEL", default="INFO")
SECURE: bool = env.bool("SECURE", default=not DEBUG and not DEMO)  # HTTPS only: cookies, redirects, HSTS
SESSION_IDLE_MINUTES: int = env.int("SESSION_IDLE_MINUTES", default=15 if SECURE else 720)
SESSION_HOURS: int = env.int("SESSION_HOURS", default=12)  # from signing in, whatever happens

env.seal()

OWN_MAIL_SINK = "SMTP_HOST" not in os.environ and (DEMO or "sqlite" in DATABASE["ENGINE"])
if CANARY_ADDRESS is None:  # our own sink hands it back; elsewhere nobody said where mail to us goes
    CANARY_ADDRESS = "canary@canary.invalid" if OWN_MAIL_SINK else ""

# --- Django

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "accounts",
    "scheduler",
    "policies",
    "notifications",
    "web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "config",
]

MIDDLEWARE = [
    "config.edge.believe_only_proxies",
    "config.edge.keep_private",
    "config.edge.forget_who_asks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.database_away.say_at_once_that_it_is_away",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.edge.limit_bodies",
    "config.encoding.read_utf8",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "web.sign_in.limits.end_old_sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Between Sessions"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
        },
    },
]

# --- the database: PostgreSQL with a pool, or SQLite with one writer at a time

DATABASES = {"default": DATABASE}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # take the write lock at the start: never a deadlock half-way
        "timeout": 20,
        # an answered message is on disk, and a deleted one is not
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASE["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": DATABASE_POOL_SIZE,
            "timeout": 10,
            "reconnect_timeout": 5,  # by default it rests twice as long each time, for minutes in the end
        },
        "server_side_binding": True,
        "prepare_threshold": 5,  # planned once a connection: a message asks the same few questions
    }

CACHES = {  # shared by all processes: tries at signing in are counted there
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "between",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",  # made by a migration of web
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- sign-in and the edge

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email"]}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign_in"

SESSION_ENGINE = "accounts.sessions"  # sealed as they are kept
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = (
    "__Host-session" if SECURE else "session"
)  # a browser takes __Host- only from this very host
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CLIENT_COOKIE_NAME = "__Host-client" if SECURE else "client"  # clients' sessions are apart from all others
CLIENT_CODE_COOKIE_NAME = "__Host-client-code" if SECURE else "client-code"
CLIENT_KNOWN_COOKIE_NAME = "__Host-known-client" if SECURE else "known-client"

ACCOUNT_ADAPTER = "web.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # a practice vouches for the addresses of its people
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # a second factor is asked for all the same
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,5/15m/key"}
ACCOUNT_FORMS = {
    "login": "web.sign_in.forms.SignInForm",
    "reset_password": "web.sign_in.forms.ForgottenPasswordForm",
    "confirm_password_reset_code": "web.sign_in.forms.PasswordCodeForm",
    "reset_password_from_key": "web.sign_in.forms.NewPasswordForm",
    "change_password": "web.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "web.sign_in.forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "web.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, as RFC 6238 section 5.2 advises
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_FORMS = {
    "authenticate": "web.sign_in.forms.SecondFactorForm",
    "reauthenticate": "web.sign_in.forms.ConfirmSecondFactorForm",
    "activate_totp": "web.sign_in.forms.AddAppForm",
    "add_webauthn": "web.sign_in.forms.AddPasskeyForm",
    "login_webauthn": "web.sign_in.forms.PasskeyForm",
    "authenticate_webauthn": "web.sign_in.forms.SecondFactorPasskeyForm",
    "reauthenticate_webauthn": "web.sign_in.forms.ConfirmPasskeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # X-Forwarded-For is there only where a trusted proxy wrote it

EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_TIMEOUT = SMTP_HOST, SMTP_PORT, SMTP_TLS, SMTP_TIMEOUT
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP_USER, SMTP_PASSWORD
DEFAULT_FROM_EMAIL = MAIL_FROM or f"no-reply@{urlsplit(BASE_URL).hostname}"

SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000  # all the hours that a document holds, as its form sends them
LARGEST_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; the longest text, however it is escaped
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "img-src": ["'self'", "data:"],
    },
}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO

# --- the API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.strict_json.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Between Sessions",
    "DESCRIPTION": "Messages in, promised reply times out. Errors are RFC 9457 problem documents.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- logs: one JSON object a line; never a message text, an address or a name

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "config.private_logs.PrivateFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # in place of Django's own, which mail what went wrong
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "mail.log": {"level": "WARNING"},  # below that, the SMTP listener writes addresses
    },
}
