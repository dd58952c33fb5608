"""Where the frozen application starts: as the program, or as one of its own compute processes."""

from __future__ import annotations

import sys
from multiprocessing import freeze_support

if __name__ == "__main__":
    freeze_support()  # should a library start a process by spawning, it is this program again and turns off here
    from workbench.jobs.bootstrap import serve_if_asked

    serve_if_asked()
    from workbench.__main__ import main

    sys.exit(main())
