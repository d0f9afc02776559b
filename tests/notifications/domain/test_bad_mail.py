"""Inputs 21 to 45 of the reliability notes: whatever comes, it is read, kept and screened."""

import random
import time
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.domain.listening import listen_to_mail
from notifications.domain.mail import InboundMail, MailProblem, read_mail
from notifications.domain.mail_body import BodyProblem
from notifications.domain.silence import Silence, reason_for_silence
from notifications.domain.tiers import Level

CRISIS = "I want to kill myself"
SLOW = 2.0  # seconds; far above what any of these takes, far below what they took in a plain reader


def mail(*headers: str, body: str = "Hello") -> InboundMail:
    return read_mail("\r\n".join([*headers, "", body]).encode("utf-8", "surrogateescape"))


def level_of(message: InboundMail) -> Level:
    return listen_to_mail(message, language=None).level


def silence_of(message: InboundMail, envelope_from: str = "client@mail.example") -> Silence | None:
    return reason_for_silence(
        message,
        envelope_from=envelope_from,
        envelope_to="intake@clinic.example",
        own_addresses=["intake@clinic.example"],
    )


def test_21_a_group_in_a_group_is_no_sender() -> None:
    message = mail("From: a: b:;;", body=CRISIS)
    assert (message.header_from, level_of(message)) == (None, Level.CRISIS)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset*=utf-8'en'a%00b",
        "text/plain; charset=x-nope",
        'text/plain; charset="a\0b"',
        "text/plain; charset=punycode",
        "text/plain; charset=idna",
        "text/plain; charset=utf-7",
        "nonsense",
    ],
)
def test_22_to_24_a_charset_that_is_none_hides_nothing(content_type: str) -> None:
    assert level_of(mail(f"Content-Type: {content_type}", body=CRISIS)) is Level.CRISIS


@pytest.mark.parametrize("depth", [60, 900, 3000])
def test_25_deep_nesting_is_cut_and_its_words_are_heard(depth: int) -> None:
    layers = "".join(
        f'Content-Type: multipart/mixed; boundary="b{layer}"\r\n\r\n--b{layer}\r\n' for layer in range(depth)
    )
    message = read_mail(f"{layers}Content-Type: text/plain\r\n\r\n{CRISIS}\r\n".encode())
    assert (message.readable, level_of(message)) == (False, Level.CRISIS)


def test_26_a_thousand_brackets_are_no_sender() -> None:
    assert mail(f"From: {'(' * 1000}").header_from is None


@pytest.mark.parametrize(
    "header",
    [
        "Subject: " + "=?utf-8?q?a?= " * 20_000,
        "To: " + ", ".join(f"a{number}@b.example" for number in range(16_000)),
        "From: " + '"\\' * 60_000,
        "Content-Type: text/plain" + ";" * 2_000_000,
        "Content-Type: text/plain\r\n" + "X: y\r\n" * 100_000,
        "References: " + "<a@b> " * 50_000,
    ],
    ids=["27-words", "28-recipients", "quotes", "parameters", "fields", "references"],
)
def test_27_and_28_monstrous_headers_are_read_in_a_moment(header: str) -> None:
    began = time.process_time()
    message = mail(header, body=CRISIS)
    assert time.process_time() - began < SLOW
    assert len(message.recipients) <= 200
    assert level_of(message) is Level.CRISIS


def test_29_a_subject_cannot_bring_a_header_along() -> None:
    encoded = b64encode(b"Hi\r\nBcc: a@b.c").decode()
    assert mail(f"Subject: =?utf-8?B?{encoded}?=").subject == "Hi Bcc: a@b.c"


@pytest.mark.parametrize(
    "sender",
    [
        "alice@example.org)bob@example.org",
        "alice@example.org <bob@example.org>",
        '"abc <a@b.c>',
        "[a@b.c",
        "<a@b.c>x",
        "a@b.c, d@e.f",
        "a@b@c.d",
        "a b@c.d",
        "",
    ],
)
def test_30_and_31_what_is_not_surely_one_address_is_no_sender(sender: str) -> None:
    message = mail(f"From: {sender}")
    assert (message.header_from, MailProblem.SENDER in message.problems) == (None, True)


def test_32_two_senders_are_both_shown_and_neither_believed() -> None:
    message = mail("From: a@b.example", "From: c@d.example", "Sender: e@f.example")
    assert message.header_from is None
    assert message.values("from") == ("a@b.example", "c@d.example")


