"""Raw files that git does not hold travel by a DVC remote: a folder, or an S3-compatible server (docs/sharing.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXPORT = "data/raw/2027/survey/export.csv"


@pytest.fixture
def shell(project, monkeypatch):
    """Return a function that runs a command in a folder, and requires that it succeeds."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "DVC_NO_ANALYTICS": "1",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "*",
    }

    def run(folder: Path, command: str) -> None:
        done = subprocess.run(command.split(), cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stderr}"

    return run


@pytest.fixture
def s3_server():
    """Return the address of an S3-compatible server on this machine that has a bucket named findings."""
    # Every worker reads every file, and these take half a second.
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://127.0.0.1:{1}".format(*server.get_host_and_port())
    boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    ).create_bucket(Bucket="findings")
    yield address
    server.stop()


def shared(shell, project: Path, remote: list[str]) -> bytes:
    """Return the raw file as a colleague gets it who has cloned the repository and pulled from the remote."""
    mine, colleague = project / "mine", project / "colleague"
    (mine / EXPORT).parent.mkdir(parents=True)
    (mine / EXPORT).write_text("city\nBoise\n", encoding="utf-8")
    for command in (
        "git init -q",
        "dvc init -q",
        *remote,
        f"dvc add -q {EXPORT}",
        "dvc push -q",
        "git add .dvc .dvcignore data",
        "git -c user.name=a -c user.email=a@example.org commit -qm Source",
    ):
        shell(mine, command)
    shell(project, "git clone -q mine colleague")
    assert not (colleague / EXPORT).exists()
    shell(colleague, "dvc pull -q")
    return (colleague / EXPORT).read_bytes()


def test_a_colleague_gets_the_raw_file_from_a_shared_folder(shell, project):
    assert shared(shell, project, [f"dvc remote add -q --default store {project / 'store'}"]) == b"city\nBoise\n"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_colleague_gets_the_raw_file_from_an_s3_server(shell, project, s3_server):
    remote = [
        "dvc remote add -q --default store s3://findings/raw",
        f"dvc remote modify -q store endpointurl {s3_server}",
    ]
    assert shared(shell, project, remote) == b"city\nBoise\n"
