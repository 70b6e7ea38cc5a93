"""One webinar held more than once: which times people can choose, and how they move to another one."""
