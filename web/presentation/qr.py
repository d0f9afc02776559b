"""An address as a pattern that a camera reads."""

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(maxsize=256)
def qr_code(address: str) -> str:
    """An SVG as wide as it is let be; for addresses that anybody may know, which stay in memory."""
    return drawn(address)


def drawn(address: str) -> str:
    """The same, kept nowhere. Error correction M stands a fold in the paper."""
    made = BytesIO()
    segno.make_qr(address, error="m").save(
        made, kind="svg", xmldecl=False, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return made.getvalue().decode()
