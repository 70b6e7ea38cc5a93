"""One function per topic: it looks up what its letter says, or finds that there is nothing left to say."""
