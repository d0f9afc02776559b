"""What a message would be answered, before anyone has written it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Clinician
from notifications.services.deciding import help_in, language_for
from policies.domain.promise import CompiledPolicy
from policies.language.reply import compose_reply


@dataclass(frozen=True, slots=True)
class Question:
    channel: str
    matter: str | None
    received: datetime


def preview(clinician: Clinician, policy: CompiledPolicy, question: Question) -> str:
    """The automatic reply to somebody of whom no language, region or time zone is known."""
    language = language_for(clinician, client=None)
    return compose_reply(
        policy=policy.policy,
        promise=policy.promise(question.channel, question.received, question.matter),
        channel=question.channel,
        language=language,
        reader_zone=None,
        resources=help_in(language, clinician, policy),
        crisis=None,
        clinician_name=clinician.name,
        practice_name=clinician.practice.name,
    )
