"""``sou serve`` does what its OpenAPI page says, by schemathesis, a stranger to it."""

import subprocess
import sys
from pathlib import Path

import pytest

from served import noted, served

pytest.importorskip("starlette", reason="the extra sou[serve] is not installed")
pytest.importorskip("schemathesis", reason="schemathesis is in sou[dev] only")

EXAMPLES = 5
"""For each address and phase: some 700 requests in a quarter of a minute."""


@pytest.mark.slow
def test_the_service_does_what_its_page_says(tmp_path: Path) -> None:
    """All checks but one: a valid query may make no sense, and no schema says which do.

    Ten minutes: ``schemathesis run URL/openapi.json -H 'Authorization: Bearer TOKEN'
    --exclude-checks positive_data_acceptance --max-time 600``.
    """
    noted(tmp_path)
    with served(tmp_path / "索引") as service:
        finished = subprocess.run(
            [
                sys.executable,
                "-c",
                "from schemathesis.cli import schemathesis; schemathesis()",
                "run",
                f"{service.url}/openapi.json",
                f"--header=Authorization: Bearer {service.token}",
                f"--max-examples={EXAMPLES}",
                "--exclude-checks=positive_data_acceptance",
                "--suppress-health-check=filter_too_much",
                "--phases=coverage,fuzzing,stateful",
                "--no-color",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        is_well = service.get("/v1/status").status == 200

    assert finished.returncode == 0, finished.stdout[-10_000:]
    assert "10 passed" in finished.stdout
    assert is_well
