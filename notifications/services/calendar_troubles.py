"""Why a connected calendar cannot be read, in plain words: the same on its page and in a mail."""

from django.utils.translation import gettext_lazy as _

TROUBLES = {  # what happened, and what to do
    "refused_address": (
        _("The address leads somewhere that is not reached from here."),
        _("Copy the calendar\u2019s public or secret address once more, and give that as its new address."),
    ),
    "redirects": (
        _("Its server keeps sending us to another address."),
        _("Open the address in a browser and give the one that it ends at as its new address."),
    ),
    "too_slow": (_("It took too long."), _("It is tried again by itself; nothing is to be done yet.")),
    "too_large": (
        _("It is larger than 10 MB."),
        _("Share a calendar with less in it, or one without its oldest years."),
    ),
    "too_much": (
        _("It holds more events or repetitions than can be read."),
        _("Share a calendar with less in it, or one without its oldest years."),
    ),
    "too_much_memory": (
        _("It holds more than can be read at once."),
        _("Share a calendar with less in it, or one without its oldest years."),
    ),
    "not_a_calendar": (
        _("What the address answers is no calendar, perhaps a page to sign in."),
        _(
            "Copy the iCal address from the calendar\u2019s sharing settings, "
            "and give that as its new address."
        ),
    ),
    "cut_short": (
        _("Only a part of it arrived."),
        _("It is tried again by itself; nothing is to be done yet."),
    ),
    "not_proven": (
        _("Its server cannot prove that it is the one in the address."),
        _("Check the address. If it is right, its provider has to renew the certificate."),
    ),
    "not_allowed": (
        _("Its server does not let us read it any more."),
        _(
            "Look in the calendar\u2019s sharing settings for its address as it is now, "
            "and give that as its new address."
        ),
    ),
    "not_found": (
        _("There is no calendar at this address any more."),
        _(
            "Look in the calendar\u2019s sharing settings for its address as it is now, "
            "and give that as its new address."
        ),
    ),
    "gone": (
        _("Its server says that this calendar is gone for good, so it is not asked any more."),
        _("Give its new address, or disconnect it here. If it is back, read it again."),
    ),
    "server_error": (
        _("Its server answers with an error."),
        _("It is tried again by itself; nothing is to be done yet."),
    ),
    "away": (
        _("Its server cannot be reached."),
        _("It is tried again by itself. If it lasts, check the address."),
    ),
    "reader_failed": (
        _("It could not be read to its end."),
        _("It is tried again by itself. If it lasts, export it once and upload the file instead."),
    ),
    "own_feed": (
        _("This is one of the calendars that we make for you, so everything in it is known here already."),
        _("Disconnect it here, and connect the calendar that you keep yourself."),
    ),
    "vanished": (
        _("Much of what it said is gone all at once, so we look once more before we believe it."),
        _("Nothing is to be done. If you did clear it, that counts once two readings agree."),
    ),
    "address_lost": (
        _("The address that is kept for it cannot be opened any more."),
        _("Give its address once more, as if it were a new one."),
    ),
}
