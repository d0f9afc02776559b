"""What the API's schema says of errors, and how what does not fit is named."""

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiResponse
from pydantic import BaseModel, ValidationError
from rest_framework import exceptions

from notifications.api.help_lines import HelpShown
from policies.domain.problems import worded


class Place(BaseModel):
    place: str
    detail: str


class Problem(BaseModel):
    """RFC 9457; `errors` names the places in what was sent.

    `resources` says where to find help, for whoever wrote what was handed over and not taken in.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[Place] = []
    resources: list[HelpShown] = []


def problems(described: Mapping[int, str]) -> dict[tuple[int, str], OpenApiResponse]:
    """The error responses of an operation, by status, as the schema lists them."""
    return {
        (code, "application/problem+json"): OpenApiResponse(Problem, description)
        for code, description in described.items()
    }


def refusal(error: ValidationError) -> exceptions.ValidationError:
    """Every place that cannot be used, and how to mend it."""
    found = worded(error.errors(include_url=False, include_input=False))
    return exceptions.ValidationError({each.path: each.message for each in found})
