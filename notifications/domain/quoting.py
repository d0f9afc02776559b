"""What is new in a message, apart from the history that mail programs append."""

import re

# "On Tue, 3 Mar 2026 at 10:00, Dana <d@example.org> wrote:" in the languages we speak
_WROTE = "wrote|escribió|a écrit|schrieb|escreveu|ha scritto|schreef"
_INTRODUCTION = re.compile(rf"(?:On|El|Le|Am|Em|Il|Op)\b.{{0,300}}\b(?:{_WROTE})\b.{{0,120}}:\s*")
_HISTORY = "Original Message|Mensaje original|Ursprüngliche Nachricht|Message d'origine"
_APPENDED = re.compile(rf"-{{3,}}\s{{0,3}}(?:{_HISTORY})\b.*")


def split_quoted(text: str) -> tuple[str, str]:
    """The new part and the quoted history. A forwarded message counts as new: it was sent on for a reason."""
    new: list[str] = []
    quoted: list[str] = []
    appended = False
    for line in text.split("\n"):
        head = line.strip()
        appended = appended or bool(_APPENDED.fullmatch(head[:200]))
        is_old = appended or head.startswith(">") or bool(_INTRODUCTION.fullmatch(head[:500]))
        (quoted if is_old else new).append(line)
    return "\n".join(new).strip(), "\n".join(quoted).strip()
