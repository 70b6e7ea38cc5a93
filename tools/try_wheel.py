"""make wheel: build the wheel and use it in a fresh environment outside of the checkout."""

import gzip
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
PNG, LEAST_PICTURE = b"\x89PNG\r\n\x1a\n", 8_000
ANNOUNCEMENT = "A talk about water\nThursday 16 July 2026, 15:00 Geneva / 9:00 New York\n"


def main() -> None:
    """Build, install and try it."""
    with tempfile.TemporaryDirectory(prefix="webinars-wheel-") as name:
        folder = Path(name)
        environment = folder / "environment"
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        # Via the source distribution, so that it is complete as well.
        run(
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "--outdir",
            str(folder / "dist"),
            cwd=ROOT,
        )
        [wheel] = (folder / "dist").glob("*.whl")
        install(environment, wheel)
        check_top_level(environment)
        check_licence(environment)
        run_commands(environment / "bin" / "webinars", elsewhere)
        serve(environment / "bin" / "webinars", elsewhere)
    print(f"{wheel.name} works in a fresh environment")


def install(environment: Path, wheel: Path) -> None:
    """Install the wheel as in production: with the packages of requirements.lock only."""
    run(sys.executable, "-m", "venv", "--without-pip", str(environment), cwd=ROOT)
    # By the pip of this environment, which is pinned: another would have to be installed first.
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    into = (*pip, "--python", str(environment / "bin" / "python"))
    run(*into, "install", "--require-hashes", "--requirement", "requirements.lock", cwd=ROOT)
    run(*into, "install", "--no-deps", str(wheel), cwd=ROOT)
    run(*into, "check", cwd=ROOT)


def check_top_level(environment: Path) -> None:
    """Check that the wheel installs no other top-level name."""
    [packages] = environment.glob("lib/python*/site-packages")
    for name in ("config.py", "wsgi.py", "templates", "migrations", "tests", "tools"):
        if (packages / name).exists():
            raise SystemExit(f"the wheel puts {name} at the top level")


def check_licence(environment: Path) -> None:
    """Check that the installed metadata names the licence and that its text is included."""
    [metadata] = environment.glob("lib/python*/site-packages/webinars-*.dist-info")
    fields = (metadata / "METADATA").read_text("utf-8").partition("\n\n")[0].splitlines()
    exit_unless("License-Expression: MIT" in fields, "the metadata names the licence")
    exit_unless((metadata / "licenses" / "LICENSE").exists(), "the wheel includes the licence text")


def run_commands(command: Path, folder: Path) -> None:
    """Run the commands that do not serve."""
    usage = run(str(command), "--help", cwd=folder)
    exit_unless("announce" in usage, "webinars --help lists the commands")
    refused = run(str(command), "check", cwd=folder, status=2)
    exit_unless("webinars db upgrade" in refused, "without a database, check says what to do")
    exit_unless(not any(folder.iterdir()), "a refused command leaves nothing behind")
    run(str(command), "db", "upgrade", cwd=folder)
    run(str(command), "db", "check", cwd=folder)
    exit_unless("/sign-in/" in run(str(command), "demo", cwd=folder), "demo prints a sign-in link")
    read = run(str(command), "announce", "-", cwd=folder, given=ANNOUNCEMENT)
    exit_unless("15:00 Geneva / 09:00 New York" in read, "announce reads standard input")
    run(str(command), "check", cwd=folder)


def serve(command: Path, folder: Path) -> None:
    """Serve the event list with its styles, and stop cleanly."""
    with subprocess.Popen(
        [str(command), "serve", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env=environment_without_settings(),
    ) as process:
        try:
            output = ""
            while not (match := re.search(r"http://[\w.:]+/", output)):
                line = process.stdout.readline() if process.stdout else ""
                exit_unless(bool(line), "serve says where the list is")
                output += line
            page = fetch(match[0])
            exit_unless("Geneva" in page, "the list shows the sample listing")
            styles = re.findall(r'<link[^>]+href="([^"]+\.css)"', page)
            exit_unless(bool(styles), "the list names its styles")
            for style in styles:
                exit_unless("{" in fetch(match[0].rstrip("/") + style), f"{style} is served")
                packed = fetch(match[0].rstrip("/") + style, "gzip")
                exit_unless("{" in packed, f"{style} is served compressed")
            expect_picture(match[0])
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(START_SECONDS)
    exit_unless(status == 0, "serve stops cleanly")


def expect_picture(address: str) -> None:
    """Check that the picture of link previews is drawn with the packages of the lock and our typeface."""
    with urllib.request.urlopen(f"{address}events.png", timeout=START_SECONDS) as answer:  # noqa: S310 - our own server
        picture = answer.read()
    # Without a typeface it has two colours and no texts, and is smaller.
    exit_unless(picture.startswith(PNG) and len(picture) > LEAST_PICTURE, "a picture has its texts")


def fetch(address: str, coding: str = "identity") -> str:
    """Return the body of a response, which must have this content coding."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": coding})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:  # noqa: S310 - our own server
        exit_unless(
            answer.headers.get("Content-Encoding", "identity") == coding, f"{address}: {coding}"
        )
        body = answer.read()
    return (gzip.decompress(body) if coding == "gzip" else body).decode("utf-8")


def run(*command: str, cwd: Path, given: str = "", status: int = 0) -> str:
    """Run a command and return its output; exit if its status is unexpected."""
    done = subprocess.run(
        command,
        cwd=cwd,
        input=given,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment_without_settings(),
    )
    if done.returncode != status:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def environment_without_settings() -> dict[str, str]:
    """Return the environment without settings and without paths to the checkout."""
    ours = ("WEBINARS_", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def exit_unless(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    """Exit with a message unless a condition holds."""
    if not holds:
        raise SystemExit(f"not so: {what}")


if __name__ == "__main__":
    main()
