"""What whoever is signed in may be: asked of the database once in a request, and anew in the next."""

from django.http import HttpRequest

from accounts.models import User
from accounts.queries import Roles, roles_of


def roles_in(request: HttpRequest) -> Roles:
    user, known = request.user, vars(request).setdefault("roles", {})
    if not isinstance(user, User):
        return Roles()
    if user not in known:  # a sign-in changes who asks within the request
        known[user] = roles_of(user)
    found: Roles = known[user]
    return found
