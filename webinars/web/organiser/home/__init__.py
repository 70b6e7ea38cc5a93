"""The first page of the workspace: what needs attention, and what comes next."""
