"""Where somebody's day begins."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.queries import roles_of


def first_page(user: AbstractBaseUser | AnonymousUser) -> str:
    if isinstance(user, User):
        roles = roles_of(user)
        if roles.clinician is None and roles.front_desk:
            return reverse("desk")
        if roles.clinician is None and roles.owner:
            return reverse("people")
    return reverse("inbox")
