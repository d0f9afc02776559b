"""An address as a pattern that a camera reads."""

from functools import lru_cache
from io import BytesIO

import segno


@lru_cache(maxsize=256)
def qr_code(address: str) -> str:
    """An SVG as wide as it is let be; error correction M stands a fold in the paper."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", xmldecl=False, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return drawn.getvalue().decode()
