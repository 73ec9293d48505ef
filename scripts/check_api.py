"""Send a server what its OpenAPI document allows, and what it does not, and compare the replies.

Nothing above 499, no status, header or body that the document does not tell of. The server has two
invented documents, and vectors that need no model.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from planqa import Client
from tests.served import OTHER, PLAN, listening

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)


def check(url: str, seconds: int) -> subprocess.CompletedProcess[str]:
    """Run schemathesis against a server for so many seconds; its exit code is 0 if all is well."""
    command = [
        str(SCHEMATHESIS),
        "run",
        f"{url}/openapi.json",
        f"--max-time={seconds}",
        f"--checks={','.join(CHECKS)}",
        "--request-timeout=30",
        "--continue-on-failure",
        "--warnings=off",
    ]
    with tempfile.TemporaryDirectory() as folder:  # schemathesis keeps what it found beside it
        return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def main() -> int:
    """Serve, check and print the report; exit code 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as home, listening(Path(home)) as url:
        with Client(url) as client:
            files = ("sen.txt", PLAN.encode()), ("lau.txt", OTHER.encode())
            client.wait(client.upload(*files))
        done = check(url, seconds)
    print(done.stdout, done.stderr, sep="\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
