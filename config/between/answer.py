r"""Decide what an e-mail is answered, if anything, and write the answer. No database is needed.

    echo '{"id": 1, "raw": "From: client@mail.example\nTo: dr.lane@clinic.example\n\nCan we move to 3?",
      "envelope_from": "client@mail.example", "envelope_to": "dr.lane@clinic.example",
      "own_addresses": ["dr.lane@clinic.example"], "received": "2026-03-06T16:00:00-05:00",
      "history": [{"at": "2026-03-06T15:55:00-05:00", "kind": "human_reply"}]}' | between answer

`raw` is an RFC 5322 message, `raw_base64` the same for any bytes. An `envelope_from` of "" is the null return
path. `policy` is a policy document; without one no time is promised, but help is named.

`history` is what this conversation has seen, in any order, each with `at` (or `sent_at`, `received`) and a
`kind`:
  auto_reply     what an automatic reply told: `reply_by`, `policy_version`, `crisis`, and to whom
                 (`recipient`); a `reply_by` that is left out is worked out from `policy`
  human_reply    the clinician answered
  message        the client wrote; changes nothing
`policy_version` names the version of `policy`, so that another one in `history` counts as a change. Further
keys: `subject` of the reply, names of the `clinician` and the `practice`, `client_region`, `client_timezone`,
`language`.
"""

import json
from argparse import Namespace
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

from config.between import lines
from config.between.conversation import CHANNEL, Conversation, history_of
from config.between.screen import screening_to_json
from notifications.domain.address import normalise_email
from notifications.domain.autoreply_mail import AutoReply, compose_mail, recipient_name
from notifications.domain.decision import Action, Decision, Kind, Situation, decide
from notifications.domain.listening import listen_to_mail
from notifications.domain.mail import InboundMail, read_mail
from notifications.domain.periods import period_of
from notifications.domain.resource_words import in_words
from notifications.domain.resources import resources_for
from notifications.domain.screening import Screening
from notifications.domain.silence import reason_for_silence
from notifications.domain.wording import words_for
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.fields import stamp
from policies.domain.promise import CompiledPolicy, Promise, compile_policy
from policies.language.reply import compose_reply
from policies.language.words import translator
from scheduler.domain.wall_clock import parse_instant

add_arguments = lines.add_arguments


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


@dataclass(frozen=True, slots=True)
class _Exchange:
    request: dict[str, Any]
    mail: InboundMail
    sender: str | None
    own: tuple[str, ...]
    policy: CompiledPolicy
    received: datetime
    promise: Promise
    screening: Screening

    @property
    def language(self) -> str:
        return str(self.request.get("language") or self.policy.policy.language)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    exchange = _exchange(request)
    decision = _decide(exchange)
    answered = {
        "decision": decision.action,
        "reason": decision.reason,
        "kind": decision.kind,
        "alarm": decision.alarm,
        "reply_by": exchange.promise.reply_by and stamp(exchange.promise.reply_by),
        "recipient": None,
        "headers": {},
        "text": "",
        "screening": screening_to_json(exchange.screening),
    }
    if decision.action is Action.SILENT or exchange.sender is None:
        return answered
    letter = _letter(exchange, _words(exchange, decision), exchange.sender)
    headers = {"mail_from": "", **{name: str(value) for name, value in letter.items()}}
    return answered | {"recipient": exchange.sender, "headers": headers, "text": letter.get_content()}


def _exchange(request: dict[str, Any]) -> _Exchange:
    mail = read_mail(_raw(request))
    policy = _compiled(json.dumps(request.get("policy")))
    received = parse_instant(lines.wanted_text(request, "received"))
    return _Exchange(
        request=request,
        mail=mail,
        sender=normalise_email(_envelope_from(request)),
        own=_own_addresses(request),
        policy=policy,
        received=received,
        promise=policy.promise(CHANNEL, received),
        screening=listen_to_mail(mail, language=request.get("language")),
    )


