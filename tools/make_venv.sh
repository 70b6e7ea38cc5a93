# Creates the virtual environment for developing and installs requirements-dev.lock: make_venv.sh FOLDER PYTHON...
# The first interpreter that is new enough is taken.
set -eu

venv=$1
shift

python=
for candidate in "$@"; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed, and none of these is: $*. Name one: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "$python cannot make virtual environments: install its module venv (on Debian: apt install python3-venv)" >&2
    exit 1
fi

# One left half made, or made with an older Python, is made again.
if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$python" -m venv --clear "$venv"
fi
echo "Installing into $venv with $("$venv/bin/python" --version); this takes about a minute the first time."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
# What builds the package was installed by the line above, pinned like the rest.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
