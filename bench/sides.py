"""A measured server: the product or its lower bound."""

import subprocess
from dataclasses import dataclass

from bench import databases
from bench.processes import cpu_seconds, family


@dataclass
class Side:
    """The product or its lower bound: server process, port, and application name at the database."""

    name: str
    port: int
    process: subprocess.Popen[str]
    url: str

    def cpu(self) -> tuple[float, float]:
        """Return the CPU seconds of the server's processes, and of the database's for it."""
        of_database = databases.backends(self.url, self.name)
        return cpu_seconds(family(self.process.pid)), cpu_seconds(of_database)
