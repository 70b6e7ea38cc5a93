"""Source checks that no linter has: each function returns violations, one line per place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from webinars.web.core.errors.messages import MESSAGES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "webinars"
FAMILIES = frozenset({"NotFoundError", "InvalidInputError", "NotAllowedError", "ConflictError"})
PLACE = re.compile(r"%\((\w+)\)s")

# Names that one module may use are banned in pyproject.toml (ruff TID251), and unsafe Markup by S704.

# URLs split by hand, or recognised by their beginning.
ADDRESSES = (
    r"https\?:|(partition|split)\([\"']:?//|[\"']:?//[\"'] (not )?in\b"
    r"|(starts|ends)with\([^)]*[\"'](https?|//|www)|(in|[=!]=) [({\[]?[\"'](https?|//)"
)
# Modules outside security/ that do so, and why no untrusted URL becomes a link there.
ADDRESSES_OF_OTHERS = {
    "announcement_parser/grammar/lexer.py": "finds candidates for URLs in a text",
    "configuration.py": "BASE_URL, a setting",
    "second_reader/endpoint.py": "READER_URL, a setting",
}


def only_one_place_commits() -> list[str]:
    """Only database.transaction() commits."""
    return _lines(r"\.commit\(", PACKAGE, "*.py", besides={"database.py"})


def names_are_cleaned_as_names() -> list[str]:
    """Names go through text.clean_name(), which rejects what clean_line() would remove."""
    return _lines(
        r"\bclean_line\([\w.]*(name|affiliation)\b",
        PACKAGE,
        "*.py",
        besides={"security/text_input.py"},
    )


def only_the_guard_judges_addresses() -> list[str]:
    """Only security/ and the exceptions above parse URLs."""
    guard = {f"security/{path.name}" for path in (PACKAGE / "security").glob("*.py")}
    return _lines(ADDRESSES, PACKAGE, "*.py", besides=guard | set(ADDRESSES_OF_OTHERS))


def exceptions_are_needed() -> list[str]:
    """Every exception is still needed."""
    places = {line.partition(":")[0] for line in _lines(ADDRESSES, PACKAGE, "*.py")}
    return [
        f"{name} takes no address apart any more"
        for name in sorted(ADDRESSES_OF_OTHERS)
        if f"webinars/{name}" not in places
    ]


def redirects_lead_where_we_say() -> list[str]:
    """Every redirect target is built by url_for, or checked by safe_path or web_url."""
    faults = []
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                place = path.relative_to(ROOT).as_posix()
                faults += [
                    f"{place}:{line}: a redirect of unknown end" for line in _loose(function)
                ]
    return faults


def stored_text_is_no_template() -> list[str]:
    """Nothing formats a text that is not written in the source: people's words may look like a template."""
    formatting = r"(?<![\"'])\.format(_map)?\(|\bfrom_string\(|Template\("
    spelled = r'Markup\("<p>\{\}</p>"\)\.format\('
    return [line for line in _lines(formatting, PACKAGE, "*.py") if not re.search(spelled, line)]


def interfaces_query_through_features() -> list[str]:
    """Interfaces do not query the database: features fetch rows through their owner."""
    doors = (PACKAGE / "web", PACKAGE / "commands")
    fetching = r"\bsession\(?\)?\.(get(_one)?\([A-Z]|query\()"
    return [line for door in doors for line in _lines(fetching, door, "*.py")]


def rows_are_locked_for_no_key_update() -> list[str]:
    """Only database.for_update() locks rows, in a mode that foreign key checks do not wait for."""
    return _lines(r"\.with_for_update\(|FOR UPDATE", PACKAGE, "*.py", besides={"database.py"})


