"""What a message would be answered, before anyone has written it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Clinician
from notifications.domain.resource_words import in_words
from notifications.domain.resources import resources_for
from notifications.services.deciding import language_for
from policies.domain.promise import CompiledPolicy
from policies.language.reply import compose_reply


@dataclass(frozen=True, slots=True)
class Question:
    channel: str
    matter: str | None
    received: datetime


def preview(clinician: Clinician, policy: CompiledPolicy, question: Question) -> str:
    """The automatic reply to somebody of whom no language, region or time zone is known."""
    language, emergency = language_for(clinician, client=None), policy.policy.emergency
    resources = resources_for(
        client_region=None,
        clinician_region=clinician.region,
        tokens=emergency.resources if emergency else (),
    )
    return compose_reply(
        policy=policy.policy,
        promise=policy.promise(question.channel, question.received, question.matter),
        channel=question.channel,
        language=language,
        reader_zone=None,
        resources=in_words(resources, language),
        crisis=False,
        clinician_name=clinician.name,
        practice_name=clinician.practice.name,
    )
