"""All settings, driven by environment variables (docs/reference/settings.md)."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", keep_in=VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "kb.apps.KbConfig",
    "channels.apps.ChannelsConfig",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "channels.watch.requests.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "channels.security.PagePolicyMiddleware",
    # Requests under /api/ pass by everything after this line, which is for browsers.
    "channels.api.middleware.ApiMiddleware",
    "channels.legible.LegibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "channels.sessions.IdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kb.authoring.guards.GuardMiddleware",
    "kb.publication.middleware.ActingMiddleware",
    "kb.authoring.jobs.middleware.TellingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'granule.sqlite3'}"), conn_max_age=None
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with Django's defaults most concurrent publishes fail with "database is locked";
    # a deferred transaction that has read cannot become a writer, whatever the timeout.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
REVIEW_MAIL = env.one_of("REVIEW_MAIL", ("off", "daily", "weekly"), default="weekly")
REVIEW_MAIL_HOUR = env.number("REVIEW_MAIL_HOUR", default=9)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "granule@localhost")
# Without a mail server nobody is written to; work waiting for a person shows in the admin anyway.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"

# Due times of approvals are counted in these hours.
WORKING_TIME = env.text("WORKING_TIME", "1-5 09:00-17:00")
HOLIDAYS = env.words("HOLIDAYS")

CACHE_URL = env.text("CACHE_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_FAILURES = env.number("LOGIN_FAILURES", default=5)
LOGIN_LOCK_MINUTES = env.number("LOGIN_LOCK_MINUTES", default=15)
AXES_FAILURE_LIMIT = LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_LOCK_MINUTES)
# Both together: a whole contact centre may come from one address, and nobody can lock out others.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "channels.logins.address_of"
AXES_LOCKOUT_CALLABLE = "channels.logins.show_locked"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Logins and failed ones are kept as rows for audits; the log would have names in it.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "templates" / "locale"]

WAGTAIL_SITE_NAME = "Granule"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_USER_LOGIN_FORM = "kb.authoring.signing_in.StaffLoginForm"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
# Wagtail's own asks for the permission to publish by hand, which nobody has.
WAGTAIL_FINISH_WORKFLOW_ACTION = "kb.approval.operations.publish_approved"
WAGTAIL_MODERATION_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "kb.authoring.page_index"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Of all frames; a picture is unpacked at four bytes each, so a camera's fit and a bomb does not.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
MEDIA_ROOT = VAR_DIR / "media"
# No MEDIA_URL is routed: images leave through scoped views only.
MEDIA_URL = "/media/"

# Our API's views name their own authentication, permissions and throttles (channels/api/views.py);
# these defaults are what Wagtail's admin views meet.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = env.number("MAX_BODY_BYTES", default=1024 * 1024)

# A channel is one file in channels/adapters/; this list is what is switched on, in order.
KB_CHANNELS = env.words("KB_CHANNELS", "agent_desk,web,sms,wechat")
SEARCH_URL = env.text("SEARCH_URL", f"tantivy://{VAR_DIR / 'index'}")
# A second index, written alongside and asked while the first does not answer.
SEARCH_FALLBACK_URL = env.text("SEARCH_FALLBACK_URL", "")
# What turns texts into vectors, so that searches are ordered by meaning too; without, by words.
EMBEDDINGS_URL = env.text("EMBEDDINGS_URL", "")
EMBEDDINGS_MODEL = env.text("EMBEDDINGS_MODEL", "")
EMBEDDINGS_KEY = env.text("EMBEDDINGS_KEY", "")
EMBEDDINGS_TIMEOUT_MS = env.number("EMBEDDINGS_TIMEOUT_MS", default=200)
API_KEY_PREFIX = env.text("API_KEY_PREFIX", "granule_")
API_RATE_PER_MINUTE = env.number("API_RATE_PER_MINUTE", default=600)
SMS_SIGN = env.text("SMS_SIGN", "谷雨银行")
SMS_PROFILE = env.text("SMS_PROFILE", "cn")
# Channel → who takes its messages to customers, and the key for that; a sandbox keeps them in.
GATEWAYS = {
    "sms": (env.text("SMS_GATEWAY_URL", "sandbox:"), env.text("SMS_GATEWAY_KEY")),
    "wechat": (env.text("WECHAT_GATEWAY_URL", "sandbox:"), env.text("WECHAT_GATEWAY_KEY")),
}
# The staff number stands faintly all over the desk, on paper too.
STAFF_WATERMARK = env.flag("STAFF_WATERMARK", default=False)
# One person sends so many messages to customers within an hour; 0 sets no limit.
MESSAGES_PER_HOUR = env.number("MESSAGES_PER_HOUR", default=60)
# The answer whose script agents say while they look for another one.
HOLDING_ANSWER = env.text("HOLDING_ANSWER", "complaints.not-at-once")
# A question to the team leader waits too long after so many seconds, and is kept so many days.
QUESTION_DUE_SECONDS = env.number("QUESTION_DUE_SECONDS", default=120)
QUESTION_DAYS = env.number("QUESTION_DAYS", default=30)
# What WeChat signs messages of followers with; without, none are taken.
WECHAT_CALLBACK_TOKEN = env.text("WECHAT_CALLBACK_TOKEN")
WECHAT_CALLBACK_AES_KEY = env.text("WECHAT_CALLBACK_AES_KEY")
# For so long a reply belongs to the last message that was sent to its sender.
REPLY_DAYS = env.number("REPLY_DAYS", default=7)
# Words of questions without an answer are kept so long; 0 keeps none and counts only.
MISS_DAYS = env.number("MISS_DAYS", default=90)
# A group of misses that is ignored comes back when it is so many times as large.
MISS_GROWTH = env.number("MISS_GROWTH", default=2)
# Something is asked in a surge with so many calls at least, and so many times its usual ones; 0
# calls look for none, and count nothing for it.
SURGE_AT_LEAST = env.number("SURGE_AT_LEAST", default=20)
SURGE_TIMES = env.number("SURGE_TIMES", default=3)
# A contact at the desk ends after so long without use, and is kept so long.
CONTACT_IDLE_MINUTES = env.number("CONTACT_IDLE_MINUTES", default=20)
CONTACT_DAYS = env.number("CONTACT_DAYS", default=180)
# All offers together, to one customer: so many within so many days.
OFFERS_PER_CUSTOMER = env.number("OFFERS_PER_CUSTOMER", default=3)
OFFERS_CUSTOMER_DAYS = env.number("OFFERS_CUSTOMER_DAYS", default=30)
# Who knows the bank's customers; nobody, where it is empty.
CUSTOMER_DIRECTORY = env.text("CUSTOMER_DIRECTORY")
CUSTOMER_DIRECTORY_KEY = env.text("CUSTOMER_DIRECTORY_KEY")
# What telephone systems sign with, and what the web session's server does; several while one is
# exchanged for another.
SCREEN_POP_KEYS = env.words("SCREEN_POP_KEYS")
CUSTOMER_TOKEN_KEYS = env.words("CUSTOMER_TOKEN_KEYS")
VERIFICATION_MINUTES = env.number("VERIFICATION_MINUTES", default=30)
# No figure for supervisors stands for fewer people than this.
SMALLEST_TEAM = env.number("SMALLEST_TEAM", default=3)
# A matter was solved at first contact where its customer did not come back for so long.
FIRST_CONTACT_DAYS = env.number("FIRST_CONTACT_DAYS", default=7)
# Of working time, for looking at what a reader reports.
CORRECTION_HOURS = env.number("CORRECTION_HOURS", default=16)
# Of working time: a complaint is answered within; then its team leader is told, and after so many
# more the complaint team.
COMPLAINT_HOURS = env.number("COMPLAINT_HOURS", default=40)
# The topic below which scripts with gaps are the wordings of answers to complaints.
COMPLAINT_TOPIC = env.text("COMPLAINT_TOPIC", "complaints")
COMPLAINT_ESCALATION_HOURS = env.number("COMPLAINT_ESCALATION_HOURS", default=8)
# A pause of so many hours ends a shift; what changed since stands on the desk as new.
SHIFT_PAUSE_HOURS = env.number("SHIFT_PAUSE_HOURS", default=6)
# An answer must have been open for so long before somebody confirms having read it.
READING_SECONDS = env.number("READING_SECONDS", default=3)
# Who confirmed which words is kept for so long after the request for it has ended.
READING_EVIDENCE_DAYS = env.number("READING_EVIDENCE_DAYS", default=1095)
BASIS_TASK_DAYS = env.number("BASIS_TASK_DAYS", default=14)
REVIEW_DAYS = env.number("REVIEW_DAYS", default=365)
MAX_WORDINGS = env.number("MAX_WORDINGS", default=200)
# What keeps a text from approval, with everything worse.
LANGUAGE_STOPS = env.one_of(
    "LANGUAGE_STOPS", ("error", "warning", "hint", "nothing"), default="error"
)

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
# Without a broker tasks run in the process that rings, after its commit.
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_BROKER_URL = CELERY_BROKER_URL or "memory://localhost"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Whose pages may show the desk, and the desk alone, in a frame.
FRAME_ANCESTORS = env.origins("FRAME_ANCESTORS")
FRAME_COOKIES = env.one_of("FRAME_COOKIES", ("same-site", "cross-site"), default="same-site")
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", default=60)
if SESSION_IDLE_MINUTES:
    SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
# Seats are shared: whoever closes the browser has gone.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = env.flag("HTTPS_ONLY", default=False)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
if FRAME_COOKIES == "cross-site":
    # Browsers take such cookies with HTTPS alone, and nobody else should need them.
    if not (FRAME_ANCESTORS and SESSION_COOKIE_SECURE):
        raise env.BadSetting("FRAME_COOKIES=cross-site needs FRAME_ANCESTORS and HTTPS_ONLY=1.")
    SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
# Asked from inside, by load balancers and Prometheus, who have no certificate to check.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

METRICS_TOKEN = env.text("METRICS_TOKEN")
# Set by config/gunicorn.py for its workers, before they start.
PROMETHEUS_MULTIPROC_DIR = env.text("PROMETHEUS_MULTIPROC_DIR")
READY_LAG = env.number("READY_LAG", default=1000)
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.one_of("LOG_FORMAT", ("line", "json"), default="line")
LOGGING = logs.configuration(form=LOG_FORMAT, level=LOG_LEVEL, whole_errors=DEBUG)

SPECTACULAR_SETTINGS = {
    "TITLE": "Granule API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
