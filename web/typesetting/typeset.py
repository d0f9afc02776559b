"""Facts as JSON on standard input, a PDF on standard output; imports nothing of ours."""

import json
import resource
import sys
from contextlib import suppress

import typst

SECONDS, MEMORY = 10, 2**30  # of one document
LAYOUTS = ((11.5, 1), (10.75, 1), (10.75, 2), (10, 2), (9.25, 2))  # points, columns: the first that fits
SEVERAL_PAGES = (10.75, 2)
SURELY_SEVERAL = 20_000  # characters


def main(template: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(fitted(template, sys.stdin.buffer.read().decode()))


def fitted(template: str, facts: str) -> bytes:
    """On one page if it can be, else on as many as it takes."""
    compiler = typst.Compiler(template, ignore_system_fonts=True)
    for layout in LAYOUTS if len(facts) < SURELY_SEVERAL else ():
        pdf = typeset(compiler, facts, layout)
        if compiler.query("<pages>", field="value", one=True) == "1":
            return pdf
    return typeset(compiler, facts, SEVERAL_PAGES)


def typeset(compiler: typst.Compiler, facts: str, layout: tuple[float, int]) -> bytes:
    size, columns = layout
    given = {"data": facts, "size": str(size), "columns": str(columns)}
    when = json.loads(facts)["timestamp"]
    pdf = compiler.compile(sys_inputs=given, format="pdf", pdf_standards=["ua-1"], timestamp=when)
    return bytes(pdf)  # type: ignore[arg-type]  # one document is given as one piece


if __name__ == "__main__":
    main(sys.argv[1])
