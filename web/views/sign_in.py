"""In with email and password, out by a press of a button."""

from django.contrib.auth.views import LoginView, LogoutView
from django.views.decorators.csrf import csrf_protect

from web.forms import SignInForm
from web.views.edges import page

sign_in = page(
    LoginView.as_view(
        template_name="sign_in.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
    )
)
sign_out = csrf_protect(LogoutView.as_view())
