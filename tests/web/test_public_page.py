"""The public page: what a visitor reads before writing."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from policies.language.explain import promised_time
from policies.language.times import say_instant
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY

PAGE = "/p/ada-quist/"
HOSTILE = """"><script>alert(1)</script>&lt;'{{ 7|add:7 }}"""


pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def read(browser: Browser, address: str = PAGE, **headers: str) -> str:
    return unescape(browser.get(address, headers=headers).content.decode())


@pytest.mark.parametrize("channel", ["email", "sms", "phone"])
def test_a_message_sent_now_is_told_what_the_engine_promises(
    client: Browser, published: Clinician, channel: str
) -> None:
    policy = parse_document(FULL_POLICY)
    promise = compile_policy(policy).promise(channel, NOW)
    assert promise.reply_by is not None
    shown = read(client, f"{PAGE}?channel={channel}")
    said = promised_time(promise, policy, language="en")
    assert f'<time datetime="{promise.reply_by.isoformat()}">{said}</time>' in shown


@pytest.mark.parametrize(
    "words",
    [
        "Open now",
        "Monday to Thursday",
        "13:30 to 17:00",
        "Email and text message",
        "For scheduling only.",
        "Please use another way; I do not read messages here.",
        "Within 4 hours counted in contact hours",
        "Sent now: Tuesday 10 March, by 15:30 (New York)",
        "Saturday 14 March",
        "tel:911",
        "If you are not safe, please call before you write.",
        "You are free to stop at any time",
        "Policy version 1, in force since Saturday 28 February 2026.",
    ],
)
def test_it_says_what_the_policy_says(client: Browser, published: Clinician, words: str) -> None:
    assert words in read(client)


def test_time_away_names_who_answers_meanwhile(client: Browser, published: Clinician) -> None:
    with time_machine.travel("2026-12-01T12:00:00Z", tick=False):
        shown = read(client)
    assert "From 21 December 2026 to 3 January 2027" in shown
    assert "Samuel Reyes, LCSW answers urgent messages meanwhile (212-555-0148)" in shown


def test_time_away_that_is_over_is_not_shown(client: Browser, published: Clinician) -> None:
    with time_machine.travel("2027-01-04T12:00:00Z", tick=False):
        assert "Samuel Reyes" not in read(client)


def test_times_are_shown_in_the_readers_zone_too(client: Browser, published: Clinician) -> None:
    shown = read(client, f"{PAGE}?tz=Europe/London")
    assert "for you in London" in shown
    assert (
        "13:00 to 16:30 in London" in shown
    )  # 09:00 to 12:30: New York has changed its clocks, London not yet


def test_hours_that_fall_on_another_day_for_the_reader_say_so(client: Browser, published: Clinician) -> None:
    assert "02:30 to 06:00 in Tokyo, a day later" in read(client, f"{PAGE}?tz=Asia/Tokyo")


def test_an_unknown_zone_is_as_if_none_were_given(client: Browser, published: Clinician) -> None:
    shown = read(client, f"{PAGE}?tz=Mars/Base")
    assert "15:30 (New York)" in shown
    assert "for you in" not in shown


@pytest.mark.parametrize(
    ("address", "headers"), [(f"{PAGE}?lang=es", {}), (PAGE, {"accept-language": "es-MX"})]
)
def test_the_page_speaks_spanish_and_says_that_the_clinicians_words_do_not(
    client: Browser, published: Clinician, address: str, headers: dict[str, str]
) -> None:
    shown = read(client, address, **headers)
    assert '<html lang="es">' in shown
    assert "Cuándo puede esperar respuesta" in shown
    assert "lo que escribió Ada Quist se muestra tal como lo escribió" in shown
    assert '<p class="own-words" lang="en">You are free to stop at any time' in shown


def test_before_the_first_policy_it_is_honest_and_shows_help(client: Browser, ada: Clinician) -> None:
    shown = read(client)
    assert "Nothing is published here yet" in shown
    assert 'href="tel:911"' in shown
    assert "<form" not in shown


def test_an_unknown_address_is_the_404_page_with_help(client: Browser, ada: Clinician) -> None:
    answer = client.get("/p/nobody/")
    assert answer.status_code == 404
    assert "findahelpline.com" in answer.content.decode()


def test_who_reads_no_mail_offers_no_form_and_says_what_is_read_instead(
    client: Browser, ada: Clinician
) -> None:
    closed = {**factories.ORDINARY_POLICY, "channels": {"email": {"accepted": False}, "phone": {}}}
    factories.publish_policy(clinician=ada, document=closed)
    assert 'id="write"' not in read(client)
    told = client.post(PAGE, {"address": "dan@client.example", "text": "Hello"}).content.decode()
    assert "by phone instead; messages sent this way are not read" in told


