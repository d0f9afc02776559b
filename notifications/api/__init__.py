"""The exchange by HTTP, under `/api/v1/`."""

from django.urls import path

from notifications.api.messages import MessagesView
from notifications.api.promises import PromiseView

urlpatterns = [
    path("messages/", MessagesView.as_view(), name="messages"),
    path("clinicians/<slug:slug>/promise/", PromiseView.as_view(), name="promise"),
]
