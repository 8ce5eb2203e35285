// Keeps the page up to date: requests it again and again, and changes in place what differs.
// Holds no text of the node: the content security policy names this script by its digest.

(() => {
  'use strict';

  /* Times in milliseconds. */
  const interval = { visible: 2000, hidden: 30000, refused: 30000 };
  const answerExpected = 5000;
  const requestTimeout = 15000;

  const root = document.documentElement;
  const page = present(document.getElementById('page'));
  const notice = present(document.getElementById('notice'));
  const announcement = present(document.getElementById('said'));
  const icon = present(document.querySelector('link'));
  let etag = '';
  let title = document.title;
  let iconAddress = icon.href;
  let answeredAt = new Date();
  let timer = 0;
  let isRequesting = false;

  /** @template {Element} T @param {T | null} element */
  function present(element) {
    if (element === null) throw new Error('the page lacks an element');
    return element;
  }

  /** @param {Date} at */
  function clock(at) {
    return `${at.toISOString().slice(11, 19)} UTC`;
  }

  /* Marks the page as old: it never looks better than what is confirmed. */
  /** @param {string} problem */
  function markStale(problem) {
    const text = `${problem} since ${clock(answeredAt)}: what is shown may be old.`;
    root.dataset.stale = '';
    delete root.dataset.live;
    if (notice.textContent !== text) notice.textContent = text;
    document.title = `⚠ May be old · ${title}`;
    icon.href = icon.dataset.stale ?? '';
  }

  function markSilent() {
    markStale('No answer from the agent');
  }

  function markLive() {
    answeredAt = new Date();
    delete root.dataset.stale;
    root.dataset.live = '';
    if (notice.textContent !== '') notice.textContent = '';
    if (document.title !== title) document.title = title;
    if (icon.href !== iconAddress) icon.href = iconAddress;
  }

  function verdicts() {
    return [...page.querySelectorAll('[data-said]')].map((element) => element.getAttribute('data-said'));
  }

  /** @param {Document} next */
  function isOtherVersion(next) {
    return ['style', 'script'].some(
      (name) => next.querySelector(name)?.textContent !== document.querySelector(name)?.textContent,
    );
  }

  /* Another version of the agent needs its own style and script, so it is loaded whole. */
  /** @param {Document} next */
  function show(next) {
    if (isOtherVersion(next)) return location.reload();
    const before = verdicts();
    morph(page, present(next.getElementById('page')));
    const changed = verdicts().filter((verdict) => !before.includes(verdict));
    if (changed.length > 0) announcement.textContent = `Verdict changed. ${changed.join('. ')}.`;
    title = next.title;
    iconAddress = present(next.querySelector('link')).href;
  }

  /** @param {Node} node */
  function idOf(node) {
    return node instanceof Element ? node.id : '';
  }

  /* Changes only what differs, so that focus, selection, scrolling and unfolded details stay. */
  /** @param {ChildNode} old @param {ChildNode} next */
  function morph(old, next) {
    if (old.isEqualNode(next)) return;
    if (old.nodeName !== next.nodeName || idOf(old) !== idOf(next)) old.replaceWith(next);
    else if (old instanceof Element && next instanceof Element) {
      morphAttributes(old, next);
      morphChildren(old, next);
    } else old.nodeValue = next.nodeValue;
  }

  /** @param {Element} old @param {Element} next */
  function morphAttributes(old, next) {
    for (const name of old.getAttributeNames())
      if (!next.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) old.removeAttribute(name);
    for (const { name, value } of next.attributes)
      if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }

  /** @param {Element} old @param {Element} next */
  function morphChildren(old, next) {
    const wanted = [...next.childNodes];
    const ids = new Set(wanted.map(idOf).filter((id) => id !== ''));
    for (const [index, child] of wanted.entries()) {
      const same = [...old.children].find(({ id }) => id !== '' && id === idOf(child));
      const there = old.childNodes[index];
      if (same && same !== there) old.insertBefore(same, there ?? null);
      const current = same ?? there;
      if (!current) old.append(child);
      else if (!same && ids.has(idOf(current))) old.insertBefore(child, current);
      else morph(current, child);
    }
    while (old.childNodes.length > wanted.length) old.lastChild?.remove();
  }

  /** Requests the page once. Returns how long to wait before the next request, where that is not as usual. */
  async function refresh() {
    const response = await fetch(location.href.split('#')[0] ?? '', {
      cache: 'no-store',
      redirect: 'manual',
      headers: etag === '' ? {} : { 'if-none-match': etag },
      signal: AbortSignal.timeout(requestTimeout),
    });
    const { status } = response;
    if (status === 304 && etag !== '') return markLive();
    if (status === 401 || status === 403 || response.type === 'opaqueredirect')
      return markStale('The agent no longer lets you in (reload the page to log in)');
    if (status === 429) {
      markStale('The agent has too many requests');
      return interval.refused;
    }
    if (status !== 200) return markStale(`The agent answers with an error (${status})`);
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (next.getElementById('page') === null) return markStale('No page comes from the agent');
    show(next);
    etag = response.headers.get('etag') ?? '';
    return markLive();
  }

  async function refreshAndSchedule() {
    if (isRequesting) return;
    isRequesting = true;
    clearTimeout(timer);
    const silence = setTimeout(markSilent, answerExpected);
    const wait = await refresh().catch(markSilent);
    clearTimeout(silence);
    isRequesting = false;
    timer = setTimeout(refreshAndSchedule, wait ?? (document.hidden ? interval.hidden : interval.visible));
  }

  /** @type {HTMLDetailsElement[]} Unfolded for printing, as folded text would be missing on paper. */
  let unfolded = [];
  addEventListener('beforeprint', () => {
    for (const link of document.querySelectorAll('a')) if (link.closest('nav')) link.dataset.url = link.href;
    unfolded = [...document.querySelectorAll('details')].filter(({ open }) => !open);
    for (const details of unfolded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of unfolded) details.open = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void refreshAndSchedule();
  });
  timer = setTimeout(refreshAndSchedule, interval.visible);
})();
