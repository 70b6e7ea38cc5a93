"""The error that ends a command."""

import click


class CommandError(click.ClickException):
    """An error that ends a command with one line on standard error and exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the message to standard error."""
        click.echo(f"webinars: {self.format_message()}", err=True)
