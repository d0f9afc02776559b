"""The client's own pages."""

from django.urls import path

from web.views import (
    client_sign_in,
    feed_pages,
    you,
    your_appointments,
    your_choices,
    your_policy,
    your_records,
)

urlpatterns = [
    path("", you.messages, name="your_messages"),
    path("messages/<uuid:message_id>/", you.message, name="your_message"),
    path("write/", you.write, name="write"),
    path("appointments/", your_appointments.appointments, name="your_appointments"),
    path("appointments/<uuid:appointment_id>/", your_appointments.one, name="your_appointment"),
    path("appointments/<uuid:appointment_id>/move/", your_appointments.move, name="your_move"),
    path("appointments/<uuid:appointment_id>/cancel/", your_appointments.cancel, name="your_cancel"),
    path("appointments/book/<uuid:session_type_id>/", your_appointments.book, name="your_book"),
    path("appointments/wait/<uuid:session_type_id>/", your_appointments.wait, name="your_wait"),
    path("appointments/waiting/<uuid:place_id>/stop/", your_appointments.stop_waiting, name="stop_waiting"),
    path("policy/", your_policy.policies, name="your_policy"),
    path("calendar/", feed_pages.your_calendar, name="your_calendar"),
    path("calendar/<uuid:feed_id>/", feed_pages.your_feed, name="your_feed"),
    path("calendar/<uuid:feed_id>/rotate/", feed_pages.rotate_yours, name="rotate_your_feed"),
    path("calendar/<uuid:feed_id>/revoke/", feed_pages.revoke_yours, name="revoke_your_feed"),
    path("choices/", your_choices.choices, name="your_choices"),
    path("left/", your_choices.left, name="your_left"),
    path("details/", your_records.details, name="your_details"),
    path("everything/", your_records.everything, name="your_everything"),
    path("everything.json", your_records.everything_json, name="your_everything_json"),
    path("erasure/", your_records.erasure, name="your_erasure"),
    path("sign-ins/", you.sign_ins, name="your_sign_ins"),
    path("sign-out/", client_sign_in.sign_out, name="client_sign_out"),
    path("signed-out/", client_sign_in.signed_out, name="client_signed_out"),
]
