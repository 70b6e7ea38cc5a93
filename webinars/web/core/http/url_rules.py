"""Rules of the address map whose functions that build addresses are compiled when they are first called."""

from collections.abc import Callable

from werkzeug.routing import Rule

# Returns host and path.
Builder = Callable[..., tuple[str, str]]


class UrlRule(Rule):
    """A rule that compiles late: each has two such functions, and a process needs few of them.

    Compiling all took most of the time of creating an application.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - of Werkzeug
        compile_builder = super()._compile_builder

        def build(rule: UrlRule, /, **values: object) -> tuple[str, str]:
            compiled: Builder = compile_builder(append_unknown).__get__(rule, None)
            if append_unknown:
                rule._build_unknown = compiled
            else:
                rule._build = compiled
            return compiled(**values)

        return build
