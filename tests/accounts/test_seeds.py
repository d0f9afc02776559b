"""Seeds of second factors lie under the ring and turn with it; those from before still open."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.test import Client as Browser
from django.utils.crypto import salted_hmac
from pytest_django import Settings

from accounts.domain.key_ring import WrongRingError, new_key
from accounts.models import Clinician
from accounts.seeds import SECRET_KEY, opened_seed, ring_key_of, sealed_seed
from accounts.services.key_rotation import ring_use
from accounts.services.seed_rotation import reseal_seeds, seed_troubles, seeds_by_ring_key
from config.between.__main__ import main
from config.between.findings import findings
from tests.sign_in import SEED, give_app, out_of_the_demo, show_code, show_password, six_digits, user_of

NEW = f"new:{new_key()}"


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


def as_before(seed: str, secret: str) -> str:
    """Sealed as it was when seeds hung on SECRET_KEY."""
    key = salted_hmac("web.sign_in.seeds", b"", secret, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key)).encrypt(seed.encode()).decode()


@pytest.fixture
def codes(ada: Clinician, settings: Settings) -> list[str]:
    """Recovery codes, the first of them used, beside an app; all under SECRET_KEY."""
    codes = give_app(ada)
    for row in Authenticator.objects.all():
        row.data |= {
            name: as_before(opened_seed(row.data[name]), settings.SECRET_KEY)
            for name in ("secret", "seed")
            if name in row.data
        }
        row.save()
    assert recovery_codes(ada).validate_code(codes[0])
    return codes


def recovery_codes(clinician: Clinician) -> RecoveryCodes:
    return RecoveryCodes.activate(user_of(clinician))


def test_a_seed_lies_under_the_newest_key_of_the_ring(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    kept = sealed_seed(SEED)
    assert ring_key_of(kept) == "new"
    assert SEED not in kept
    assert sealed_seed(SEED) != kept
    assert opened_seed(kept) == SEED


def test_what_was_changed_or_has_no_key_does_not_open(settings: Settings) -> None:
    kept = sealed_seed(SEED)
    for changed in (f"{kept[:-4]}AAA=", f"{kept}%", kept.replace("ring:test", "ring:x")):
        with pytest.raises(WrongRingError):
            opened_seed(changed)
    settings.ENCRYPTION_KEYS = NEW
    with pytest.raises(WrongRingError, match="has no key test"):
        opened_seed(kept)


def test_what_is_from_before_opens_by_secret_key_and_its_fallbacks(settings: Settings) -> None:
    kept = as_before(SEED, settings.SECRET_KEY)
    assert ring_key_of(kept) == SECRET_KEY
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one altogether"
    assert opened_seed(kept) == SEED
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(WrongRingError, match="SECRET_KEY_FALLBACKS"):
        opened_seed(kept)


def test_rotating_leaves_secret_key_behind_and_changes_nothing_else(
    ada: Clinician, codes: list[str], client: Browser, settings: Settings
) -> None:
    assert seeds_by_ring_key() == {SECRET_KEY: 2}
    assert [reseal_seeds(), reseal_seeds()] == [2, 0]
    assert seeds_by_ring_key() == {"test": 2}
    settings.SECRET_KEY = "another one altogether"
    assert recovery_codes(ada).get_unused_codes() == codes[1:]
    assert not recovery_codes(ada).validate_code(codes[0])
    show_password(client)
    assert show_code(client, six_digits()).status_code == 302


def test_they_turn_with_the_ring_and_keep_an_old_key_in_use(
    ada: Clinician, codes: list[str], settings: Settings
) -> None:
    reseal_seeds()
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    assert [(each.name, each.seeds, each.may_be_removed) for each in ring_use()][1:] == [("test", 2, False)]
    assert reseal_seeds() == 2
    assert [(each.seeds, each.may_be_removed) for each in ring_use()] == [(2, False), (0, True)]
    settings.ENCRYPTION_KEYS = NEW
    assert recovery_codes(ada).get_unused_codes() == codes[1:]


def test_one_that_is_killed_half_way_goes_on(
    ada: Clinician, ben: Clinician, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_app(ben)
    turns = iter([Authenticator.save, killed])

    def save(row: Authenticator, **said: Any) -> None:
        next(turns)(row, **said)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Authenticator, "save", save)
        with pytest.raises(KeyboardInterrupt):
            reseal_seeds()
    assert seeds_by_ring_key() == {SECRET_KEY: 1, "test": 3}
    assert reseal_seeds() == 1
    assert recovery_codes(ada).get_unused_codes() == codes[1:]


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_codes_that_were_brought_from_elsewhere_turn_as_well(ada: Clinician, settings: Settings) -> None:
    kept = [as_before(code, settings.SECRET_KEY) for code in ("11112222", "33334444")]
    Authenticator.objects.create(user=user_of(ada), type="recovery_codes", data={"migrated_codes": kept})
    assert reseal_seeds() == 1
    assert seeds_by_ring_key() == {"test": 2}
    assert recovery_codes(ada).get_unused_codes() == ["11112222", "33334444"]


def test_a_passkey_has_no_seed(ada: Clinician) -> None:
    passkey = {"name": "phone", "credential": {}}
    Authenticator.objects.create(user=user_of(ada), type="webauthn", data=passkey)
    assert [reseal_seeds(), seeds_by_ring_key(), list(seed_troubles())] == [0, {}, []]


def test_the_commands_tell_of_them(
    ada: Clinician, codes: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    def of_keys() -> str:
        return next(each.text for each in findings() if each.about == "keys")

    assert "2 seeds of second factors are still under SECRET_KEY" in of_keys()
    main(["keys", "status"])
    assert "2 seeds of second factors are still under SECRET_KEY" in capsys.readouterr().out
    secret, settings.SECRET_KEY = settings.SECRET_KEY, "another one altogether"
    assert main(["keys", "status"]) == 1
    assert "SECRET_KEY_FALLBACKS" in capsys.readouterr().out
    assert "SECRET_KEY_FALLBACKS" in of_keys()
    assert main(["keys", "rotate"]) == 1
    settings.SECRET_KEY = secret
    assert main(["keys", "rotate"]) == 0
    assert "2 second factors were put under the newest key." in capsys.readouterr().out
    assert of_keys() == "open what is kept"
