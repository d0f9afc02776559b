"""Taking messages away for good, with all that hangs on them: at somebody's wish, or past their time."""

from django.db.models import QuerySet

from accounts.leftovers import overwrite_once_committed
from notifications.models import Delivery, Escalation, InboundMessage, RawMail, Reply


def take_away(messages: QuerySet[InboundMessage]) -> None:
    """Within the caller's transaction. What was still to be sent for them is sent no more.

    None of their replies may answer a message that stays.
    """
    rows = list(messages.select_for_update().order_by("pk").values_list("pk", "mail_id"))
    ours = [pk for pk, _ in rows]
    about = Escalation.objects.filter(events__message__in=ours).values("pk")
    held = Escalation.objects.select_for_update().filter(pk__in=about)  # a step that is made is waited for
    alarms = list(held.order_by("pk").values_list("pk", flat=True))
    InboundMessage.objects.filter(pk__in=ours).update(answered_by=None)
    Delivery.objects.filter(message_id__in=ours).delete()
    Reply.objects.filter(message_id__in=ours).delete()
    InboundMessage.objects.filter(pk__in=ours).delete()
    Escalation.objects.filter(pk__in=alarms).exclude(events__message__isnull=False).delete()
    RawMail.objects.filter(pk__in=[mail_id for _, mail_id in rows], messages=None).delete()
    overwrite_once_committed()
