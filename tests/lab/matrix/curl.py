"""What curl says of the same page in the same world, for comparison."""

from tests.lab.world import Lab

PATIENCE_S = 8


def curl_works(lab: Lab, url: str) -> bool:
    """Whether curl gets a page with a status below 400, following redirects; it trusts the lab's public root."""
    command = ["curl", "--silent", "--output", "/dev/null", "--location", "--fail"]
    command += ["--max-time", str(PATIENCE_S), "--cacert", lab.papers.root, url]
    return lab.run_in_client(command, timeout=PATIENCE_S + 10).returncode == 0
