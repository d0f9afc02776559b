"""A certificate for feeds.example, made by itself, with which a server on this machine can speak TLS."""

import ssl
import subprocess
from pathlib import Path

import pytest

MAKE = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=other.example"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its key lies beside it."""
    path = tmp_path_factory.mktemp("tls") / "feeds.crt"
    key = str(path.with_suffix(".key"))
    files = ["-addext", "subjectAltName=DNS:feeds.example", "-out", str(path), "-keyout", key]
    subprocess.run([*MAKE.split(), *files], check=True, capture_output=True)  # noqa: S603  our own words
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context
