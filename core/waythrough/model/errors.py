"""Trouble that the user can mend, said in words."""


class WaythroughError(Exception):
    """Base of every error that a person can do something about.

    `message_id`: stable key for translation, such as "catalog.unknown_key"; `what` happened; `still_works`:
    what is not affected; `todo`: what to do. The texts are clauses without a final full stop.
    """

    def __init__(self, message_id: str, what: str, *, still_works: str = "", todo: str = "") -> None:
        super().__init__(message_id, what)
        self.message_id = message_id
        self.what = what
        self.still_works = still_works
        self.todo = todo

    def __str__(self) -> str:
        """One sentence: what happened and what to do."""
        return f"{self.what}; {self.todo}" if self.todo else self.what