def _decide(exchange: _Exchange) -> Decision:
    request, promise = exchange.request, exchange.promise
    silence = reason_for_silence(
        exchange.mail,
        envelope_from=_envelope_from(request),
        envelope_to=lines.wanted_text(request, "envelope_to"),
        own_addresses=exchange.own,
    )
    situation = Situation(
        received=exchange.received,
        level=exchange.screening.level,
        period=period_of(promise, exchange.policy, CHANNEL, exchange.received),
        reply_by=promise.reply_by,
        policy_version=request.get("policy_version"),
        silence=silence,
    )
    conversation = Conversation(
        exchange.policy, request.get("policy_version"), exchange.sender, exchange.received
    )
    return decide(situation, history_of(request.get("history") or (), conversation))


def _words(exchange: _Exchange, decision: Decision) -> str:
    request, policy, heard = exchange.request, exchange.policy.policy, exchange.screening
    is_crisis = decision.kind is Kind.CRISIS
    resources = resources_for(
        client_region=request.get("client_region"),
        clinician_region=policy.region,
        tokens=policy.named_help,
        categories=heard.categories,
    )
    return compose_reply(
        policy=policy,
        promise=exchange.promise,
        channel=CHANNEL,
        language=exchange.language,
        reader_zone=request.get("client_timezone"),
        resources=in_words(resources, exchange.language),
        crisis=words_for(heard.categories, heard.tier, exchange.language) if is_crisis else None,
        clinician_name=str(request.get("clinician") or _own_address(exchange)),
        practice_name=str(request.get("practice") or _own_address(exchange)),
    )


def _letter(exchange: _Exchange, text: str, recipient: str) -> EmailMessage:
    mail, request = exchange.mail, exchange.request
    subject = translator(exchange.language).gettext("Thank you for your message")
    reply = AutoReply(
        delivery_id=f"auto.{mail.content_hash[:32]}",
        sender=_own_address(exchange),
        sender_name=str(request.get("practice") or ""),
        recipient=recipient,
        recipient_name=recipient_name(
            envelope_from=recipient, header_from=mail.header_from, sender_name=mail.sender_name
        ),
        subject=str(request.get("subject") or subject),
        text=text,
        language=exchange.language,
        sent_at=exchange.received,
        answers=mail.given_message_id,
        references=mail.references,
    )
    return compose_mail(reply)


def _own_address(exchange: _Exchange) -> str:
    """The one of our addresses that was written to, so that the answer comes from whom the client knows."""
    return next((own for own in exchange.own if own in exchange.mail.recipients), exchange.own[0])


def _own_addresses(request: dict[str, Any]) -> tuple[str, ...]:
    listed = request.get("own_addresses") or ()
    if not isinstance(listed, list | tuple):
        raise lines.BadLine("own_addresses: write a list of addresses")
    addresses = (normalise_email(str(each)) for each in (*listed, request.get("envelope_to")))
    own = tuple(dict.fromkeys(address for address in addresses if address))
    if not own:
        raise lines.BadLine("own_addresses: write at least one address in full, as in dr.lane@clinic.example")
    return own


def _envelope_from(request: dict[str, Any]) -> str | None:
    sender = request.get("envelope_from")
    if sender is not None and not isinstance(sender, str):
        raise lines.BadLine('envelope_from: write an address, or "" for the null return path')
    return sender


def _raw(request: dict[str, Any]) -> bytes:
    if isinstance(request.get("raw"), str):
        return str(request["raw"]).encode("utf-8", "surrogatepass")
    return lines.wanted_base64(request, "raw_base64", "the message's bytes")


@lru_cache(maxsize=1000)
def _compiled(document: str) -> CompiledPolicy:
    """Without a document: a policy that promises nothing."""
    said = json.loads(document)
    return compile_policy(parse_document(said) if said else BoundaryPolicy(timezone="UTC"))
