"""A client of Marionette, by which Mozilla's programs are automated: scripts in the program's own context.

References:
    https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import socket

PATIENCE_SECONDS = 30


class ScriptError(AssertionError):
    """The program reported an error."""


class Marionette:
    """One connection. A command is [0, id, name, parameters], its result [1, id, error, value].

    Each is JSON, preceded by its length in bytes and a colon.
    """

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self._stream = self._connection.makefile("rb")
        self._id = 0
        assert self._receive()["marionetteProtocol"] == 3
        self.send("WebDriver:NewSession", strictFileInteractability=False)
        self.send("Marionette:SetContext", value="chrome")
        self.send("WebDriver:SetTimeouts", script=PATIENCE_SECONDS * 1000)

    def send(self, name: str, **parameters: object) -> object:
        """Send a command; return its value.

        Raises:
            ScriptError: the command failed.
        """
        self._id += 1
        command = json.dumps([0, self._id, name, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(command), command))
        _, answered, error, value = self._receive()
        assert answered == self._id
        if error:
            raise ScriptError(f"{error['error']}: {error['message']}\n{error['stacktrace']}")
        return value["value"] if isinstance(value, dict) and "value" in value else value

    def run(self, script: str, *arguments: object) -> object:
        """Run a script that may await and returns a value, with arguments as its variable arguments."""
        wrapped = (
            "const [...given] = arguments; const done = given.pop();"
            f"(async function() {{ {script} }}).apply(null, given).then("
            "value => done({ value }),"
            "error => done({ error: `${error}\\n${error.stack ?? ''}` }));"
        )
        outcome = self.send(
            "WebDriver:ExecuteAsyncScript", script=wrapped, args=arguments, newSandbox=True
        )
        assert isinstance(outcome, dict), outcome
        if "error" in outcome:
            raise ScriptError(outcome["error"])
        return outcome.get("value")

    def quit(self) -> None:
        """End the program."""
        self.send("Marionette:Quit", flags=["eForceQuit"])
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
        self._connection.close()

    def _receive(self):
        length = b""
        while (character := self._stream.read(1)) != b":":
            assert character, "the program closed the connection"
            length += character
        return json.loads(self._stream.read(int(length)))
