"""Ask the real AWS CLI about every line that this project prints: ``python -m tests.tools.aws_cli_accepts``.

Needs a Python in which ``awscli`` can be imported (``--python PATH``; else those on PATH are tried); no
credentials, and no request leaves the machine: the line counts as accepted once the CLI would send one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tools.aws_line import files

_CHILD = r"""
import contextlib, io, json, shlex, sys
import awscli, botocore.httpsession
from awscli.clidriver import create_clidriver

class Sent(Exception):
    pass

sent = []

def send(self, request):
    sent.append(request.url)
    raise Sent("not sent")

botocore.httpsession.URLLib3Session.send = send
print(json.dumps({"version": awscli.__version__}), flush=True)
driver = create_clidriver()
for line in json.load(sys.stdin):
    sent.clear()
    words = shlex.split(line)
    words = words[1:words.index("|")] if "|" in words else words[1:]
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            driver.main(words)
        except SystemExit:
            pass
    found = {"line": line, "accepted": bool(sent), "said": "" if sent else said.getvalue().strip()[-400:]}
    print(json.dumps(found), flush=True)
"""


WRONG = (
    "aws iam get-usr",
    "aws iam get-user --username a",
    "aws iam update-access-key --user-name a --status Inactive",
    "aws ec2 describe-volumes --filters name=a,Values=b",
    "aws iam update-account-password-policy --minimum-password-length many",
)
"""Lines that must be refused, or what is accepted says nothing."""


def pythons() -> list[str]:
    """Return interpreters on PATH and beside the one that made this environment."""
    names = ("python3", "python", "python3.11", "python3.12", "python3.13")
    folders = [*os.environ.get("PATH", "").split(os.pathsep), str(Path(sys.base_prefix) / "bin")]
    found = [shutil.which(name, path=folder) for folder in folders for name in names]
    return [p for p in dict.fromkeys(found) if p]


def _has_cli(python: str) -> bool:
    asked = subprocess.run([python, "-c", "import awscli"], capture_output=True, check=False)
    return asked.returncode == 0


def ask(python: str, lines: list[str]) -> tuple[str, list[dict[str, object]]]:
    """Return the version of the AWS CLI, and what it says of each line."""
    with tempfile.TemporaryDirectory() as folder:
        for line in lines:
            # Lines name files that the reader has written.
            for name, text in files(line).items() if "file://" in line else ():
                (Path(folder) / name).write_text(text)
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [python, "-c", _CHILD],
            input=json.dumps(lines),
            capture_output=True,
            text=True,
            env=env,
            cwd=folder,
            check=False,
        )
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    if len(rows) != len(lines) + 1:
        sys.exit(f"the AWS CLI of {python} stopped: {done.stderr[-2000:]}")
    return str(rows[0]["version"]), rows[1:]


def main() -> int:
    """Print what was accepted and refused; return 1 if any line was refused."""
    from tests.tools.printed_lines import printed

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", help="an interpreter that can import awscli")
    chosen = parser.parse_args().python
    python = chosen or next(filter(_has_cli, pythons()), None)
    if python is None:
        print("no Python here can import awscli: pip install awscli, then --python", file=sys.stderr)
        return 2
    groups = printed()
    lines = list(dict.fromkeys(line for found in groups.values() for line in found))
    version, rows = ask(python, [*lines, *WRONG])
    if let_pass := [row["line"] for row in rows[len(lines) :] if row["accepted"]]:
        sys.exit(f"this AWS CLI takes anything: {let_pass}")
    rows = rows[: len(lines)]
    verdicts = {str(row["line"]): row for row in rows}
    refused = [row for row in rows if not row["accepted"]]
    for name, found in groups.items():
        good = sum(bool(verdicts[line]["accepted"]) for line in found)
        print(f"{name}: {good} of {len(found)} lines accepted")
    print(f"aws-cli {version}: {len(rows) - len(refused)} of {len(rows)} different lines accepted", end="")
    print(f"; {len(WRONG)} wrong ones refused, as they must be")
    for row in refused:
        print(f"REFUSED {row['line']}\n        {row['said']}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
