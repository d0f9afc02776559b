"""What holds for one channel."""

from django.utils.translation import gettext_lazy as _

from web.policy_parts.fields import ChoiceField, Choices, WordsField
from web.policy_parts.hours import weekly
from web.policy_parts.replies import ReplyOfItsOwn
from web.policy_parts.sheet import Json, Piece, Rows

WELCOME, REFUSED = "yes", "no"
USES: Choices = [
    ("", _("You say nothing of it")),
    ("any", _("For anything between sessions")),
    ("scheduling_only", _("For scheduling only")),
    ("urgent_only", _("For urgent matters only")),
]


class ChannelPiece(Piece):
    may_be_folded = True

    accepted = ChoiceField(
        label=_("Is it read?"),
        choices=[
            ("", _("You say nothing of it")),
            (WELCOME, _("Yes, they may use it")),
            (REFUSED, _("No, they are asked to use another way")),
        ],
    )
    use = ChoiceField(label=_("What it is for"), choices=USES)
    note = WordsField(label=_("In your own words"), rows=2)

    def shown(self, began: Json) -> Json:
        return {
            "accepted": WELCOME if began.get("accepted", True) else REFUSED,
            "use": began.get("use"),
            "note": began.get("note"),
        }

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        return {
            "hours": weekly(self.sheet, self.named("hours"), began.get("hours"), _("Hours of its own")),
            "reply": ReplyOfItsOwn(self.sheet, self.named("reply"), began.get("reply")),
        }

    def clean(self) -> None:
        if not self.cleaned_data.get("accepted") and not self.is_blank and "accepted" not in self.errors:
            self.add_error("accepted", _("Something stands below: say whether it is read, or take that out."))

    def value(self) -> Json | None:
        said = self.cleaned_data
        if not said["accepted"]:
            return None
        return {
            "accepted": said["accepted"] == WELCOME,
            "use": said["use"] or None,
            "note": self.own_words("note"),
            **{name: piece.value() for name, piece in self.pieces.items()},
        }
