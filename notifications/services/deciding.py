"""What one message is promised and answered, under the policy version in force when it came.

What is agreed with a client is laid over it where the client is known to write: after signing in, or from
an address of theirs, to which the answer goes. What is typed into the public form may be anyone's doing; the
page answers it there and then as it answers everybody, and so does the decision.
"""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Client, Clinician
from notifications import queries
from notifications.domain import decision as rules
from notifications.domain.incoming import Incoming
from notifications.domain.periods import period_of
from notifications.domain.resource_words import HelpLine, in_words
from notifications.domain.resources import resources_for
from notifications.domain.screening import Screening as Heard
from notifications.domain.wording import words_for
from notifications.models import Decision, InboundMessage
from notifications.services.lane import lane
from policies.domain.promise import CompiledPolicy, Promise
from policies.language.reply import compose_reply
from policies.language.texts import say_texts_started, say_texts_stopped
from policies.queries import in_force_for

OUR_LANGUAGES = ("en", "es")  # in which a reply can be written


def decide_on(
    message: InboundMessage, incoming: Incoming, heard: Heard, wishes: rules.Wishes, *, now: datetime
) -> Decision:
    """The decision: the promise, whether and what was answered, and why."""
    version = in_force_for(message.clinician, _who_writes(message), now)
    policy = version.policy
    promise = policy.promise(message.channel, now, message.matter or None)
    verdict = rules.decide(
        rules.Situation(
            received=now,
            level=heard.level,
            period=period_of(promise, policy, message.channel, now),
            reply_by=promise.reply_by,
            policy_version=(version.version_id, version.agreement_id),
            silence=incoming.mail.silence if incoming.mail else None,
            wishes=wishes,
        ),
        queries.history(message, before=now),
    )
    language = language_for(message.clinician, message.client)
    resources = help_in(
        language, message.clinician, policy, client=message.client, categories=heard.categories
    )
    return Decision(
        practice_id=message.practice_id,
        message=message,
        policy_version_id=version.version_id,
        agreement_id=version.agreement_id,
        reply_by=promise.reply_by,
        state=promise.state,
        next_open=promise.next_open,
        explanation=[fact.to_json() for fact in promise.explanation],
        action=verdict.action,
        kind=verdict.kind,
        reason=verdict.reason,
        handle=verdict.handle,
        alarm=verdict.alarm or "",
        language=language,
        reply_text=_words(message, policy, promise, verdict, heard, resources, language, now),
        resources=[resource.to_json() for resource in resources],
        decided_at=now,
    )


def _who_writes(message: InboundMessage) -> Client | None:
    return None if message.source == InboundMessage.Source.PAGE else message.client


def language_for(clinician: Clinician, client: Client | None) -> str:
    """The client's, else the clinician's first, as far as we can write it; else English."""
    spoken = (client.language if client else "", *clinician.languages)
    known = (language.partition("-")[0] for language in spoken)
    return next((language for language in known if language in OUR_LANGUAGES), "en")


def help_in(
    language: str,
    clinician: Clinician,
    policy: CompiledPolicy,
    *,
    client: Client | None = None,
    categories: Sequence[str] = (),
) -> tuple[HelpLine, ...]:
    """Where to turn, in these words: for where the client is, and for what the screening heard."""
    found = resources_for(
        client_region=client.region if client else None,
        clinician_region=clinician.region,
        tokens=policy.policy.named_help,
        categories=categories,
    )
    return in_words(found, language)


def _is_said_somewhere(message: InboundMessage, verdict: rules.Decision) -> bool:
    """To who has opted out of a channel, on their own page; in a crisis by mail, too."""
    if verdict.reason is rules.Reason.CANNOT_BE_TEXTED:
        return message.client is not None
    return verdict.action is rules.Action.REPLY or verdict.reason is rules.Reason.OPTED_OUT


def _words(  # noqa: PLR0913, PLR0917  (as of the reply)
    message: InboundMessage,
    policy: CompiledPolicy,
    promise: Promise,
    verdict: rules.Decision,
    heard: Heard,
    resources: tuple[HelpLine, ...],
    language: str,
    now: datetime,
) -> str:
    match verdict.reason:
        case rules.Reason.STOPPED_TEXTS:
            return say_texts_stopped(practice_name=message.clinician.practice.name, language=language)
        case rules.Reason.STARTED_TEXTS:
            return say_texts_started(practice_name=message.clinician.practice.name, language=language)
    if not _is_said_somewhere(message, verdict):
        return ""
    crisis = verdict.kind is rules.Kind.CRISIS
    return compose_reply(
        policy=policy.policy,
        promise=promise,
        channel="email" if verdict.reason is rules.Reason.CANNOT_BE_TEXTED else message.channel,
        language=language,
        reader_zone=message.client.time_zone or None if message.client else None,
        resources=resources,
        crisis=words_for(heard.categories, heard.tier, language) if crisis else None,
        clinician_name=message.clinician.name,
        practice_name=message.clinician.practice.name,
        delayed=crisis and lane(now=now).is_red,
    )
