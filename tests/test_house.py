"""The house: nothing that is committed knows this machine, another host's address, or a registry."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("*.lock")) + sorted(ROOT.glob("package-lock.json"))
TEXT = {".py", ".toml", ".md", ".json", ".lock", ".mjs", ".js", ".css", ".html", ".yml", ".yaml", ".txt", ""}

# Written with brackets so that this file does not find itself.
MACHINE = re.compile(r"/w[o]rk/|/r[o]ot/|/h[o]me/[a-z]+/")
REGISTRY = re.compile(r"pythonh[o]sted|py[p]i\.org|registry\.n[p]mjs|deb\.d[e]bian")
CDN = re.compile(r"https?://(c[d]n|unp[k]g|c[d]njs|code\.j[q]uery|net[d]na|max[c]dn|[a-z{}]+\.t[i]le)")


def committed() -> list[Path]:
    """Return the text files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git work tree")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY, CDN], ids=["machine", "registry", "cdn"])
def test_no_committed_file_knows_a_place_outside_the_project(pattern: re.Pattern[str]):
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in committed()
        if (hit := pattern.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert found == []


def test_the_patterns_can_find_something():
    assert MACHINE.search("/wo" + "rk/main")
    assert REGISTRY.search("files.python" + "hosted.org")
    assert CDN.search("https://" + "cdn.example.org/leaflet.js")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_no_address(lock: Path):
    assert re.findall(r"https?://\S+", lock.read_text(encoding="utf-8")) == []


def test_both_python_locks_and_the_browser_lock_are_there():
    assert {path.name for path in LOCKS} == {"requirements.lock", "requirements-dev.lock", "package-lock.json"}


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*.lock")), ids=lambda path: path.name)
def test_every_pinned_package_has_a_hash(lock: Path):
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_the_lock_covers_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        re.split(r"[<>=\[ ]", requirement)[0].lower()
        for requirement in project["project"]["dependencies"] + project["dependency-groups"]["build"]
    }
    assert wanted - locked("requirements.lock") == set()


PACKAGE_OF = {"argon2": "argon2-cffi", "docx": "python-docx"}
"""Modules that are not called like the package they come in."""


def locked(*names: str) -> set[str]:
    """Return the packages that some locks pin; ``extras`` stands for those that a run may do without."""
    if "extras" in names:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = {re.split(r"[<>=]", part)[0] for group in project["optional-dependencies"].values() for part in group}
        return extras | locked(*(name for name in names if name != "extras"))
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)
    return set(re.findall(r"^([a-z0-9._-]+)==", text, re.M))


@pytest.mark.parametrize(
    ("folders", "locks"),
    [
        (("geodata", "optimizer", "app"), ("requirements.lock", "extras")),
        (("tests",), ("requirements.lock", "requirements-dev.lock")),
    ],
    ids=["runs", "tests"],
)
def test_whatever_is_imported_is_locked(folders: tuple[str, ...], locks: tuple[str, ...]):
    ours = {"geodata", "optimizer", "app", "tests"}
    imported: dict[str, str] = {}
    # The peers of the benchmarks run in an interpreter of their own (tests/benchmarks/peers.txt).
    for path in (
        path for folder in folders for path in (ROOT / folder).rglob("*.py")
        if "vendor" not in path.parts and path.name != "peers.py"
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            imported |= {name.split(".")[0]: path.name for name in names}
    foreign = imported.keys() - ours - sys.stdlib_module_names
    packages = locked(*locks)
    packages |= {name for name, package in PACKAGE_OF.items() if package in packages}
    assert {name: imported[name] for name in foreign if name.lower().replace("_", "-") not in packages} == {}


def test_no_module_is_longer_than_the_house_allows():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for package in ("geodata", "optimizer", "app")
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_two_commands(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text


def test_the_set_up_refuses_plainly_without_a_python(tmp_path: Path):
    """A path with a shim that refuses to run, and no pyenv: both languages say what to install."""
    shim = tmp_path / "python3"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    found = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "find-python"], capture_output=True, text=True, check=False,
        env={"PATH": str(tmp_path), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)},
    )
    assert found.returncode == 1
    assert found.stdout == ""
    assert "未找到可用的 Python" in found.stderr
    assert "No working Python" in found.stderr


def test_the_set_up_takes_the_first_python_that_runs(tmp_path: Path):
    """python3.13 refuses to run, python3.12 works: the second is taken."""
    for name, code in [("python3.13", 127), ("python3.12", 0)]:
        shim = tmp_path / name
        shim.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        shim.chmod(0o755)
    found = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "find-python"], capture_output=True, text=True, check=False,
        env={"PATH": str(tmp_path), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)},
    )
    assert found.returncode == 0
    assert found.stdout.strip() == str(tmp_path / "python3.12")
