"""Who answers while the clinician is away."""

from policies.language.words import translator


def say_who_answers(name: str | None, contact: str | None, matter: str | None, language: str) -> str:
    """Such as: Dr. Cole answers urgent messages meanwhile (212-555-0148). Empty where nobody is named."""
    _ = translator(language).gettext
    if not (name or contact):
        return ""
    if matter == "urgent":
        said = _("{name} answers urgent messages meanwhile")
    elif matter:
        said = _("{name} answers meanwhile: {matter}")
    else:
        said = _("{name} answers meanwhile")
    who = said.format(name=name or contact, matter=matter)
    return _("{who} ({contact})").format(who=who, contact=contact) if name and contact else who
