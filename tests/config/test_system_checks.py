"""Each unsafe setting is said by its id; what is safe is said nothing about."""

import pytest
from django.db import connection
from pytest_django import Settings

from config.checks import check_settings

KEY = "mVJq0sC3mBGr0T4nq2aXq9p7m0T5o5l2c1d8e9f0a1M="
RING = f"20260301-a1b2:{KEY}"
SAFE = {
    "DEBUG": False,
    "DEMO": False,
    "SECURE": True,
    "SECRET_KEY": "k8TqZ0vJ3mXyB6nWcR1dHfLs9gPpEaUi2oYtNr5VxQz7CwGjKbMh4D",
    "ENCRYPTION_KEYS": RING,
    "INDEX_KEY": "Zk3u5xJ0s2d9QmW8tR6yB1nE4hL7pVcXaKfGiOzUqTs=",
    "ALLOWED_HOSTS": ["boundaries.practice.test"],
    "BASE_URL": "https://boundaries.practice.test",
    "SMTP_HOST": "smtp.practice.test",
    "SMTP_TLS": True,
    "REDIS_URL": "",
    "METRICS_TOKEN": "",
    "TRUSTED_PROXIES": ["127.0.0.1", "10.0.0.0/8"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "any"}},
    "SESSION_IDLE_MINUTES": 15,
    "SESSION_HOURS": 12,
}


def ids(settings: Settings, **unsafe: object) -> list[str | None]:
    for name, value in {**SAFE, **unsafe}.items():
        setattr(settings, name, value)
    return [message.id for message in check_settings()]


def test_nothing_is_said_about_safe_settings(settings: Settings) -> None:
    assert ids(settings) == []


@pytest.mark.parametrize(
    ("unsafe", "expected"),
    [
        ({"TIME_ZONE": "Europe/London"}, "between.E001"),
        ({"CANARY_ADDRESS": "canary"}, "between.E019"),
        ({"OPERATOR_ADDRESS": "operator@"}, "between.E019"),
        ({"HEARTBEAT_URL": "http://monitor.example/ping"}, "between.E020"),
        ({"HEARTBEAT_URL": "https://monitor.example:8443/ping"}, "between.E020"),
        ({"USE_TZ": False}, "between.E001"),
        ({"SECRET_KEY": "short"}, "between.E002"),
        ({"SECRET_KEY": "a" * 60}, "between.E002"),
        ({"SECRET_KEY": "changeme-" + str(SAFE["SECRET_KEY"])}, "between.E002"),
        ({"ALLOWED_HOSTS": ["*"]}, "between.E003"),
        ({"BASE_URL": "boundaries.practice.test"}, "between.E004"),
        ({"BASE_URL": "https://boundaries.practice.test/"}, "between.E004"),
        ({"BASE_URL": "http://boundaries.practice.test"}, "between.E005"),
        ({"SMTP_TLS": False}, "between.E006"),
        ({"DEMO": True}, "between.E007"),
        ({"DEBUG": True}, "between.E008"),
        ({"SECURE": False}, "between.E009"),
        ({"METRICS_TOKEN": "guess me"}, "between.E010"),
        ({"TRUSTED_PROXIES": ["everyone"]}, "between.E011"),
        ({"TRUSTED_PROXIES": ["10.0.0.1/8"]}, "between.E011"),
        ({"TRUSTED_PROXIES": ["::/0"]}, "between.E011"),
        (
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
            "between.E012",
        ),
        ({"SESSION_IDLE_MINUTES": 61}, "between.E013"),
        ({"SESSION_IDLE_MINUTES": 0}, "between.E013"),
        ({"SESSION_HOURS": 25}, "between.E013"),
        ({"ENCRYPTION_KEYS": ""}, "between.E014"),
        ({"ENCRYPTION_KEYS": "a:c2hvcnQ="}, "between.E014"),
        ({"ENCRYPTION_KEYS": f"{RING},a:{KEY}"}, "between.E014"),
        ({"INDEX_KEY": KEY}, "between.E015"),
        ({"INDEX_KEY": f"Zk3u5xJ0s2d9QmW8tR6yB1nE4hL7pVcXaKfGiOzUqTs=,{KEY}"}, "between.E015"),
        ({"METRICS_TOKEN": KEY}, "between.E015"),
        ({"INDEX_KEY": ""}, "between.E016"),
        ({"INDEX_KEY": "c2hvcnQ="}, "between.E016"),
    ],
)
def test_what_is_unsafe_is_said(settings: Settings, unsafe: dict[str, object], expected: str) -> None:
    assert ids(settings, **unsafe) == [expected]


def test_mail_may_go_unencrypted_to_this_machine(settings: Settings) -> None:
    assert ids(settings, SMTP_TLS=False, SMTP_HOST="127.0.0.1") == []


def test_celery_on_sqlite_is_advised_against(settings: Settings) -> None:
    advised = ["between.W001"] if connection.vendor == "sqlite" else []
    assert ids(settings, REDIS_URL="redis://127.0.0.1") == advised
