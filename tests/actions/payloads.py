"""What people may write to make a spreadsheet run it: OWASP's list and its cousins, and text that only looks odd."""

from __future__ import annotations

FORMULAS = (
    "=1+1", "=1+1;2", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\",\"Click\")",
    "=WEBSERVICE(\"http://x\")",
    "=IMPORTXML(\"http://x\",\"//a\")", "=DDE(\"cmd\";\"/C calc\";\"x\")", "=10+20+cmd|' /C calc'!A0",
    "=A1", "=SUM(A1:A9)",
    "={1;2}", "==1", "=", "='x'!A1", "=\"a\"&\"b\"", "=1\n+1", "=INDIRECT(\"A1\")", "=NOW()", "=-1", "=+1", "= 1 + 1",
    "+1", "+44 20 7946 0000", "+cmd|' /C calc'!A0", "+A1", "+", "++1", "+SUM(1,2)",
    "-1", "-2+3", "-2 beds", "-cmd|' /C calc'!A0", "-", "--", "-A1+B1", "- a list",
    "@SUM(A1)", "@here", "@", "@A1", "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1", "\t+1", "\t", "\ttab", "\r=1+1", "\r", "\r\n=1+1", "\n=1+1", "\n-1",
    " =1+1", " +1", "  @A1", "\u00a0=1+1", "\u2003=1", "\u200e=1+1", "\u200b=1+1", "\ufeff=1+1", "\u00ad-1",
    "＝1+1", "＋1", "－2+3", "＠SUM(A1)", "﹦1", "﹢1", "﹣1", "﹫A1", "⁼1", "₌1", "₊1",
    "|cmd", "|calc.exe", "%0A=1", ";=1+1", ",=1+1", "\"=1+1\"", "'=1+1", "''=1+1", "`=1`", "(=1)", "a=1+1", "1=1",
)  # fmt: skip
"""Each may stand in every field that people fill in."""

ODD = (
    "<r><t>bold</t></r>", "<r>", "_x0041_", "_x000D_", "A & B <c> \"d\"", "]]>", "&amp;", "1e5", "0001", "1/2", "TRUE",
    "12:30", "ŵŷ “quoted” 👩‍⚕️", "مرحبا", " both ends ", "x" * 2_000, "two\nlines", "#REF!", "#N/A",
)  # fmt: skip
