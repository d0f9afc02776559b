"""What is said of each kind of advice: a title, the reason, and what might be said instead.

Named by the code of the advice and, after a colon, by what makes its words other ones. No suggestion stands
where kinder words come with the advice itself.
"""

from collections.abc import Mapping


def _(message: str) -> str:
    """Marks what the catalogue translates; it is translated where it is said."""
    return message


_PRESSURE, _BLAME, _COLD = (
    _("This may sound like pressure"),
    _("This may sound like blame"),
    _("This may sound cold"),
)
_DUE = _(
    "You promise a reply {within}. A message of {received} would be due on {reply_by}, but your hours begin "
    "again only on {next_open}. It is so after about {times} of your closing times in a year."
)

MESSAGES: Mapping[str, tuple[str, str, str]] = {  # title, why, suggestion
    "crisis_help_removed": (
        _("Help in an emergency is missing"),
        _(
            "Your policy in force tells clients where to turn in an emergency, and this one no longer "
            "does. Somebody may look for it just when it matters."
        ),
        _("Please name it again, for instance: “In an emergency {actions}.”"),
    ),
    "crisis_help_removed: words": (
        _("Help in an emergency is missing"),
        _(
            "Your policy in force tells clients where to turn in an emergency, and this one no longer "
            "does. Somebody may look for it just when it matters."
        ),
        _("Please say it again here, in your own words."),
    ),
    "emergency_elsewhere": (
        _("Nobody answers these numbers where you work"),
        _(
            "Where you work ({country}), no help is reached under {numbers}, and somebody in danger would "
            "lose time."
        ),
        _("Please name the emergency number there, and crisis lines if you know any."),
    ),
    "another_countrys_help": (
        _("A number from another country"),
        _(
            "Where you work ({country}), no help is reached under {numbers}. Whoever tries it there loses "
            "time."
        ),
        _("If it is meant for clients who are elsewhere, please say so; otherwise it is better left out."),
    ),
    "discourages_help: discourages_help": (
        _("These words could keep somebody from getting help"),
        _("“{words}” could make somebody in danger wait, and nobody may be reading just then."),
        "",
    ),
    "crisis_by_message: crisis_by_message": (
        _("A message may lie unread"),
        _("“{words}” asks for a message in a crisis, and nobody may be reading at that hour."),
        "",
    ),
    "no_emergency_procedure": (
        _("What to do in an emergency"),
        _(
            "Nothing was found on where clients can turn in an emergency. The numbers of your region are "
            "shown in any case, but your own words carry more."
        ),
        _(
            "For instance: “In an emergency, please call your local emergency number, or go to the nearest "
            "emergency department.”"
        ),
    ),
    "calendar_through_closed_days": (
        _("A reply would be due while you are not working"),
        _DUE,
        _(
            "You could count working days or contact hours instead of all time; then your days off stay "
            "yours."
        ),
    ),
    "due_before_opening": (
        _("A reply would be due while you are not working"),
        _DUE,
        _("You could count contact hours, or give yourself until the end of the next working day."),
    ),
    "nothing_can_keep_it: clock_needs_hours": (
        _("A reply time that has no hours to count"),
        _(
            "The reply time counts contact hours, and none are given: clients would be told that no time "
            "is promised."
        ),
        _("Please add your hours, or count working days instead."),
    ),
    "nothing_can_keep_it: no_hours": (
        _("A reply time that has no hours to count"),
        _(
            "With these hours and closed days nobody is ever there: clients would be told that no time is "
            "promised."
        ),
        _("Please look at your hours and closed days once more."),
    ),
    "nothing_can_keep_it: beyond_horizon": (
        _("A reply time that has too few hours to count"),
        _(
            "With these hours a reply would take more than two years: clients would be told that no time "
            "is promised."
        ),
        _("A shorter reply time or more hours would mend it."),
    ),
    "slower_than_sessions": (
        _("The next session would often come first"),
        _(
            "Half of all messages would wait {wait} or longer. That is more than the {days} days that lie "
            "between two sessions at the most, so that many clients would see you before they have your "
            "reply."
        ),
        _(
            "If you mean it so, you could say: “I may answer in our next session.” If not, a shorter time "
            "may fit better."
        ),
    ),
    "nothing_open": (
        _("A long time in which nobody is there"),
        _("Even apart from absences, nobody is there from {start} until {end}."),
        _("If somebody answers meanwhile, you could name them here; it also helps clients to know it early."),
    ),
    "nothing_open: never": (
        _("A long time in which nobody is there"),
        _("From {start} on there are no hours any more."),
        _("Please look at your hours and closed days once more."),
    ),
    "nothing_open: open end": (
        _("Hours without an end"),
        _("Hours such as “from 16:00 onwards” are shown as you said them, but no reply time can count them."),
        _("Please say until when you can be reached."),
    ),
    "absence_without_coverage": (
        _("Nobody is named for your absence"),
        _(
            "You are away from {start} until {end}, and your next hours begin on {next_open}. Clients do "
            "not learn from this whom they can turn to meanwhile."
        ),
        _(
            "You could ask a colleague to cover, who is named to clients after saying yes, or say where "
            "else clients can turn."
        ),
    ),
    "absence_without_coverage: no return": (
        _("Nobody is named for your absence"),
        _(
            "You are away from {start} until {end}. Clients do not learn from this whom they can turn to "
            "meanwhile."
        ),
        _(
            "You could ask a colleague to cover, who is named to clients after saying yes, or say where "
            "else clients can turn."
        ),
    ),
    "coverage_not_asked": (
        _("Your colleague has not been asked yet"),
        _(
            "You name {name} for an absence, and nobody has said yes to the time from {start} until {end}. "
            "Until then clients see no name, and read that cover is still being arranged."
        ),
        _("You could ask for exactly these days; your page says so from the yes on."),
    ),
    "coverage_not_answered": (
        _("Your colleague has not answered yet"),
        _(
            "Somebody is asked to cover the time from {start} until {end}, and has not said yes. Until then "
            "clients see no name, and read that cover is still being arranged."
        ),
        _("You could remind them, or ask somebody else as well."),
    ),
    "coverage_declined": (
        _("Your colleague cannot cover your absence"),
        _("Whoever was asked cannot cover the time from {start} until {end}, and nobody else has said yes."),
        _("You could ask somebody else for exactly these days, or say where else clients can turn."),
    ),
    "coverage_in_part": (
        _("Part of your absence is not covered"),
        _(
            "Of your absence, nobody looks after the time from {start} until {end}: no colleague has said "
            "yes to it, or whoever did is away then, too."
        ),
        _("You could ask a colleague for exactly these days, or say where else clients can turn."),
    ),
    "promised_while_away": (
        _("What your reply time means while you are away"),
        _(
            "You promise a reply {within}. While you are away no time is counted: a message of {received} "
            "would be due on {reply_by}. The automatic reply says so, but your own words do not."
        ),
        _("You could add: “While I am away, your messages wait for my return.”"),
    ),
    "no_reply_time": (
        _("When clients can expect a reply"),
        _(
            "No reply time was found. Two or three days are easy to bear when they are known; not to know "
            "is hard."
        ),
        _("For instance: “I usually reply within two working days.”"),
    ),
    "reply_time_in_words": (
        _("A reply time without a number"),
        _("“{words}” shows that you care, but not until when to wait, and no time can be promised from it."),
        _("For instance: “usually within two working days”."),
    ),
    "channel_without_reply_time": (
        _("No reply time for one way to reach you"),
        _("Clients may reach you by {channel}, and nothing says when an answer comes there."),
        _("You could give one reply time for everything, or say how this way differs."),
    ),
    "coercive: withdraws_care": (
        _PRESSURE,
        _(
            "“{words}” speaks of ending care. Somebody who fears to be left may read nothing else, and "
            "stop writing."
        ),
        "",
    ),
    "coercive: pause_after_self_harm": (
        _PRESSURE,
        _(
            "“{words}” can be heard as a punishment by somebody who is hurt. A pause that you have agreed "
            "on can be told together with where help is meanwhile."
        ),
        "",
    ),
    "coercive: commands": (
        _PRESSURE,
        _("“{words}” gives an order. To ask for the same reaches as much, and is easier to take."),
        "",
    ),
    "coercive: threatens_costs": (
        _PRESSURE,
        _("“{words}” sounds like a penalty. What something costs can be said plainly and beforehand."),
        "",
    ),
    "coercive: signs_away": (
        _PRESSURE,
        _(
            "“{words}” sounds like a contract. Clients confirm here that they have read your policy; no "
            "more is needed."
        ),
        "",
    ),
    "blaming: too_much_contact": (
        _BLAME,
        _("“{words}” may make somebody ashamed of having reached out, and silent when it matters."),
        "",
    ),
    "blaming: labels": (
        _BLAME,
        _("“{words}” tells what somebody is thought to be, instead of what happened."),
        "",
    ),
    "blaming: fault": (
        _BLAME,
        _("“{words}” looks for a fault, where there is often none."),
        "",
    ),
    "cold: closes_the_door": (
        _COLD,
        _("“{words}” says what is not possible. That is easier to hear after what is."),
        "",
    ),
    "cold: impersonal": (
        _COLD,
        _("“{words}” sounds like an office. Clients write to a person."),
        "",
    ),
    "nothing_on_absences": (
        _("When you are away"),
        _(
            "Nothing was found on what happens when you are away or ill. To know it beforehand takes worry "
            "away."
        ),
        _(
            "For instance: “I tell you of planned absences two weeks ahead, and a colleague answers what "
            "is urgent.”"
        ),
    ),
    "nothing_on_technology": (
        _("When technology fails"),
        _(
            "Nothing was found on what you do when a call drops or a message is lost. Professional "
            "guidance asks for a plan."
        ),
        _(
            "For instance: “If we are cut off, I call you back. If you hear nothing for two days, please "
            "write again.”"
        ),
    ),
    "nothing_on_fees": (
        _("What contact costs"),
        _("Nothing was found on whether messages or calls between sessions cost anything."),
        _(
            "For instance: “Messages and short calls are free; I tell you before a longer call costs "
            "something.”"
        ),
    ),
}
