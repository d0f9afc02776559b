"""The service's settings as tests and type checks see them."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("ENCRYPTION_KEYS", "test:b25seSBmb3IgdGVzdHMsIHRoaXJ0eSB0d28gYnl0ZXM=")
os.environ.setdefault("INDEX_KEY", "dG8gZmluZCBhZGRyZXNzZXMgaW4gdGVzdHMgYWdhaW4=")
os.environ.setdefault("DEMO", "true")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="between-tests-"))

from config.settings import *  # noqa: F403  the environment must stand first; settings are read as a whole

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and never outside tests
WHITENOISE_AUTOREFRESH = True  # static files straight from the source; nothing is collected
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # tests that count say so
MIDDLEWARE = ["tests.application_role.answer_as_the_application", *MIDDLEWARE]  # noqa: F405  on PostgreSQL
