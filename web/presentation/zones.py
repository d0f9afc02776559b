"""Time zones to choose from: a well-known city for each part of the world. Any other may be given by name."""

from policies.language.times import city

CITIES = """
Pacific/Honolulu America/Anchorage America/Los_Angeles America/Phoenix America/Denver America/Chicago
America/New_York America/Halifax America/St_Johns America/Puerto_Rico America/Mexico_City America/Bogota
America/Lima America/Caracas America/Santiago America/Argentina/Buenos_Aires America/Sao_Paulo
Atlantic/Azores Atlantic/Canary Europe/Lisbon Europe/London Europe/Dublin Europe/Madrid Europe/Paris
Europe/Berlin Europe/Rome Europe/Stockholm Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Kyiv
Europe/Istanbul Africa/Casablanca Africa/Lagos Africa/Cairo Africa/Nairobi Africa/Johannesburg
Asia/Jerusalem Asia/Riyadh Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka
Asia/Bangkok Asia/Jakarta Asia/Singapore Asia/Shanghai Asia/Hong_Kong Asia/Manila Asia/Seoul Asia/Tokyo
Australia/Perth Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland
""".split()  # noqa: SIM905  sixty lines of quotes would read worse


def choices(language: str, chosen: str | None) -> list[tuple[str, str]]:
    names = dict.fromkeys([*CITIES, *([chosen] if chosen else [])])
    return sorted(((name, city(name, language)) for name in names), key=lambda each: each[1])
