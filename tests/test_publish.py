"""A run's folder is complete or absent, whatever happens while it is being built."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pipeline import digests, publish
from pipeline.digests import describe_file, list_versions
from pipeline.publish import AnotherRunHoldsTheLock, CannotPublish, RunFolder, clear_stale_folders, hold_lock

PROJECT = Path(publish.__file__).parent.parent
TIMES = {"started_at": "2025-11-23T04:00:00Z", "finished_at": "2025-11-23T04:00:09Z"}


def publish_files(out: Path, run_id: str = "run-1", **files: str) -> Path:
    with RunFolder(out, run_id) as folder:
        for name, text in files.items():
            (folder.path / name).write_text(text)
        return folder.publish({"policy": {"cash_rounding": "off"}}, **TIMES)


def list_names(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def start_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that has printed "ready"."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def stop_process(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    process.send_signal(number)
    process.wait(timeout=10)
    process.stdout.close()


HALF_WAY = """
    import sys, time
    from pathlib import Path
    from pipeline.publish import RunFolder
    with RunFolder(Path(sys.argv[1]), "run-1") as folder:
        (folder.path / "half.csv").write_text("half")
        print("ready", flush=True)
        time.sleep(60)
"""

PUBLISHING = """
    import sys
    from pathlib import Path
    from pipeline.publish import RunFolder
    print("ready", flush=True)
    while True:
        with RunFolder(Path(sys.argv[1]), "run-1") as folder:
            for number in range(3):
                (folder.path / f"{number}.csv").write_text("a" * 50_000)
            folder.publish({}, started_at="", finished_at="")
