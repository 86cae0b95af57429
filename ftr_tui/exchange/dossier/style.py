"""The dossier's style sheet: on screen light or dark, in print always light, on a phone in one column."""

STYLE = """\
:root{--ink:#16202b;--soft:#54616f;--line:#d5dce3;--ground:#fff;--panel:#f5f7f9;--accent:#0b5a8a;
--pass:#1c6e46;--fail:#a3262a;--review:#8a5a00;--open:#54616f;--na:#8b96a1;--warn:#fff6e0;--warnline:#c98a00;
color-scheme:light dark;--sans:"Noto Sans","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,
"Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI","Noto Color Emoji","Apple Color Emoji","Segoe UI Emoji",
sans-serif;--mono:"Noto Sans Mono",ui-monospace,"SF Mono",Consolas,"DejaVu Sans Mono","Noto Sans CJK JP",
monospace}
*{box-sizing:border-box}
html{scroll-behavior:auto;-webkit-text-size-adjust:100%}
body{font:16px/1.55 var(--sans);color:var(--ink);background:var(--ground);max-width:60rem;margin:0 auto;
padding:2.5rem 1.25rem 4rem;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
:lang(ja){line-break:strict;font-family:"Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI",var(--sans)}
:lang(ko){font-family:"Noto Sans CJK KR","Malgun Gothic",var(--sans)}
.defs{position:absolute}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
h1,h2,h3,h4{line-height:1.25}h1,h2{text-wrap:balance}
h1{font-size:2.6rem;letter-spacing:-.015em;margin:.2rem 0 1.5rem;font-weight:700}
h2{font-size:1.6rem;margin:3.5rem 0 1rem;padding-top:.9rem;border-top:3px solid var(--ink);font-weight:700}
h3{font-size:1.15rem;margin:2.2rem 0 .7rem;font-weight:700}
h4{font-size:1rem;margin:1.4rem 0 .4rem;font-weight:600}
p{margin:.6rem 0}
.cover .what{color:var(--soft);font-size:1.05rem;margin:0}
.verdict{font-size:1.3rem;font-weight:600;border-left:5px solid;padding:.2rem 0 .2rem .9rem;margin:1.4rem 0}
.verdict.ready{color:var(--pass)}.verdict.not-ready{color:var(--fail)}
.notice{background:var(--warn);border-left:3px solid var(--warnline);padding:.45rem .8rem;margin:.6rem 0}
.notice>b:first-child{display:inline-block;width:1em}
dl{margin:.5rem 0}
dl>div{display:grid;grid-template-columns:10.5rem 1fr;gap:.2rem 1rem;padding:.28rem 0}
dt{color:var(--soft)}dd{margin:0}
.cover dl{margin-top:1.6rem;border-top:1px solid var(--line)}
.cover dl>div{border-bottom:1px solid var(--line);padding:.5rem 0}
nav{margin:2.5rem 0 0;font-size:.95rem}
.nav-head{font-weight:700;font-size:1.15rem}
nav ol{list-style:none;padding:0;margin:0}
nav ol>li{padding:.25rem 0}nav ul{list-style:none;margin:.3rem 0 .3rem;padding:0 0 0 1.2rem}
nav ul li{padding:.12rem 0;display:grid;grid-template-columns:12rem 1fr}nav ul li>span{color:var(--soft)}
nav a{text-decoration:none}nav a:hover,nav a:focus{text-decoration:underline}
nav ul a{white-space:nowrap;margin-right:.55rem}
table{border-collapse:collapse;width:100%;margin:.8rem 0 1.4rem;font-size:.9rem;line-height:1.45}
th,td{padding:.45rem .7rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{font-weight:600}thead th{color:var(--soft);border-bottom:1.5px solid var(--ink)}
td:last-child,th:last-child{padding-right:0}
.bars th[scope=row]{font-weight:400;width:14rem}.bars td.bar{width:15.5rem}
.bars svg{display:block;width:100%;max-width:15rem;height:auto}
code{font-family:var(--mono);font-size:.87em}
blockquote{white-space:pre-wrap;margin:.5rem 0 1rem;padding:.7rem 1rem;background:var(--panel);
border-left:3px solid var(--line)}
pre{margin:.5rem 0 1rem;padding:.7rem 1rem;background:var(--panel);white-space:pre-wrap;
overflow-wrap:anywhere;line-height:1.6}
pre span{color:var(--soft)}
.figures{list-style:none;display:flex;flex-wrap:wrap;gap:.8rem;padding:0;margin:1rem 0}
.figures li{flex:1 1 7rem;border-top:2px solid var(--ink);padding:.4rem 0}
.figures b{display:block;font-size:2.1rem;line-height:1.15;font-weight:700}.figures span{color:var(--soft)}
.control{border-top:1px solid var(--line);margin-top:2rem}
.control h3{margin-top:1.1rem;font-size:1.25rem}
.control h4{border-top:1px dotted var(--line);padding-top:.9rem}
.tag{display:inline-block;white-space:nowrap;font-size:.8rem;font-weight:600;line-height:1.4;
padding:.02rem .5rem;border:1px solid;border-radius:1rem}
h3 .tag{vertical-align:.12em;margin-left:.4rem}
.tag.pass{color:var(--pass)}.tag.fail{color:#fff;background:var(--fail);border-color:var(--fail)}
.tag.review{color:var(--review)}.tag.open{color:var(--open);border-style:dashed}.tag.na{color:var(--open)}
rect.pass{fill:var(--pass)}rect.fail{fill:url(#p-fail)}rect.review{fill:url(#p-review)}
rect.open{fill:none;stroke:var(--open);stroke-dasharray:3 2}rect.na{fill:var(--line)}
.fail-ground{fill:var(--fail)}.fail-line{fill:#fff;opacity:.35}
.review-ground{fill:var(--warn)}.review-line{fill:var(--warnline)}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e7ecf1;--soft:#a3b0bd;--line:#37424d;
--ground:#12171c;--panel:#1b222a;--accent:#7cc0f0;--pass:#62c896;--fail:#f08080;--review:#e6b450;
--open:#a3b0bd;--na:#7d8994;--warn:#2e2610;--warnline:#d9a021}
.tag.fail{color:#2b0809}}
@media (max-width:40rem){body{padding-top:1.5rem}h1{font-size:1.9rem}h2{font-size:1.35rem}
dl>div{grid-template-columns:1fr;gap:0}nav ul{padding-left:.6rem}nav ul li{display:block}
nav ul a{display:inline-block;padding:.25rem 0}
colgroup{display:none}table,tbody,tr,td,.bars th[scope=row]{display:block;width:auto!important}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}td,.bars th[scope=row]{border:0;padding:.1rem 0}
td:empty{display:none}td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}}
@page{size:A4;margin:18mm 17mm 20mm}
@page{@bottom-right{content:counter(page) " / " counter(pages);font:9pt sans-serif;color:#54616f}}
@page:first{@bottom-right{content:""}}
@media print{:root{color-scheme:light;font-size:11.5px}
body{max-width:none;padding:0;font-size:10pt;line-height:1.45}
.cover{padding-top:35mm;min-height:0}h1{font-size:30pt}h2{font-size:17pt;margin-top:11mm}
h3{font-size:12pt}.control h3{font-size:13pt}h4{font-size:10pt}nav{break-before:page;margin:0}
pre{break-inside:avoid}
.new-page{break-before:page}.new-page>h2{margin-top:0}
h1,h2,h3,h4,.verdict{break-after:avoid;break-inside:avoid}h3+dl,h4+dl{break-inside:avoid}
thead{display:table-header-group}tr,.notice,.figures,.bars,.short,dl>div,li{break-inside:avoid}
p,dd,blockquote{orphans:3;widows:3}table{font-size:8.8pt}a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
"""Phones get their rows one cell below the other: six columns do not fit, and sideways nobody reads."""
