"""The pure part of the page's logic under Node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed: the state of the dataset page is not tested")
def test_decisions_of_the_dataset_page():
    file = Path(__file__).parent / "decisions.test.mjs"
    done = subprocess.run([str(NODE), "--test", str(file)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