def test_33_a_crisis_from_nobody_is_heard_and_not_answered() -> None:
    message = mail("To: intake@clinic.example", body=CRISIS)
    assert (silence_of(message, ""), level_of(message)) == (Silence.NULL_RETURN_PATH, Level.CRISIS)


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\r\n\r\n", b"\n", b"From", b"\0", b":::", b"\xff\xfe"])
def test_34_next_to_nothing_is_a_mail_too(raw: bytes) -> None:
    message = read_mail(raw)
    assert (len(message.content_hash), message.header_from) == (64, None)


def test_34_only_html_is_heard() -> None:
    message = mail("Content-Type: text/html", body=f"<p>Hi,</p><p>{CRISIS}</p>")
    assert (message.text, level_of(message)) == (f"Hi,\n{CRISIS}", Level.CRISIS)


def test_34_only_an_attachment_is_a_name() -> None:
    message = mail("Content-Type: application/pdf", 'Content-Disposition: attachment; filename="form.pdf"')
    assert (message.text, message.attachments) == ("", ("form.pdf",))


def test_35_a_multipart_without_boundary_is_read_as_text() -> None:
    assert level_of(mail("Content-Type: multipart/mixed", body=CRISIS)) is Level.CRISIS


def test_36_broken_base64_is_read_both_ways() -> None:
    message = mail("Content-Type: text/plain", "Content-Transfer-Encoding: base64", body=f"{CRISIS}!!")
    assert (BodyProblem.BROKEN_ENCODING in message.problems, level_of(message)) == (True, Level.CRISIS)


@pytest.mark.parametrize(
    "kind", ["application/ms-tnef", "application/pkcs7-mime", "application/pgp-encrypted"]
)
def test_37_what_is_sealed_is_for_a_human_to_look_at(kind: str) -> None:
    message = mail(f"Content-Type: {kind}", body="opaque")
    assert (message.readable, level_of(message)) == (False, Level.CONCERN)


@pytest.mark.parametrize("kind", ["plain", "html", "rtf"])
def test_words_in_a_file_are_heard_and_not_shown(kind: str) -> None:
    header = 'Content-Disposition: attachment; filename="note"'
    message = mail(f"Content-Type: text/{kind}", header, body=CRISIS)
    assert (message.text, level_of(message)) == ("", Level.CRISIS)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream", "audio/mp4"])
def test_a_mail_of_nothing_but_an_unopened_file_is_for_a_human(kind: str) -> None:
    message = mail(f"Content-Type: {kind}", body=CRISIS)
    assert (message.problems[-1], level_of(message)) == (BodyProblem.WORDLESS, Level.CONCERN)


def test_38_a_thousand_attachments_are_not_opened() -> None:
    part = "--b\r\nContent-Type: application/zip; name=a.zip\r\n\r\nUEsDB\r\n"
    body = f"--b\r\nContent-Type: text/plain\r\n\r\n{CRISIS}\r\n{part * 1500}--b--"
    message = mail('Content-Type: multipart/mixed; boundary="b"', body=body)
    assert (len(message.attachments), level_of(message)) == (998, Level.CRISIS)
    assert BodyProblem.PARTS_CUT in message.problems


def test_39_an_attachments_name_is_one_harmless_line() -> None:
    name = "../../settings\u202efdp.exe\0\r\n"
    header = f"Content-Disposition: attachment; filename*=utf-8''{name.encode().hex(' ').replace(' ', '%')}"
    header = header.replace("''", "''%")
    assert mail("Content-Type: application/pdf", header).attachments == ("../../settings fdp.exe",)


@pytest.mark.parametrize("given", ["", f"<{'a' * 100_000}@b>", "<\xe9@@>", "<a b@c>", "none"])
def test_40_a_missing_or_absurd_message_id_is_made_from_the_content(given: str) -> None:
    message = mail(f"Message-ID: {given}")
    assert message.given_message_id is None
    assert message.message_id == f"<{message.content_hash[:32]}@content.invalid>"


def test_40_the_same_id_with_other_words_is_another_mail() -> None:
    one, other = (mail("Message-ID: <a@b>", body=body) for body in ("one", "other"))
    assert (one.message_id == other.message_id, one.content_hash == other.content_hash) == (True, False)


@pytest.mark.parametrize("date", ["Thu, 31 Feb 2099 25:61:00 +9999", "yesterday", ""])
def test_41_a_date_decides_nothing(date: str) -> None:
    assert mail(f"Date: {date}").readable


