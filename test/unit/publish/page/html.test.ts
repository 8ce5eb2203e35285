import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Html, html } from '../../../../src/publish/page/html.ts';

test('text is escaped, HTML is not, and a list is put in piece by piece', () => {
  const items = ['<a>', '&'].map((text) => html`<b>${text}</b>`);
  expect(html`<i title="${'"\''}">${items}</i>`.markup).toBe('<i title="&quot;&#39;"><b>&lt;a&gt;</b><b>&amp;</b></i>');
});

test('undefined is nothing, a number is itself, and zero is not nothing', () => {
  expect(html`<p>${undefined}${0}${7}</p>`.markup).toBe('<p>07</p>');
});

test('what looks like HTML but was not made by the template is text', () => {
  const forged = { markup: '<script>' } as unknown as Html;
  expect(html`${forged}`.markup).toBe('[object Object]');
});

test('what a reader does not see is shown as a replacement', () => {
  expect(html`${'a\u202Eb\u0000c\u001B[1m\n\uD800'}`.markup).toBe('a\uFFFDb\uFFFDc\uFFFD[1m\uFFFD\uFFFD');
});

test('no text gets out of the element or the quoted attribute that it stands in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`;
      expect(markup).toMatch(/^<p title="[^"<>']*">[^<>"']*<\/p>$/);
    }),
  );
});
