// The page's CSS. Family colours after Okabe and Ito, "Color Universal Design", 2008, darkened or
#include <string_view>

// lightened until text in them is legible on the page.
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

constexpr std::string_view colours = R"css(
:root{color-scheme:light dark;
--page:#fff;--ink:#1b1f23;--soft:#59636e;--line:#d1d7de;--faint:#f4f6f8;
--conventional:#0067a3;--spiking:#b34700;--other:#6b4fa0;
--up:#007a5a;--down:#a03a78;--cell:#0b4f7d;--good:#17703f;--bad:#b3001b;
--sim-ink:#6b4300;--sim-page:#ffefc9}
@media screen and (prefers-color-scheme:dark){:root{
--page:#14171a;--ink:#e6e8ea;--soft:#a2abb4;--line:#373e46;--faint:#1e2328;
--conventional:#62b6ea;--spiking:#f29a4a;--other:#bba9e6;
--up:#45c9a1;--down:#e394c3;--cell:#4a9fd4;--good:#5fcf90;--bad:#ff8a8f;
--sim-ink:#ffd98a;--sim-page:#4a3600}}
@media print{:root{color-scheme:light}}
)css";

constexpr std::string_view text = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:1080px;padding:32px 20px 48px;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
h1{font-size:clamp(1.25rem,2.8vw,1.6rem);line-height:1.3;font-weight:650;margin:.1em 0 .6em;
max-width:48rem;text-wrap:pretty}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .7em;font-weight:650}
h3{font-size:1rem;margin:1.4em 0 .4em}
p{margin:0 0 .8em}
a{color:inherit;text-underline-offset:3px}
.experiment{color:var(--soft);font-weight:600;margin:0}
.subtitle,.difference{max-width:75ch;color:var(--soft)}
.banner{border-left:4px solid currentColor;padding:.2em 0 .2em .8em}
.boxes{display:flex;flex-wrap:wrap;gap:12px 48px;margin:1.2em 0}
.box{border-top:3px solid var(--soft);padding-top:.5em;min-width:min(16rem,100%)}
.box p{margin:0}
.box .role{color:var(--soft);font-size:.875rem}
.box .name{font-weight:650}
.box .value b{font-size:1.5rem;font-weight:650}
.box.conventional{border-color:var(--conventional)}.box.spiking{border-color:var(--spiking)}
nav{display:flex;flex-wrap:wrap;gap:.3em 1.2em;font-size:.9rem;padding:.7em 0;
border:solid var(--line);border-width:1px 0}
section{margin-top:3rem}
footer{margin-top:3rem;padding-top:.7em;border-top:1px solid var(--line);color:var(--soft);
font-size:.875rem}
.simulated{display:inline-block;background:var(--sim-page);color:var(--sim-ink);border-radius:3px;
padding:0 .5em;font-weight:650;white-space:nowrap}
.holds{color:var(--good)}.fails{color:var(--bad)}
.checks{list-style:none;padding:0}
.checks li{margin:.35em 0;padding-left:5.2em;text-indent:-5.2em}
.checks strong{display:inline-block;min-width:5em;margin-right:.2em;text-indent:0}
.facts{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.35em 1.5em;margin:0 0 1em}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--faint);padding:1em;overflow-x:auto;margin:.6em 0}
details{margin:.8em 0}summary{cursor:pointer;color:var(--soft)}
)css";

constexpr std::string_view tables = R"css(
.scroll{overflow-x:auto;max-width:100%}
.scroll+p{margin-top:.8em}
table{border-collapse:collapse;font-size:.9rem;line-height:1.35;min-width:100%}
.card table{min-width:0}
caption,figcaption{text-align:left;color:var(--soft);font-size:.9rem;margin:0 0 .8em;max-width:80ch}
caption{padding:0 0 .2em;max-width:none}
caption>span{display:block;max-width:min(80ch,calc(100vw - 36px));position:sticky;left:0}
th,td{padding:.42em .65em;text-align:right;vertical-align:top;border-bottom:1px solid var(--line);
white-space:nowrap;font-weight:400}
thead th{vertical-align:bottom;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}
th:first-child{text-align:left;padding-left:0;position:sticky;left:0;background:var(--page)}
td:last-child,th:last-child{padding-right:0}
#methods td,#methods thead th+th{padding-left:.42em;padding-right:.42em}
tbody th{font-weight:600}
tbody th[scope=row]{white-space:normal;overflow-wrap:anywhere;min-width:9rem}
th small,td small{display:block;font-size:.8em;color:var(--soft);font-weight:400}
td b{font-weight:650}
.family th{border-bottom:1px solid currentColor;padding-top:1.1em;font-weight:650}
.family span{position:sticky;left:0}
.family.conventional{color:var(--conventional)}.family.spiking{color:var(--spiking)}
.family.other{color:var(--other)}
.best{font-weight:400;font-size:.8em;color:var(--soft);border:1px solid var(--line);
border-radius:3px;padding:0 .35em;margin-left:.3em}
.people thead th{white-space:normal;overflow-wrap:anywhere;min-width:4.5rem}
.minus{font-weight:400;color:var(--soft)}
.words{text-align:left;white-space:normal}
td.forest,th.forest{padding-top:0;padding-bottom:0;vertical-align:middle;width:150px}
td.forest svg,th.forest svg{display:block;margin-left:auto}
)css";

