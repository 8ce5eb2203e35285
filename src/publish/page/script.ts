// What the page runs in a browser: it asks the agent again and again, and changes in place what is not so any more.
// Plain text of our own, never with anything of the node in it: its digest stands in the content security policy.

export const script = String.raw`
(() => {
  'use strict';
  const interval = { seen: 2000, hidden: 30000, refused: 30000 };
  const patience = 5000;
  const root = document.documentElement;
  const page = document.getElementById('page');
  const notice = document.getElementById('notice');
  const said = document.getElementById('said');
  const icon = document.querySelector('link[rel=icon]');
  let etag = '';
  let title = document.title;
  let iconNow = icon.href;
  let answeredAt = new Date();
  let timer;
  let asking = false;

  function clock(at) {
    return at.toISOString().slice(11, 19) + ' UTC';
  }

  /* Never looks better than it is: what is not confirmed is old. */
  function stale(why) {
    const text = why + ' since ' + clock(answeredAt) + ': what is shown may be old.';
    root.dataset.stale = '';
    delete root.dataset.live;
    if (notice.textContent !== text) notice.textContent = text;
    document.title = '⚠ May be old · ' + title;
    icon.href = icon.dataset.stale;
  }

  function fresh() {
    answeredAt = new Date();
    delete root.dataset.stale;
    root.dataset.live = '';
    if (notice.textContent !== '') notice.textContent = '';
    if (document.title !== title) document.title = title;
    if (icon.href !== iconNow) icon.href = iconNow;
  }

  function verdicts() {
    return [...page.querySelectorAll('[data-said]')].map((one) => one.dataset.said);
  }

  function ownText(document, name) {
    return document.querySelector(name)?.textContent;
  }

  function show(next) {
    /* Another version of the agent: its words need its own style and script. */
    if (['style', 'script'].some((name) => ownText(next, name) !== ownText(document, name))) return location.reload();
    const before = verdicts();
    morph(page, next.getElementById('page'));
    const changed = verdicts().filter((one) => !before.includes(one));
    if (changed.length > 0) said.textContent = 'Verdict changed. ' + changed.join('. ') + '.';
    title = next.title;
    iconNow = next.querySelector('link[rel=icon]').href;
  }

  /* Changes only what differs, so that focus, selection, scrolling and what is unfolded stay. */
  function morph(old, now) {
    if (old.isEqualNode(now)) return;
    if (old.nodeName !== now.nodeName || (old.id || '') !== (now.id || '')) return void old.replaceWith(now);
    if (old.nodeType !== Node.ELEMENT_NODE) return void (old.nodeValue = now.nodeValue);
    for (const { name } of [...old.attributes])
      if (!now.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) old.removeAttribute(name);
    for (const { name, value } of now.attributes)
      if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
    const wanted = [...now.childNodes];
    wanted.forEach((next, index) => {
      const same = next.id ? [...old.children].find(({ id }) => id === next.id) : undefined;
      const there = old.childNodes[index];
      if (same && same !== there) old.insertBefore(same, there ?? null);
      const child = same ?? there;
      if (!child) old.append(next);
      else if (!same && child.id && wanted.some(({ id }) => id === child.id)) old.insertBefore(next, child);
      else morph(child, next);
    });
    while (old.childNodes.length > wanted.length) old.lastChild.remove();
  }

  async function ask() {
    const headers = etag === '' ? {} : { 'if-none-match': etag };
    const options = { cache: 'no-store', redirect: 'manual', headers, signal: AbortSignal.timeout(15000) };
    const answer = await fetch(location.href.split('#')[0], options);
    if (answer.status === 304 && etag !== '') return fresh();
    if (answer.status === 401 || answer.status === 403 || answer.type === 'opaqueredirect')
      return stale('The agent no longer lets you in (reload the page to log in)');
    if (answer.status === 429) {
      stale('The agent has too many requests');
      return interval.refused;
    }
    if (answer.status !== 200) return stale('The agent answers with an error (' + answer.status + ')');
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (next.getElementById('page') === null) return stale('No page comes from the agent');
    show(next);
    etag = answer.headers.get('etag') ?? '';
    fresh();
  }

  async function turn() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    const late = setTimeout(() => stale('No answer from the agent'), patience);
    const wait = await ask().catch(() => stale('No answer from the agent'));
    clearTimeout(late);
    asking = false;
    timer = setTimeout(turn, wait ?? (document.hidden ? interval.hidden : interval.seen));
  }

  /* What is folded would be missing on paper. */
  let folded = [];
  addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('nav a')) one.dataset.url = one.href;
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const one of folded) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of folded) one.open = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void turn();
  });
  timer = setTimeout(turn, interval.seen);
})();
`;
