"""Boundary policies on the command line: plain words in, a promised reply time out."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from importlib import import_module

COMMANDS = {
    "understand": "read a statement in plain words and write the policy it makes",
    "describe": "put a policy into plain words",
    "promise": "say by when a message will be answered, and why",
    "simulate": "say what messages of a whole year would be promised",
    "screen": "look for danger in a message",
    "answer": "decide what an e-mail is answered, if anything",
    "busy": "list the busy times, or the holidays, of a calendar",
    "helplines": "list the helplines, and which of them to confirm again",
    "serve": "run the whole service, with nothing else to install",
    "audit": "tell who saw what, and whether the record of it is as it was",
    "keys": "look after the keys that what people wrote is sealed with",
    "doctor": "say what is configured, reachable, stale or unsafe",
}


def main(arguments: list[str] | None = None) -> int:
    command, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if command not in COMMANDS:
        _overview().parse_args([command])  # says what there is, and leaves
    module = import_module(f"config.between.{command}")
    parser = ArgumentParser(
        prog=f"between {command}", description=module.__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    module.add_arguments(parser)
    status: int = module.run(parser.parse_args(rest))
    return status


def _overview() -> ArgumentParser:
    listed = "\n".join(f"  {name:12}{does}" for name, does in COMMANDS.items())
    parser = ArgumentParser(
        prog="between",
        description=f"{__doc__}\n\n{listed}",
        epilog="Each shows an example with --help, as in 'between promise --help'.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    return parser


if __name__ == "__main__":
    sys.exit(main())
