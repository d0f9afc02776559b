"""A sink for each test, with the service's mail going to it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.smtp_sink import Sink, smtp_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as sink:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", sink.port
        settings.SMTP_TIMEOUT = 1
        yield sink
