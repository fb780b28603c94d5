"""A wall clock that a story can set, for one program: libfaketime between it and the kernel.

Time that only passes (timers, deadlines) stays real, as it does when a real machine sets its clock.
"""

from pathlib import Path


class Clock:
    """`environment` belongs into the program's; the file that it names is read at every look at the clock."""

    def __init__(self, file):
        self._file = file
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        if library is None:
            raise RuntimeError("libfaketime is not there: .ci/install brings it")
        self.environment = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file),
                            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.be_right()

    def be_right(self):
        """The time of the machine that runs the tests."""
        self.be_off_by(0)

    def be_off_by(self, seconds):
        """So many seconds after (or before) the right time."""
        # Replaced in one step: it is read all the time.
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}")
        new.rename(self._file)