def events_and_messages_are_locked_in_order() -> list[str]:
    """Only events/locks.py locks events, and only outbox/ locks, updates or deletes messages.

    Elsewhere a lock names its table at the call.
    """
    faults = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name == "events/locks.py" or name.startswith("outbox/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            tables = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            if called == "for_update":
                is_wrong = not tables & {"select"} or tables & {"Event", "Message", "queued"}
            else:
                is_wrong = called in {"update", "delete"} and _is_message(node.args)
            if is_wrong:
                place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                faults.append(f"{place}: go through events/locks.py or outbox/locks.py")
    return faults


def styles_are_logical() -> list[str]:
    """No style says left or right: pages are also right-to-left."""
    physical = (
        r"(margin|padding|border)-(left|right)|border-(top|bottom)-(left|right)-radius"
        r"|(text-align|float|clear):\s*(left|right)|(^|[;{\s])(left|right):"
    )
    return _lines(physical, PACKAGE / "static", "*.css")


def styles_stay_here() -> list[str]:
    """No style loads anything from other hosts or from data URLs."""
    return _lines(r"@import|url\((?!['\"]?#)|https?://", PACKAGE / "static", "*.css")


def settings_are_described() -> list[str]:
    """docs/settings.md describes every setting, and no other."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    described = set(re.findall(r"^\| `WEBINARS_([A-Z_]+)`", text, re.MULTILINE))
    known = set(re.findall(r"^([A-Z_]+) = ", (ROOT / "config.py").read_text("utf-8"), re.MULTILINE))
    return [
        *(
            f"docs/settings.md does not describe WEBINARS_{name}"
            for name in sorted(known - described)
        ),
        *(
            f"docs/settings.md describes WEBINARS_{name}, which is none"
            for name in sorted(described - known)
        ),
    ]


def refusals_have_words() -> list[str]:
    """Every raised error code has a message whose placeholders its facts fill, and no message is unused."""
    raised = list(_refusals())
    faults = [f"{place}: no words for {code}" for place, code, _ in raised if code not in MESSAGES]
    for place, code, facts in raised:
        missing = set(PLACE.findall(MESSAGES.get(code, ""))) - facts
        if missing and "**" not in facts:
            faults.append(f"{place}: {code} lacks the facts {', '.join(sorted(missing))}")
    source = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    idle = [code for code in MESSAGES if source.count(f'"{code}"') < 2]  # noqa: PLR2004 - here and where it is raised
    return [*faults, *(f"words for {code}, which nothing raises" for code in idle)]


def migrations_go_both_ways() -> list[str]:
    """Every migration has a non-empty upgrade and downgrade."""
    faults = []
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        functions = {
            node.name: node
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        for name in ("upgrade", "downgrade"):
            body = functions[name].body if name in functions else []
            if all(isinstance(step, ast.Pass | ast.Expr) and not _calls(step) for step in body):
                faults.append(f"migrations/versions/{path.name}: {name} does nothing")
    return faults


RULES = (
    only_one_place_commits,
    names_are_cleaned_as_names,
    only_the_guard_judges_addresses,
    exceptions_are_needed,
    redirects_lead_where_we_say,
    stored_text_is_no_template,
    interfaces_query_through_features,
    rows_are_locked_for_no_key_update,
    events_and_messages_are_locked_in_order,
    styles_are_logical,
    styles_stay_here,
    settings_are_described,
    refusals_have_words,
    migrations_go_both_ways,
)


def _loose(function: ast.FunctionDef) -> list[int]:
    """Return the lines of redirects with an unchecked target."""
    judged = {"url_for", "safe_path", "web_url"}

    def is_judged(value: ast.AST) -> bool:
        name = getattr(value, "func", None)
        return (
            isinstance(value, ast.Call) and getattr(name, "attr", getattr(name, "id", "")) in judged
        )

    good = {
        target.id
        for step in ast.walk(function)
        if isinstance(step, ast.Assign) and is_judged(step.value)
        for target in step.targets
        if isinstance(target, ast.Name)
    }
    return [
        call.lineno
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "redirect"
        if not (is_judged(call.args[0]) or getattr(call.args[0], "id", "") in good)
    ]


def _calls(step: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call) for node in ast.walk(step))


def _is_message(arguments: list[ast.expr]) -> bool:
    return bool(arguments) and isinstance(arguments[0], ast.Name) and arguments[0].id == "Message"


def _lines(pattern: str, folder: Path, names: str, besides: set[str] | None = None) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()}"
        for path in sorted(folder.rglob(names))
        if path.relative_to(PACKAGE).as_posix() not in (besides or set())
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def _refusals() -> Iterator[tuple[str, str, set[str]]]:
    """Yield the place of each raised error, its code, and the names of its facts."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in FAMILIES and node.args and isinstance(node.args[0], ast.Constant):
                place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                facts = {keyword.arg or "**" for keyword in node.keywords}
                yield place, str(node.args[0].value), facts