def test_42_the_history_below_is_a_concern_and_no_crisis() -> None:
    history = f"On Tue, 3 Mar 2026, Dr Lane wrote:\n> You said: {CRISIS.lower()}"
    message = mail(body=f"Thanks, see you then\n{history}")
    assert (message.text, level_of(message)) == ("Thanks, see you then", Level.CONCERN)


@pytest.mark.parametrize(
    "message",
    [
        mail(f"Subject: {CRISIS}"),
        mail(f'From: "{CRISIS}" <a@b.example>'),
        mail("Content-Type: application/pdf", f'Content-Disposition: attachment; filename="{CRISIS}.pdf"'),
        mail("Content-Type: text/html", body=f'<img alt="{CRISIS}">'),
        mail("Content-Type: text/html", body=f'<div style="display:none">{CRISIS}</div>Hi'),
        mail(body="> old\n" * 17_000 + CRISIS),
        mail(
            'Content-Type: multipart/alternative; boundary="b"',
            body=f"--b\n\nHi\n--b\nContent-Type: text/html\n\nHi <b>{CRISIS}</b>\n--b--",
        ),
    ],
    ids=["subject", "name", "attachment", "alt", "hidden", "below", "html"],
)
def test_43_a_crisis_is_heard_wherever_it_stands(message: InboundMail) -> None:
    assert level_of(message) is Level.CRISIS


def test_43_beyond_what_is_read_it_is_a_concern() -> None:
    message = mail(body="hello there\n" * 100_000 + CRISIS)
    assert (BodyProblem.TEXT_CUT in message.problems, level_of(message)) == (True, Level.CONCERN)


def test_44_auto_submitted_no_is_no_reason() -> None:
    assert silence_of(mail("To: intake@clinic.example", "Auto-Submitted: no")) is None


def test_45_another_recipient_in_cc_changes_nothing() -> None:
    message = mail("To: intake@clinic.example", "Cc: other@elsewhere.example")
    assert message.recipients == ("intake@clinic.example", "other@elsewhere.example")
    assert silence_of(message) is None


REALISTIC = (
    b"Received: from mx.mail.example (mx.mail.example [192.0.2.1]) by clinic.example; Fri, 6 Mar 2026\r\n"
    b"From: =?utf-8?q?Dana_M=C3=BCller?= <dana@mail.example>\r\n"
    b'To: "Lane, Dr." <intake@clinic.example>, team: a@b.example;\r\n'
    b"Subject: =?utf-8?B?w5xiZXIgbmV4dCB3ZWVr?=\r\n"
    b"Message-ID: <m1@mail.example>\r\nReferences: <m0@mail.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n'
    b'Content-Type: multipart/alternative; boundary="b2"\r\n\r\n--b2\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Can we move to 3=3F\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>Can we</p>\r\n--b2--\r\n--b1\r\n"
    b"Content-Type: application/pdf; name*=utf-8''f%C3%BCr.pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment\r\n\r\nJVBERi0=\r\n--b1--\r\n"
)
SPLICES = [
    b"",
    b"\0",
    b"\r\n",
    b"\n\n",
    b'"',
    b"(",
    b"<",
    b">",
    b"=?",
    b"?=",
    b";",
    b"''%00",
    b"\xff",
    b"--b1",
    b":",
    b",",
]


def test_the_realistic_mail_is_read_in_full() -> None:
    message = read_mail(REALISTIC)
    assert (message.sender_name, message.header_from) == ("Dana Müller", "dana@mail.example")
    assert message.recipients == ("intake@clinic.example", "a@b.example")
    assert (message.subject, message.text) == ("Über next week", "Can we move to 3?")
    assert (message.attachments, message.problems) == (("für.pdf",), ())


@settings(max_examples=400, deadline=1000)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 12))
def test_mutations_of_a_realistic_mail_never_raise(seed: int, cuts: int) -> None:
    choose = random.Random(seed)  # noqa: S311  (nothing secret)
    raw = bytearray(REALISTIC)
    for _ in range(cuts):
        place = choose.randrange(len(raw))
        raw[place : place + choose.choice((0, 1, 1, 5, 40))] = choose.choice(SPLICES) * choose.choice(
            (1, 1, 2, 50)
        )
    message = read_mail(bytes(raw))
    assert silence_of(message) in {*Silence, None}
    assert level_of(message) in set(Level)


@settings(max_examples=200, deadline=1000)
@given(raw=st.binary(max_size=3000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    message = read_mail(raw)
    assert "\0" not in message.text + message.subject
    assert (message.text + message.subject + message.sender_name).encode("utf-8")[:0] == b""