"""


# Complete


def test_the_folder_appears_with_everything_in_it(tmp_path):
    folder = publish_files(tmp_path / "out", orders="a", report="b")
    assert folder == tmp_path / "out" / "run-1"
    assert list_names(tmp_path / "out") == ["run-1"]
    assert list_names(folder) == ["manifest.json", "orders", "report"]


def test_the_manifest_names_every_output_with_its_digest(tmp_path):
    manifest = json.loads((publish_files(tmp_path, orders="abc", report="") / "manifest.json").read_text())
    assert manifest["outputs"] == [
        {"name": "orders", "sha256": hashlib.sha256(b"abc").hexdigest(), "size": 3},
        {"name": "report", "sha256": hashlib.sha256(b"").hexdigest(), "size": 0},
    ]
    assert (manifest["run_id"], manifest["folder"]) == ("run-1", "run-1")
    assert manifest["policy"] == {"cash_rounding": "off"}
    assert {name: manifest[name] for name in TIMES} == TIMES
    assert manifest["versions"] == list_versions()


def test_the_versions_name_the_program_python_and_the_libraries(monkeypatch):
    found = list_versions()
    assert {"order-corrections", "python", "pandas", "pandera", "openpyxl"} <= set(found)
    assert found["openpyxl"][0].isdigit()
    monkeypatch.setattr(digests, "_LIBRARIES", ("no-such-library",))
    assert list_versions()["no-such-library"] == "unknown"


def test_files_in_folders_are_published_as_well(tmp_path):
    with RunFolder(tmp_path, "run-1") as folder:
        (folder.path / "undo").mkdir()
        (folder.path / "undo" / "undo.xlsx").write_text("u")
        final = folder.publish({}, **TIMES)
    assert json.loads((final / "manifest.json").read_text())["outputs"][0]["name"] == "undo/undo.xlsx"
    assert (final / "undo").stat().st_mode & 0o777 == 0o700


def test_only_the_owner_can_read_the_results(tmp_path):
    folder = publish_files(tmp_path, orders="a")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_folder_that_is_there_is_never_touched(tmp_path):
    (tmp_path / "run-1").mkdir()
    assert publish_files(tmp_path, orders="a").name == "run-1-2"
    assert publish_files(tmp_path, orders="b").name == "run-1-3"
    assert list_names(tmp_path / "run-1") == []
    assert (tmp_path / "run-1-2" / "orders").read_text() == "a"
    assert json.loads((tmp_path / "run-1-3" / "manifest.json").read_text())["folder"] == "run-1-3"


def test_everything_is_on_the_disk_before_the_folder_appears(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def remember(handle: int) -> None:
        synced.append(Path(f"/dev/fd/{handle}").resolve().name)
        real(handle)

    monkeypatch.setattr(publish.os, "fsync", remember)
    publish_files(tmp_path, orders="a")
    building = f".run-1.{os.getpid()}.building"
    assert synced == ["orders", "manifest.json", building, tmp_path.name]


@pytest.mark.parametrize("run_id", ["", "../evil", "a/b", ".hidden", "x" * 101, "run\n1"])
def test_a_run_id_that_is_no_name_of_a_folder_is_refused(tmp_path, run_id):
    with pytest.raises(ValueError, match="cannot be the name of a folder"):
        RunFolder(tmp_path, run_id)


def test_a_file_is_described_by_digest_and_size(tmp_path):
    (tmp_path / "orders.csv").write_bytes(b"abc")
    expected = {"name": "orders.csv", "sha256": hashlib.sha256(b"abc").hexdigest(), "size": 3}
    assert describe_file(tmp_path / "orders.csv") == expected


# Absent


def test_a_run_that_fails_leaves_nothing(tmp_path):
    def fail_half_way() -> None:
        with RunFolder(tmp_path, "run-1") as folder:
            (folder.path / "half.csv").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert list_names(tmp_path) == []


def test_a_run_that_does_not_publish_leaves_nothing(tmp_path):
    with RunFolder(tmp_path, "run-1") as folder:
        (folder.path / "half.csv").write_text("half")
    assert list_names(tmp_path) == []


def test_a_killed_run_leaves_no_folder_and_the_next_one_clears_up(tmp_path):
    process = start_process(HALF_WAY, tmp_path)
    left = [name for name in list_names(tmp_path) if not name.startswith(".")]
    stop_process(process)
    assert left == []
    assert list_names(tmp_path) == [f".run-1.{process.pid}.building"]
    publish_files(tmp_path, orders="a")
    assert list_names(tmp_path) == ["run-1"]


def test_whenever_a_run_is_killed_every_folder_that_is_there_is_complete(tmp_path):
    process = start_process(PUBLISHING, tmp_path)
    while len([name for name in list_names(tmp_path) if not name.startswith(".")]) < 20:
        time.sleep(0.001)
    stop_process(process)
    folders = [tmp_path / name for name in list_names(tmp_path) if not name.startswith(".")]
    for folder in folders:
        outputs = json.loads((folder / "manifest.json").read_text())["outputs"]
        assert [output["name"] for output in outputs] == ["0.csv", "1.csv", "2.csv"]
        assert [describe_file(folder / output["name"]) for output in outputs] == outputs


def test_an_interrupted_run_clears_up_itself(tmp_path):
    process = start_process(
        HALF_WAY.replace(
            "import sys, time",
            "import signal, sys, time; sys.stderr = None; signal.signal(signal.SIGINT, signal.default_int_handler)",
        ),
        tmp_path,
    )
    stop_process(process, signal.SIGINT)
    assert list_names(tmp_path) == []


def test_the_folder_of_a_living_run_is_left_alone(tmp_path):
    process = start_process(HALF_WAY, tmp_path)
    try:
        assert clear_stale_folders(tmp_path) == []
        assert (tmp_path / f".run-1.{process.pid}.building" / "half.csv").exists()
    finally:
        stop_process(process)


def test_a_stale_folder_with_our_own_number_is_cleared(tmp_path):
    """In a container the killed run and this one have the same process number."""
    (tmp_path / f".run-0.{os.getpid()}.building").mkdir()
    assert clear_stale_folders(tmp_path) == [f".run-0.{os.getpid()}.building"]


def test_a_folder_we_are_building_ourselves_is_left_alone(tmp_path):
    with RunFolder(tmp_path, "run-1") as folder:
        assert clear_stale_folders(tmp_path) == []
        assert folder.path.exists()


@pytest.mark.parametrize("raised", [PermissionError, None])
def test_a_folder_whose_number_another_process_has_is_left_alone(tmp_path, monkeypatch, raised):
    def answer(_pid: int, _signal: int) -> None:
        if raised:
            raise raised

    monkeypatch.setattr(publish.os, "kill", answer)
    (tmp_path / ".run-0.999999.building").mkdir()
    assert clear_stale_folders(tmp_path) == []


def test_only_hidden_folders_of_ours_are_cleared(tmp_path):
    (tmp_path / ".keep.building").mkdir()
    (tmp_path / "run-0").mkdir()
    (tmp_path / ".file.999999999.building").write_text("a file")
    (tmp_path / ".link.999999999.building").symlink_to(tmp_path / "run-0")
    assert clear_stale_folders(tmp_path) == []
    assert len(list_names(tmp_path)) == 4


def test_a_folder_whose_lock_cannot_be_told_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / ".run-0.999999999.building").mkdir()
    monkeypatch.setattr(publish.fcntl, "flock", raise_error(errno.ENOLCK))
    assert clear_stale_folders(tmp_path) == []
    monkeypatch.setattr(publish.os, "open", raise_error(errno.EACCES))
    assert clear_stale_folders(tmp_path) == []


# What cannot be written


def raise_error(number: int):
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(tmp_path):
    def write_to_a_full_disk() -> None:
        with RunFolder(tmp_path, "run-1") as folder:
            (folder.path / "orders.csv").symlink_to("/dev/full")
            (folder.path / "orders.csv").write_text("a" * 100_000)

    with pytest.raises(CannotPublish) as told:
        write_to_a_full_disk()
    assert (
        str(told.value)
        == f"The results could not be written into {tmp_path}: there is no room left on the disk"
    )
    assert told.value.errno == errno.ENOSPC
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_failure_while_publishing_leaves_nothing(tmp_path, monkeypatch, failing):
    target = publish.os if failing == "fsync" else Path
    monkeypatch.setattr(target, failing, raise_error(errno.ENOSPC))
    with pytest.raises(CannotPublish, match="no room left"):
        publish_files(tmp_path, orders="a")
    assert list_names(tmp_path) == []


def test_a_limit_on_the_size_of_files_is_told(tmp_path):
    code = """
        import resource, sys
        from pathlib import Path
        from pipeline.publish import CannotPublish, RunFolder
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            with RunFolder(Path(sys.argv[1]), "run-1") as folder:
                (folder.path / "orders.csv").write_text("a" * 5000)
        except CannotPublish as told:
            print("ready", flush=True)
            print(told)
    """
    process = start_process(code, tmp_path)
    assert process.stdout.read().endswith("the file would be larger than allowed\n")
    stop_process(process)
    assert list_names(tmp_path) == []


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    (tmp_path / "out").write_text("a file")
    with (
        pytest.raises(CannotPublish, match="a file stands where a folder should be"),
        RunFolder(tmp_path / "out", "r"),
    ):
        pass
    with (
        pytest.raises(CannotPublish, match="a file stands where a folder should be"),
        hold_lock(tmp_path / "out"),
    ):
        pass


def test_a_folder_that_may_not_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", raise_error(errno.EACCES))
    with pytest.raises(CannotPublish, match="you may not write there"), RunFolder(tmp_path / "out", "run-1"):
        pass


def test_an_error_without_a_sentence_of_ours_is_told_in_the_systems_words(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", raise_error(errno.EIO))
    with pytest.raises(CannotPublish, match=os.strerror(errno.EIO)), RunFolder(tmp_path / "out", "run-1"):
        pass


def test_a_disk_without_locks_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(publish.fcntl, "flock", raise_error(errno.ENOLCK))
    with pytest.raises(CannotPublish, match="cannot be locked"), RunFolder(tmp_path, "run-1"):
        pass
    assert list_names(tmp_path) == []


def test_a_missing_input_is_not_taken_for_a_failure_of_ours(tmp_path):
    with pytest.raises(FileNotFoundError), RunFolder(tmp_path, "run-1"):
        (tmp_path / "missing.csv").read_text()


# One run at a time

HOLDING = """
    import sys, time
    from pathlib import Path
    from pipeline.publish import hold_lock
    with hold_lock(Path(sys.argv[1])):
        print("ready", flush=True)
        time.sleep(60)
"""


def test_a_second_run_is_turned_away_at_once_until_the_first_ends(tmp_path):
    process = start_process(HOLDING, tmp_path)
    try:
        with pytest.raises(AnotherRunHoldsTheLock, match="Another run is writing into"), hold_lock(tmp_path):
            pass
    finally:
        stop_process(process)
    with hold_lock(tmp_path):
        assert list_names(tmp_path) == [publish.LOCK_NAME]


def test_the_lock_is_given_back_when_a_run_fails(tmp_path):
    with pytest.raises(KeyError), hold_lock(tmp_path / "new" / "out"):
        raise KeyError
    with hold_lock(tmp_path / "new" / "out"):
        pass


def test_two_folders_have_two_locks(tmp_path):
    with hold_lock(tmp_path / "a"), hold_lock(tmp_path / "b"):
        assert list_names(tmp_path) == ["a", "b"]
