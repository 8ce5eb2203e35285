// How the page looks, in light and dark, on a phone and on paper. A status is never told by its colour alone.

import { printStyle } from './print-style.ts';

const colours = `
:root{color-scheme:light dark;--ground:#f4f5f7;--paper:#fff;--ink:#16191f;--soft:#5a6270;--line:#dde1e7;--well:#f5f6f8;--link:#1f4fb8;
--pass:#12683f;--pass-tint:#e8f5ee;--fail:#b4141c;--fail-tint:#fdeeee;--unknown:#855000;--unknown-tint:#fdf3df;--na:#485467;--na-tint:#eef1f5}
@media (prefers-color-scheme:dark){:root{--ground:#0e1115;--paper:#161a20;--ink:#e6e9ee;--soft:#9ea8b5;--line:#2b323c;--well:#1d222a;--link:#8db4ff;
--pass:#6fd3a0;--pass-tint:#11271d;--fail:#ff9490;--fail-tint:#321719;--unknown:#efbd62;--unknown-tint:#2c2211;--na:#aab6c6;--na-tint:#1d242e}}
.pass{--tone:var(--pass);--tint:var(--pass-tint)}
.fail{--tone:var(--fail);--tint:var(--fail-tint)}
.unknown{--tone:var(--unknown);--tint:var(--unknown-tint)}
.not_applicable{--tone:var(--na);--tint:var(--na-tint)}`;

const text = `
*{box-sizing:border-box}
html{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;background:var(--ground);color:var(--ink);-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;padding:0 1rem 2rem}
#page{max-width:68rem;margin:0 auto}
h1,h2,h3,h4,p,ul,ol,dl,dd,pre,table{margin:0;padding:0}
h1,h2,h3,h4,p,li,dt,dd,th,td,code,pre{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.15rem;line-height:1.35;font-weight:650}
h3{font-size:1rem;font-weight:650;margin-top:1.25rem}
h4{font-size:.95rem;font-weight:650;margin-top:1.25rem}
code,pre{font:.867em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
code,bdi,pre{unicode-bidi:isolate}
code.long{display:block;max-height:9em;overflow:auto}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
em,.soft,.since,.eyebrow,.age{color:var(--soft)}
em{font-style:italic}
.bad{color:var(--fail);font-weight:600}
.left{white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--paper);padding:.5rem 1rem;z-index:3}
.skip:focus{top:.5rem}
.control{display:inline-block;color:var(--soft);font-weight:500;margin-right:.5em}`;

const layout = `
.top{display:flex;flex-wrap:wrap;gap:.75rem 2rem;justify-content:space-between;align-items:flex-end;padding:1.75rem 0 1rem}
.top>div{min-width:0}
.eyebrow{font-size:.867rem}
.age,.since,.soft{font-size:.867rem}
.live,[data-live] .still,.last-known{display:none}
[data-live] .live{display:inline}
.live::before{content:"";display:inline-block;width:.5em;height:.5em;border-radius:50%;background:var(--pass);margin-right:.45em}
nav{display:flex;gap:1.25rem}
.card,.summary{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1.25rem 1.5rem;margin-bottom:1rem}
.chapter{margin:2rem 0 .75rem}
.summary{padding:0;overflow:hidden;border-top:4px solid var(--tone)}
.verdict{display:flex;gap:1rem;align-items:center;background:var(--tint);padding:1.25rem 1.5rem}
.verdict .sign{width:3rem;height:3rem;color:var(--tone);flex:none}
.verdict h2{font-size:2rem;line-height:1.15;color:var(--tone);letter-spacing:-.02em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem 1.5rem;padding:.9rem 1.5rem;border-bottom:1px solid var(--line)}
dt{color:var(--soft);font-size:.867rem}
.overview{list-style:none}
.overview li{display:grid;grid-template-columns:11.5rem minmax(0,1fr) auto;gap:.25rem 1rem;align-items:baseline;padding:.65rem 1.5rem}
.overview li+li{border-top:1px solid var(--line)}
.sign{width:1em;height:1em;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round;overflow:visible;flex:none}
.badge{display:inline-flex;align-items:baseline;gap:.45em;color:var(--tone);background:var(--tint);border:1px solid color-mix(in srgb,var(--tone) 35%,transparent);border-radius:99px;padding:.05em .7em .05em .5em;font-weight:600;white-space:nowrap;justify-self:start}
.badge .sign{transform:translateY(.13em)}
.rule>header{display:flex;flex-wrap:wrap;gap:.35rem 1rem;justify-content:space-between;align-items:baseline}
.rule>header h2{flex:1 1 20rem;min-width:0}
.rule>header p{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline}
.reasons{list-style:none}
.rule>.reasons{margin-top:.9rem}
.reasons li{padding-left:.9rem;border-left:3px solid var(--line)}
.rule>.reasons:first-of-type li{border-color:var(--tone,var(--line))}
.reasons li+li{margin-top:.5rem}
.slug{color:var(--soft);font-size:.8em}
.todo{padding-left:1.3rem;margin-top:.35rem}
.todo li+li{margin-top:.75rem}
.change{background:var(--well);border:1px solid var(--line);border-radius:6px;margin-top:.4rem;overflow:hidden}
.change>div{display:grid;grid-template-columns:3.2rem minmax(0,1fr);align-items:baseline;padding:.3rem .75rem}
.change .wanted{background:var(--pass-tint);border-top:1px solid var(--line)}
.change .wanted dt{color:var(--pass);font-weight:600}
.wanted pre{user-select:all;-webkit-user-select:all}
details{margin-top:1rem}
summary{cursor:pointer;font-weight:600;width:fit-content;max-width:100%;padding:.15rem 0}
.text>div{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:0 1rem;padding:.3rem 0;max-width:52rem}
.sources dl>div{display:grid;grid-template-columns:18rem minmax(0,1fr);gap:.25rem 1rem;padding:.5rem 0}
.sources dl>div+div{border-top:1px solid var(--line)}
.sources h2{margin-bottom:.35rem}
.sources dt{font-size:1rem;color:inherit}
footer{color:var(--soft);font-size:.867rem;padding-top:.5rem}`;

