"""The client's own pages."""

from django.urls import path

from web.views import client_sign_in, you

urlpatterns = [
    path("", you.messages, name="your_messages"),
    path("messages/<uuid:message_id>/", you.message, name="your_message"),
    path("write/", you.write, name="write"),
    path("sign-ins/", you.sign_ins, name="your_sign_ins"),
    path("sign-out/", client_sign_in.sign_out, name="client_sign_out"),
    path("signed-out/", client_sign_in.signed_out, name="client_signed_out"),
]
