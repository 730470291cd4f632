"""The terminal app.

Importing any module of this package mends Textual first: see ``compat``.
"""

from sou_tui.compat import mend_textual

mend_textual()
