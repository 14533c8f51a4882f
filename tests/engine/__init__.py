"""An xlwings engine over LibreOffice, so that the Excel commands run in a real application.

Debian's python3-uno is built for the system's Python and imports into a virtual environment of
the same version; its folder goes to the very end of `sys.path`, so that nothing else comes from
there.
"""

import sys

sys.path.append("/usr/lib/python3/dist-packages")
