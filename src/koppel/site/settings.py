"""Django's settings, all from the environment or from this installation's own secrets."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from koppel.apps.ui.assets import static_dirs
from koppel.site import database

env = environ.Env()

DATA = database.data_folder()
PROCESS = env.str("KOPPEL_PROCESS", default="command")  # web, worker or command
IS_LOCAL = env.bool("KOPPEL_LOCAL", default=not database.is_external())
IS_DEMONSTRATION = env.bool("KOPPEL_DEMONSTRATION", default=IS_LOCAL)
DEBUG = False

SECRET_KEY = env.str("KOPPEL_SECRET_KEY", default="") or (database.secret("django") if IS_LOCAL else "")
SECRET_KEY_FALLBACKS = env.list("KOPPEL_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("KOPPEL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if IS_LOCAL else [])
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("Set KOPPEL_SECRET_KEY to a random text of at least 32 characters.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set KOPPEL_HOSTS to the host names that this installation answers to.")
SITE_URL = env.str("KOPPEL_SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
if not IS_LOCAL and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("Set KOPPEL_SITE_URL to the https address of this installation.")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "koppel.apps.ui",
    "koppel.apps.queue",
    "koppel.apps.sharing",
    "koppel.apps.accounts",
    "koppel.apps.notifications",
    "koppel.apps.network",
    "koppel.apps.desk",
    # After ours, so that our templates come before the library's.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "koppel.apps.ui.middleware.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "koppel.apps.accounts.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "koppel.site.urls"
WSGI_APPLICATION = "koppel.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "koppel.apps.ui.context.ui",
            ],
        },
    }
]


def _connection(address: str, *, pool: bool) -> dict[str, object]:
    connection: dict[str, object] = env.db_url_config(address)
    # A socket folder arrives percent-encoded in the address.
    options: dict[str, object] = dict(connection.get("OPTIONS") or {})  # type: ignore[call-overload]
    if pool:
        options["pool"] = {"min_size": 1, "max_size": env.int("KOPPEL_POOL", default=10), "timeout": 10}
    connection.update(ENGINE="django.db.backends.postgresql", OPTIONS=options, CONN_HEALTH_CHECKS=not pool)
    return connection


_addresses = database.addresses()
DATABASES = {"default": _connection(_addresses.app, pool=PROCESS == "web")}
# A web process can neither see everything nor change the schema: it does not have the passwords in its settings.
if PROCESS != "web":
    DATABASES["batch"] = _connection(_addresses.batch, pool=False)
    DATABASES["owner"] = _connection(_addresses.owner, pool=False)
DATABASE_ROUTERS = ["koppel.apps.sharing.owned.SightRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "koppel_cache"},
    "counts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "desk:start"

ACCOUNT_ADAPTER = "koppel.apps.accounts.pages.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only after its invitation reached the mailbox
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "koppel.apps.accounts.actions.passwords.ResetLinks"  # noqa: S105 -- a path
ACCOUNT_FORMS = {
    "login": "koppel.apps.accounts.forms.sign_in.SignInForm",
    "reset_password": "koppel.apps.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "koppel.apps.accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "koppel.apps.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "koppel.apps.accounts.forms.sign_in.SetPasswordForm",
    "reauthenticate": "koppel.apps.accounts.forms.sign_in.ConfirmPasswordForm",
}
# Per network address and per account; each limit ends by itself, so that nobody locks somebody else out for good.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,50/h/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("KOPPEL_BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "koppel.apps.accounts.pages.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_FORMS = {
    "authenticate": "koppel.apps.accounts.forms.sign_in.SecondStepForm",
    "reauthenticate": "koppel.apps.accounts.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "koppel.apps.accounts.forms.sign_in.SetUpSecondStepForm",
}
MFA_TOTP_ISSUER = "Koppel"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False  # the viewer middleware does it, ten minutes apart
PASSWORD_RESET_TIMEOUT = 2 * 3600
CSRF_FAILURE_VIEW = "koppel.apps.accounts.pages.errors.form_too_old"
SECURITY_CONTACT = env.str("KOPPEL_SECURITY_CONTACT", default="")

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "collected"
STATICFILES_DIRS = static_dirs(DATA)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = env.list("KOPPEL_TRUSTED_ORIGINS", default=[])
# Cookies without TLS are allowed on a laptop's loopback only.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SECURE_SSL_REDIRECT = not IS_LOCAL
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not IS_LOCAL
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("KOPPEL_BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Uploads: 100 MB is the largest allowed delivery; Django itself keeps what is over 2.5 MB in a temporary file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 105 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if EMAIL_ADDRESS := env.str("EMAIL_URL", default=""):
    globals().update(env.email_url_config(EMAIL_ADDRESS))
else:
    # Without a mail server the mails are kept as files, so that nothing leaves a laptop.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = env.str("KOPPEL_MAIL_FROM", default="Koppel <koppel@localhost>")

PROCRASTINATE_IMPORT_PATHS = ["koppel.site.schedule"]

SILENCED_SYSTEM_CHECKS = ["urls.W002"]
BASE_DIR = Path(__file__).resolve().parents[1]
LOCALE_PATHS: list[str] = []
LOG_LEVEL = os.environ.get("KOPPEL_LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[LOG_LEVEL]),
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)