def test_the_page_is_the_same_for_everyone(
    client: Browser, published: Clinician, ben: Clinician, cleo: Clinician
) -> None:
    for user in (published.user, ben.user, cleo.user):
        assert user is not None
        client.force_login(user)
        assert "When I can be reached" in read(client)


def test_hostile_words_stay_words_everywhere(client: Browser, ada: Clinician) -> None:
    ada.name = ada.practice.name = HOSTILE
    ada.save()
    ada.practice.save()
    policy = {
        **FULL_POLICY,
        "coverage": HOSTILE,
        "emergency": {"resources": ["911"], "text": HOSTILE},
        "while_you_wait": [HOSTILE],
        "ending_care": HOSTILE,
        "notes": [HOSTILE],
        "channels": {"email": {"note": HOSTILE}},
        "time_away": [
            {
                "first_day": "2026-12-21",
                "last_day": "2026-12-22",
                "coverage": {"name": HOSTILE, "contact": HOSTILE},
            }
        ],
        "reply": {"words": HOSTILE},
    }
    factories.publish_policy(clinician=ada, document=policy)
    raw = client.get(f"{PAGE}?channel={HOSTILE}&tz={HOSTILE}&lang={HOSTILE}").content.decode()
    assert "<script>" not in raw
    assert raw.count("<script") == raw.count('<script type="application/ld+json">') == 1
    assert raw.count("</script") == 1
    assert unescape(raw).count(HOSTILE) == raw.count(escape(HOSTILE)) >= 8


def test_the_number_of_queries_does_not_grow(client: Browser, ada: Clinician) -> None:
    def asked(absences: int) -> int:
        away = [
            {"first_day": f"2026-0{4 + each}-01", "last_day": f"2026-0{4 + each}-05"}
            for each in range(absences)
        ]
        factories.publish_policy(clinician=ada, document={**FULL_POLICY, "time_away": away})
        client.get(PAGE)  # a published version is compiled once and then kept
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    assert asked(3) == asked(1) <= 9  # some of them on PostgreSQL say whose rows are meant


def test_the_version_in_force_speaks_and_not_the_one_to_come(client: Browser, published: Clinician) -> None:
    factories.publish_policy(
        clinician=published,
        document={**FULL_POLICY, "ending_care": "From May on."},
        effective_from=NOW + timedelta(days=50),
    )
    assert "From May on." not in read(client)
    with time_machine.travel(NOW + timedelta(days=51), tick=False):
        assert "From May on." in read(client)


def test_mail_is_shown_first_where_no_channel_is_asked_for(client: Browser, ada: Clinician) -> None:
    texts = {"sms": {"use": "scheduling_only"}}
    factories.publish_policy(clinician=ada, document={**factories.ORDINARY_POLICY, "channels": texts})
    assert '<option value="email" selected>' in read(client)


def test_channels_with_other_hours_are_told_their_own_time_under_one_commitment(
    client: Browser, ada: Clinician
) -> None:
    document = {
        **factories.ORDINARY_POLICY,
        "reply": {"within": "P2D", "clock": "working_days"},
        "channels": {"phone": {"hours": [{"days": ["FR"], "start": "12:00", "end": "13:00"}]}},
    }
    factories.publish_policy(clinician=ada, document=document)
    engine, shown = compile_policy(parse_document(document)), read(client)
    assert "In general" not in shown
    for channel, name in (("email", "Email"), ("phone", "Phone")):
        due = engine.promise(channel, NOW).reply_by
        assert due is not None
        when = say_instant(due, "America/New_York", language="en", by=True)
        told = (
            f'<dt>{name}</dt><dd>Within 2 working days</dd><dd class="soft momentary">Sent now: {when}</dd>'
        )
        assert told in shown


def test_it_can_be_asked_about_a_matter(client: Browser, published: Clinician) -> None:
    policy = parse_document(FULL_POLICY)
    promise = compile_policy(policy).promise("email", NOW, "refill")
    shown = read(client, f"{PAGE}?matter=refill")
    assert promised_time(promise, policy) in shown
    assert '<option value="refill" selected>A refill</option>' in shown
    plain = promised_time(compile_policy(policy).promise("email", NOW), policy)
    assert plain in read(client, f"{PAGE}?matter=gossip")
