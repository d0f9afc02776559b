"""The pages."""

from django.urls import include, path

from web.views import client_sign_in, home, inbox, public

urlpatterns = [
    path("", home.home, name="home"),
    path("p/<slug:slug>/", public.public_page, name="public_page"),
    path("p/<slug:slug>/sign-in/", client_sign_in.ask, name="client_sign_in"),
    path("p/<slug:slug>/sign-in/code/", client_sign_in.code, name="client_code"),
    path("p/<slug:slug>/policy.json", public.policy_json, name="policy_json"),
    path("boundary-policy/1/schema.json", public.policy_schema, name="policy_schema"),
    path("", include("web.sign_in.urls")),
    path("you/", include("web.your_urls")),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:message_id>/", inbox.message, name="message"),
    path("inbox/<uuid:message_id>/answer/", inbox.answer, name="answer"),
]
