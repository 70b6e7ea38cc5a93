"""E-mail subscriptions: addresses that asked to be e-mailed about a body, an event or the dates of one."""
