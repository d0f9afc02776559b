"""Where somebody's day begins."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.queries import Roles, roles_of


def first_page(user: AbstractBaseUser | AnonymousUser) -> str:
    return first_page_for(roles_of(user) if isinstance(user, User) else Roles())


def first_page_for(roles: Roles) -> str:
    if roles.clinician is None and roles.front_desk:
        return reverse("desk")
    if roles.clinician is None and roles.owner:
        return reverse("people")
    return reverse("inbox")