const tables = `
.scroll{overflow-x:auto;margin-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.933rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);font-weight:400;min-width:6.5rem}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;vertical-align:bottom;border-bottom-color:var(--soft)}
thead code,thead .soft{font-weight:400}
tbody tr:last-child>*{border-bottom:0}
.evidence{min-width:40rem}
.evidence{table-layout:fixed}
.evidence th:first-child{width:13rem}
.effect>*{border-top:1px solid var(--soft)}
.findings{min-width:34rem}
.findings th:first-child{width:18%}
.findings td:nth-child(2){width:38%}
.findings td:nth-child(3){width:11.5rem}
.mark{display:inline-block;color:var(--fail);font-weight:650;white-space:nowrap;font-size:.867rem}
.differs td,.contradicts{font-weight:600}
.differs>*,td.contradicts{background:var(--fail-tint)}
.differs>:first-child{box-shadow:inset 3px 0 var(--fail);padding-left:.75rem}
.unread{background:var(--well);padding-left:.75rem}
tr.aside{color:var(--soft)}
.aside-note{color:var(--soft);font-weight:600}
.member>h3{margin-top:0;font-size:1.067rem}
.listener{margin-top:.6rem}
.listener+.listener{border-top:1px solid var(--line);padding-top:.6rem}`;

const stale = `
#notice:empty{display:none}
#notice{position:sticky;top:0;z-index:2;margin:0 -1rem;padding:.7rem 1.5rem;background:#7a1f00;color:#fff;font-weight:600;text-align:center}
[data-stale] .last-known{display:block;font-weight:650}
[data-stale] .summary{border-style:dashed;border-width:2px;border-color:var(--soft)}
[data-stale] .verdict{background:repeating-linear-gradient(-45deg,var(--paper) 0 10px,var(--well) 10px 20px)}
[data-stale] .verdict h2,[data-stale] .verdict .sign,[data-stale] .badge{color:var(--soft)}
[data-stale] .badge{background:none;border-style:dashed}`;

const phone = `
@media (max-width:40rem){
body{padding:0 .6rem 1.5rem}
#notice{margin:0 -.6rem;padding:.6rem 1rem}
.top{padding-top:1rem}
.card,.verdict{padding:1rem}
.facts{padding:.75rem 1rem;grid-template-columns:1fr 1fr}
.overview li{grid-template-columns:minmax(0,1fr);padding:.75rem 1rem}
.text>div,.sources dl>div{grid-template-columns:minmax(0,1fr)}
.change>div{grid-template-columns:minmax(0,1fr)}
.evidence th:first-child{width:8.5rem;position:sticky;left:0;background:var(--paper);z-index:1}
.evidence .differs>:first-child{background:var(--fail-tint)}
.findings:not(:has(th:nth-child(4))){min-width:0}
}`;

export const style = [colours, text, layout, tables, stale, phone, printStyle].join('');