constexpr std::string_view pictures = R"css(
figure{margin:0}
svg{height:auto;display:block;overflow:visible}
svg text{fill:var(--ink);font-size:12.5px;font-family:inherit}
svg .tick,svg .small{font-size:11px;fill:var(--soft)}svg .small{fill:var(--ink)}
svg .tiny{font-size:10px;fill:var(--soft)}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
svg text{font-weight:400}svg .label{font-weight:600}
svg text.conventional{fill:var(--conventional)}svg text.spiking{fill:var(--spiking)}
svg text.other{fill:var(--other)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .axis,svg .zero,svg .bar{stroke:var(--soft);stroke-width:1}svg .bar{stroke-width:2}
svg .chance{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 4}
.pair,.matrices{display:flex;flex-wrap:wrap;gap:24px 32px;align-items:flex-start}
.pair>svg{flex:1 1 min(420px,100%)}
.person path{fill:none;stroke:var(--soft);stroke-width:1;opacity:.38}
.person circle{opacity:.6;stroke:none}
.many path{opacity:.2}.many circle{opacity:.4}
.person:hover path{opacity:1;stroke:var(--ink);stroke-width:2}.person:hover circle{opacity:1}
circle.conventional{fill:var(--conventional)}circle.spiking{fill:var(--spiking)}
circle.other{fill:var(--other)}
.mean.conventional{fill:var(--conventional);stroke:var(--conventional)}
.mean.spiking{fill:var(--spiking);stroke:var(--spiking)}
.mean.other{fill:var(--other);stroke:var(--other)}
.mean circle{stroke:var(--page);stroke-width:1.5}.mean .interval{stroke-width:5;stroke-opacity:.75}
.cells rect{fill:var(--cell);stroke:none}
.cells text{font-size:11px;text-anchor:middle;pointer-events:none}
svg .cells .light{fill:var(--page)}
svg .frame{fill:none;stroke:var(--line)}
.fabric .tile{fill:var(--faint);stroke:none}.fabric .slot{fill:var(--page);stroke:var(--line)}
.fabric .core{fill:var(--cell)}.fabric .link{fill:var(--spiking)}
.fabric text{pointer-events:none}svg .fabric .light{fill:var(--page)}
.trace{fill:none;stroke:var(--ink);stroke-width:.8;stroke-linejoin:round}
.tick-up{stroke:var(--up)}.tick-down{stroke:var(--down)}.tick-spike{stroke:var(--ink)}
svg text.up{fill:var(--up)}svg text.down{fill:var(--down)}
path.curve{fill:none;stroke-width:2}
path.curve,.curve circle{stroke:var(--spiking)}
g.filled circle{fill:var(--spiking)}g.hollow circle{fill:var(--page);stroke-width:2}
.cost circle,.cost path{stroke:var(--page);stroke-width:1.5;fill:var(--ink)}
.cost.conventional circle,.cost.conventional path{fill:var(--conventional)}
.cost.spiking circle,.cost.spiking path{fill:var(--spiking)}
.cost.other circle,.cost.other path{fill:var(--other)}
svg .beside{paint-order:stroke;stroke:var(--page);stroke-width:3px}
.leader{stroke:var(--soft);stroke-width:.8;opacity:.6}
.both{stroke-width:1.2;stroke-dasharray:2 3;stroke:var(--soft)}
.both.spiking{stroke:var(--spiking)}.both.conventional{stroke:var(--conventional)}
.learning path{fill:none;stroke-width:1.4;stroke-linejoin:round;opacity:.8}
.learning.training path{stroke:var(--soft);stroke-dasharray:5 3}.learning.validation path{stroke:var(--spiking)}
.learning.validation circle{fill:var(--spiking);stroke:var(--page)}
.learning:hover path{opacity:1;stroke-width:2.6}
.whisker{stroke:var(--ink);stroke-width:2}.estimate{fill:var(--ink);stroke:var(--page)}
)css";

constexpr std::string_view devices = R"css(
@media (max-width:600px){body{padding:20px 16px 40px}
.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.7em}
section{margin-top:2.4rem}}
@page{size:A4 landscape;margin:14mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt;background:none}
nav{display:none}section{margin-top:1.6rem}
h2,h3,figcaption,caption,summary{break-after:avoid}
tr,svg,.box,.checks li,dd,figcaption,#methods,#people figure,#rate figure,#cost figure,#energy figure,
#learning figure,#example figure{
break-inside:avoid}
svg{max-height:150mm}.matrices{gap:12px}.matrices>svg{max-width:48%!important;min-width:0!important}
.people table{font-size:7pt}.people td,.people th{padding:.3em .35em}
.scroll{overflow:visible}th:first-child{position:static;background:none}
table{font-size:8.5pt}pre{white-space:pre-wrap;font-size:7.5pt}
details::details-content{content-visibility:visible;display:block;height:auto}
svg,.simulated,.best{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace

std::string stylesheet() {
    std::string all;
    for (const std::string_view part : {colours, text, tables, pictures, devices}) all += part;
    return all;
}

}  // namespace efferent::report
