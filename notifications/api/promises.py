"""What a message would get: `GET /api/v1/clinicians/<slug>/promise/`. Public, as the clinician's page is."""

import re
from datetime import UTC, datetime
from typing import Any, Literal

from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import OftenAsked
from accounts.domain.actors import Visitor
from accounts.models import Clinician
from accounts.queries import clinician
from notifications.api.help_lines import HelpShown
from notifications.api.problems import problems, refusal
from notifications.services.deciding import OUR_LANGUAGES, help_in, language_for
from policies.domain.document import Channel, Matter
from policies.domain.fields import Instant, stamp
from policies.domain.promise import State
from policies.language.promise_json import promise_json
from policies.queries import in_force, version_in_force
from scheduler.domain.timeline import HORIZON

_OFFSET_AFTER_SPACE = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)", re.ASCII)


class Question(BaseModel):
    """A message on this channel, about this matter, at this moment; `lang` is what the answer is said in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel
    matter: Matter | None = None
    at: Instant | None = None
    lang: Literal["en", "es"] | None = None

    @field_validator("at", mode="before")
    @classmethod
    def _plus_that_a_query_reads_as_a_space(cls, at: object) -> object:
        return _OFFSET_AFTER_SPACE.sub("+", at) if isinstance(at, str) else at


class Promised(BaseModel):
    """`text` says what the facts of `explanation` are; no `reply_by`: no time is promised, and why."""

    clinician: str
    channel: Channel
    matter: Matter | None
    at: datetime
    reply_by: datetime | None
    state: State
    next_open: datetime | None
    explanation: list[dict[str, Any]]
    text: str
    language: str
    policy_version: int | None
    resources: list[HelpShown]


PROBLEMS = {
    400: "Something in the question cannot be used; `errors` names the places.",
    404: "There is no such clinician.",
    405: "It is asked by GET.",
    406: "The answer is JSON: ask for application/json.",
    429: "Asked too often; `Retry-After` says how many seconds to wait.",
    500: "Something went wrong on our side.",
    503: "The database is away, and `resources` says where to find help.",
}
PARAMETERS = [
    OpenApiParameter("channel", enum=list(Channel), required=True, description="How it would be sent."),
    OpenApiParameter("matter", enum=list(Matter), description="What it would be about; nothing: anything."),
    OpenApiParameter(
        "at",
        datetime,
        description="When it would arrive, with its offset; nothing: now. From when the policy in force took "
        "effect, up to 800 days ahead, under the version that is published for that moment.",
    ),
    OpenApiParameter(
        "lang", enum=list(OUR_LANGUAGES), description="Nothing: the language that a stranger is answered in."
    ),
]


class PromiseView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (OftenAsked,)

    @extend_schema(parameters=PARAMETERS, responses={200: Promised, **problems(PROBLEMS)}, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        """What a message would get: the promised time and why, and where to find help."""
        addressed, asked, now = clinician(Visitor(), slug), _asked(request), datetime.now(UTC)
        at = _within_reach(asked.at, addressed, now) if asked.at else now
        return Response(_promised(addressed, asked, at).model_dump(mode="json"))


def _promised(addressed: Clinician, asked: Question, at: datetime) -> Promised:
    version, language = in_force(addressed, at), asked.lang or language_for(addressed, None)
    policy = version.policy.policy
    resources = help_in(language, addressed, version.policy)
    promise = version.policy.promise(asked.channel, at, asked.matter)
    return Promised(
        clinician=addressed.slug,
        channel=asked.channel,
        matter=asked.matter,
        at=at,
        **promise_json(promise, policy, language=language),
        language=language,
        policy_version=version.number,
        resources=[HelpShown.model_validate(each.to_json()) for each in resources],
    )


def _asked(request: Request) -> Question:
    given = dict(request.query_params.lists())
    if twice := [name for name, values in given.items() if len(values) > 1]:
        raise exceptions.ValidationError(dict.fromkeys(twice, "comes more than once; keep one"))
    try:
        return Question.model_validate({name: value for name, (value,) in given.items()})
    except ValidationError as error:
        raise refusal(error) from None


def _within_reach(at: datetime, addressed: Clinician, now: datetime) -> datetime:
    version = version_in_force(addressed, now)
    first = version.effective_from if version and version.effective_from else now
    if first <= at <= now + HORIZON:
        return at
    span = f"from {stamp(first)} to {stamp(now + HORIZON)}"
    raise exceptions.ValidationError({"at": f"no promise can be told for then; ask about a moment {span}"})
