// How the page prints for an audit file: black on white, everything unfolded, no member torn apart where it fits.

export const printStyle = `
@page{margin:16mm 14mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt sans-serif}}
@media print{
:root{color-scheme:light;--ground:#fff;--paper:#fff;--ink:#000;--soft:#333;--line:#999;--well:#fff;--link:#000;
--pass:#000;--pass-tint:#fff;--fail:#000;--fail-tint:#fff;--unknown:#000;--unknown-tint:#fff;--na:#000;--na-tint:#fff}
html{font-size:9.5pt;background:#fff}
body{padding:0}
#page{max-width:none}
.skip,.live::before{display:none}
[data-live] .live{display:none}
.still{display:inline!important}
.still span,.last-known{display:none}
[data-stale] .last-known{display:block}
a{text-decoration:none}
#notice{position:static;margin:0 0 3mm;background:#fff;color:#000;border:2px solid #000}
.card,.summary{border-radius:0;padding:0;border:0;margin:0 0 6mm}
.summary{border:1px solid #000;margin:0 1px 6mm}
.verdict{background:none}
.scroll{overflow:visible}
.evidence{min-width:0}
code.long{max-height:none;overflow:visible}
details::details-content{content-visibility:visible;block-size:auto;display:block}
summary{list-style:none}
nav{flex-direction:column;gap:0;text-align:right}
nav a::after{content:": " attr(data-url)}
h2,h3,h4,summary,thead{break-after:avoid}
tr,li,.change,.listener,.facts{break-inside:avoid}
.rule,.member{border-top:1px solid #000;padding-top:3mm}
.member{break-inside:avoid-page}
}`;
