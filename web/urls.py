"""The pages."""

from django.urls import include, path

from web.views import (
    client_sign_in,
    coverage,
    covering,
    desk,
    emergency,
    home,
    inbox,
    practice,
    public,
)

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
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:message_id>/", desk.message, name="desk_message"),
    path("desk/<uuid:message_id>/answer/", desk.answer, name="desk_answer"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<uuid:coverage_id>/", coverage.answer_coverage, name="answer_coverage"),
    path("covering/", covering.covering, name="covering"),
    path("covering/<uuid:message_id>/", covering.message, name="covering_message"),
    path("covering/<uuid:message_id>/answer/", covering.answer, name="covering_answer"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/<uuid:access_id>/", emergency.messages, name="emergency_messages"),
    path("emergency/<uuid:access_id>/end/", emergency.end, name="end_emergency"),
    path("emergency/message/<uuid:message_id>/", emergency.message, name="emergency_message"),
    path("practice/", practice.people, name="people"),
    path("practice/people/<uuid:user_id>/", practice.person, name="person"),
    path("practice/people/<uuid:user_id>/access/", practice.access, name="access"),
    path("practice/tokens/", practice.tokens, name="tokens"),
    path("practice/tokens/<uuid:token_id>/revoke/", practice.revoke_token, name="revoke_token"),
    path("practice/emergency/", emergency.all_emergencies, name="all_emergencies"),
]
