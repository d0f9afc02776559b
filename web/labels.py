"""What the codes of the domain are called on a page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CHANNELS = {
    "email": _("Email"),
    "sms": _("Text message"),
    "phone": _("Phone"),
    "portal": _("Client portal"),
    "fax": _("Fax"),
    "chat": _("Chat"),
    "social": _("Social media"),
    "walk_in": _("In person, without an appointment"),
}

REACHED_BY = {"email": _("Email"), "sms": _("Mobile phone"), "phone": _("Phone")}

MATTERS = {
    "scheduling": _("Scheduling an appointment"),
    "between_session_note": _("A note between sessions"),
    "refill": _("A refill"),
    "paperwork": _("Paperwork"),
    "urgent": _("Something urgent, but not an emergency"),
}

USES = {
    "any": _("For anything between sessions."),
    "scheduling_only": _("For scheduling only."),
    "urgent_only": _("For urgent matters only."),
}

HOURS = {"office": _("office hours"), "sessions": _("sessions"), "phone": _("phone hours")}

UNDERSTOOD = {  # what places in the policy are called beside the words that say them
    "hours.contact": _("When you can be reached"),
    "hours.office": _("Office hours"),
    "hours.sessions": _("Sessions"),
    "hours.phone": _("Phone hours"),
    "holidays": _("Public holidays"),
    "closed_dates": _("A day on which you are closed"),
    "overrides": _("Other hours on one date"),
    "time_away": _("Time away"),
    "time_away.coverage": _("Who answers meanwhile"),
    "reply": _("How soon you reply"),
    "channels.email": CHANNELS["email"],
    "channels.sms": CHANNELS["sms"],
    "channels.phone": CHANNELS["phone"],
    "channels.portal": CHANNELS["portal"],
    "channels.fax": CHANNELS["fax"],
    "channels.chat": CHANNELS["chat"],
    "channels.social": CHANNELS["social"],
    "channels.walk_in": CHANNELS["walk_in"],
    "matters": _("How soon you reply, by what it is about"),
    "closed": _("When you are closed"),
    "coverage": _("Who answers when you are away"),
    "emergency": _("Help in an emergency"),
    "while_you_wait": _("While they wait"),
    "ending_care": _("If you stop working together"),
    "review_on": _("When you look at this again"),
    "notes": _("Good to know"),
}

STATES = {
    "open": pgettext_lazy("the clinician can be reached", "Open now"),
    "closed": pgettext_lazy("the clinician cannot be reached", "Closed now"),
    "away": _("Away"),
}

COVERAGE_SCOPES = {"urgent": _("What is urgent or sounds like danger"), "all": _("Everything that comes")}

PLACES = {"in_person": _("in person"), "online": _("online"), "phone": _("by phone")}

WHO_BOOKS = {
    "anyone": _("Anyone: people who are no clients yet ask for a time on your public page"),
    "clients": _("Your clients, after signing in"),
    "nobody": _("Only you: you enter it for them"),
}

STANDINGS = {  # of an appointment, on a badge
    "requested": pgettext_lazy("a time", "Asked for"),
    "booked": pgettext_lazy("a time", "Booked"),
    "cancelled": pgettext_lazy("a time", "Cancelled"),
    "declined": pgettext_lazy("a time", "Did not work out"),
    "expired": pgettext_lazy("a time", "Not answered in time"),
}

WORTH_KNOWING = {  # of a time that is entered all the same
    "away": _("You are away then."),
    "closed": _("You are closed on this day."),
    "busy": _("One of your calendars says that you are busy then."),
    "outside_hours": _("It lies outside your hours for sessions."),
}

WHY_NO_TIME = {  # to whoever would like one
    "gone": _("No times are given here any more."),
    "no_policy": _("No times are given here yet."),
    "no_hours": _("No times are given here yet."),
    "too_soon": _("These days are too close for a new time."),
    "too_far": _("Times that far ahead are not given yet."),
    "away": _("There are no times on these days: your clinician is away."),
    "closed": _("There are no times on these days."),
    "full": _("All times in the days ahead are taken."),
}

PLACES_ALONE = {  # where nothing stands before it
    "in_person": _("In person"),
    "online": _("Online"),
    "phone": _("By phone"),
}

FEEDS = {"own": _("My own calendar"), "busy": _("When I am busy"), "client": _("My appointments")}

SCOPES = {
    "messages:write": _("Hand over messages"),
    "appointments:read": _("Read when appointments are, without names"),
}

HEARD = {  # what becomes of a message, by level
    "crisis": _("Sounds like danger: help is shown at once, and somebody is called"),
    "concern": _("Somebody should look, in their own time"),
    "none": _("Nothing was heard in it"),
}

PHRASES_DO = {
    "crisis": HEARD["crisis"],
    "concern": HEARD["concern"],
    "exception": _("An exception: these words mean no danger here, and somebody looks all the same"),
}

CATEGORIES = {
    "suicide": _("Suicide"),
    "self_harm": _("Self-harm"),
    "overdose": _("Overdose"),
    "harm_others": _("Harm to others"),
    "abuse_danger": _("Abuse or danger"),
    "medical": _("A medical emergency"),
    "third_party": _("Somebody close is in danger"),
}

LEVELS = {"crisis": _("Crisis"), "concern": _("Please look")}

SOURCES = {
    "api": _("through a connected program"),
    "page": _("on your public page"),
    "mail": _("by mail"),
    "portal": _("after signing in"),
}

DELIVERIES = {
    "auto_reply": _("Automatic reply"),
    "crisis_reply": _("Automatic reply with help in a crisis"),
    "notice": _("Notice to the clinician"),
    "alarm": _("Alarm to somebody on duty, by mail"),
    "alarm by webhook": _("Alarm to somebody on duty, to their alarm address"),
    "reply": _("Answer"),
    "waiting": _("Mail that the answer can be read"),
}

DELIVERY_STATES = {
    "pending": _("waiting to be sent"),
    "leased": _("being sent"),
    "sent": _("sent"),
    "handed_back": _("handed to the program that brought the message"),
    "uncertain": _("perhaps sent: the connection broke while sending"),
    "dead": _("could not be sent"),
    "not_needed": _("not sent: somebody looked after it already"),
}

ESCALATION_EVENTS = {
    "opened": _("A message sounded like danger"),
    "joined": _("Another message came from them"),
    "alarmed": _("The people of the next step were called"),
    "skipped": _("A step was passed over at once: nobody in it can be reached"),
    "failed": _("None of the calls of a step could be sent"),
    "nobody": _("Nobody could be called; it is tried again every five minutes"),
    "acknowledged": _("Somebody said that they look after it"),
    "reopened": _("Nothing was done for half an hour, so it rings again"),
    "resolved": _("It was resolved"),
}

CALLED_OUTCOMES = {  # of a test post
    "taken": _("It was taken there. Look whether it has got to you."),
    "refused": _("It was refused there for good (answer {status}). Check the address, or set another."),
    "later": _("It could not be taken there now (answer {status}). An alarm would be tried again soon."),
    "unanswered": _("It was sent, and nothing was answered in time. It may have got to you all the same."),
    "not_reached": _(
        "Nothing could be reached there. Check the address, and whether its certificate is good."
    ),
    "not_public": _("This address leads into a private network, and nothing is posted there. Set another."),
    "too_often": _("That was tried too often. Please wait five minutes, then try again."),
}

ESCALATION_OUTCOMES = {"looked_after": _("Looked after"), "false_alarm": _("A false alarm")}

DECISIONS = {
    "crisis": _("The message sounds like danger, so help was sent at once."),
    "first_in_period": _("This was the first message since your hours last changed between open and closed."),
    "policy_changed": _("Your policy changed since the last automatic reply."),
    "promise_changed": _("The promised time changed since the last automatic reply."),
    "already_told": _("They had already been told the same, so it was not repeated."),
    "human_answered": _("You had just answered, so nothing automatic was sent."),
    "loop_cap": _(
        "Too many crisis replies in an hour; this may be two programs talking. Please look yourself."
    ),
    "daily_cap": _("Too many automatic replies to this address in a day. Please look yourself."),
    "stopped_texts": _(
        "They sent a word by which text messages are stopped, and by law it is obeyed. If they meant "
        "something else by it, please ask them another way."
    ),
    "started_texts": _("They asked for text messages again."),
    "left": _("They have left your care, so nothing automatic is sent; what they write still comes to you."),
    "paused": _("Automatic replies to them are paused."),
    "opted_out": _("They want no automatic replies this way. The words stand on their own page."),
    "cannot_be_texted": _(
        "They have stopped text messages, and carriers pass nothing on to them: they cannot be texted, not "
        "even with help. It was mailed to them where we know an address; please reach them another way "
        "at once."
    ),
    "null_return_path": _("It is a notice from a mail system, which must not be answered."),
    "bad_sender": _("It has no sender's address that can be written to."),
    "own_address": _("It came from an address of your own practice."),
    "loop": _("It has passed here before; answering could make it go round in circles."),
    "system_sender": _("It came from an address that no person reads."),
    "automatic": _("It says of itself that it was sent automatically."),
    "delivery_report": _("It is a delivery report."),
    "list": _("It came through a mailing list."),
    "precedence": _("It is marked as bulk mail."),
    "suppress_header": _("Its sender asks for no automatic replies."),
    "looks_automatic_subject": _("Its subject is that of an automatic reply."),
    "not_addressed_to_us": _("None of your addresses is among its recipients."),
}

PEOPLE = {
    "clinician": _("Clinician"),
    "covering": _("Colleague who covered"),
    "on_duty": _("On duty"),
    "owner": _("Owner of the practice"),
    "front_desk": _("Front desk"),
    "emergency": _("Emergency access"),
    "client": _("Client"),
    "integration": _("A connected program"),
    "visitor": _("The public page"),
    "mail_server": _("The mail system"),
    "operator": _("The service"),
}

NEWS = {
    "policy_changed": _("Mail that there is something new to read"),
    "policy_stays": _("Mail that a change does not come"),
    "agreement_begins": _("Mail that what was agreed begins"),
    "agreement_review": _("Mail on the day on which what was agreed is looked at again"),
    "agreement_ends": _("Mail that what was agreed has ended"),
    "time_booked": _("Mail that an appointment was booked"),
    "time_moved": _("Mail that an appointment moved"),
    "time_elsewhere": _("Mail that an appointment takes place elsewhere"),
    "time_cancelled": _("Mail that an appointment does not take place"),
    "time_declined": _("Mail that a time could not be kept"),
    "time_expired": _("Mail that a time is no longer held"),
    "time_reminder": _("Mail to remind of an appointment"),
    "time_free": _("Mail that a time has become free"),
    "series_begins": _("Mail that a regular time is kept"),
    "series_ends": _("Mail that a regular time ends"),
    "series_moves": _("Mail that a regular time moves"),
    "series_elsewhere": _("Mail that a regular time takes place elsewhere"),
    "series_left_out": _("Mail that a regular time cannot be on some days"),
}

VERSION_STATES = {
    "scheduled": _("Planned"),
    "in_force": _("In force"),
    "superseded": _("Over"),
    "withdrawn": _("Withdrawn"),
}

NEWS_BY = {"email": _("By email"), "portal": _("After signing in")}

DONE = {
    "acknowledged": _("Said to have read a version of the policy"),
    "added": _("Added to the practice"),
    "agreed": _("Something was agreed for a time"),
    "answered": _("Answered a message"),
    "asked_to_erase": _("Asked to be erased"),
    "attributed": _("A message from before they were a client was put to them"),
    "booked": _("An appointment was booked"),
    "came_back": _("Care was taken up again"),
    "cancelled": _("An appointment was cancelled"),
    "chose": _("Chose how to be told of changes"),
    "corrected": _("Particulars were corrected"),
    "declined": _("A request for a time was declined"),
    "ended": _("An agreement was ended early"),
    "exported": _("Everything that is kept was shown or handed over"),
    "issued": _("A calendar address was made"),
    "revoked": _("A calendar address was taken away"),
    "forgot": _("Something was forgotten, because its time was over"),
    "held": _("Put on hold: nothing may be erased"),
    "left": _("Care ended"),
    "lifted": _("The hold was lifted"),
    "listed": _("Looked at the list of messages"),
    "moved": _("An appointment moved"),
    "noted": _("Notes for their safety were written"),
    "opted_in": _("Automatic replies on a channel were wanted again"),
    "opted_out": _("Automatic replies on a channel were stopped"),
    "paused": _("Automatic replies were paused"),
    "read": _("Looked at"),
    "received": _("A message was taken in"),
    "replayed": _("Something was sent again"),
    "requested": _("A time was asked for"),
    "resolved": _("What sounded like danger was resolved"),
    "resumed": _("Automatic replies were taken up again"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "took_up": _("Said to look after what sounded like danger"),
    "withdrew": _("A wish to be erased was withdrawn"),
}

CALENDAR_USES = {
    "busy": _("When I am busy: nobody can book those times"),
    "away": _("When I am away: whole days and out-of-office times are time away, the rest is busy"),
    "holidays": _("Holidays: I am asked about each day once"),
}

CALENDAR_USES_IN_SHORT = {"busy": _("Busy times"), "away": _("Time away"), "holidays": _("Holidays")}

DONE_TO = {  # where what was done says another thing of these
    ("added", "waiting_place"): _("Began to wait for a time"),
    ("booked", "series"): _("A regular time was agreed"),
    ("corrected", "appointment"): _("What was said with a time was mended"),
    ("ended", "appointment"): _("A time was held no longer, because nobody had confirmed it"),
    ("ended", "series"): _("A regular time was ended"),
    ("ended", "waiting_place"): _("Waited for a time no more"),
}

APPOINTMENT_STATES = {
    "requested": _("asked for"),
    "booked": _("booked"),
    "cancelled": _("cancelled"),
    "declined": _("could not be kept"),
    "expired": _("not confirmed in time"),
}

WHY_LEFT_OUT = {
    "away": _("away"),
    "busy": _("busy, by a connected calendar"),
    "closed": _("closed that day"),
    "taken": _("another appointment is there"),
}
