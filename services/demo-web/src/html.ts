/** Markup that is safe to send. Only {@link html} and {@link trusted} make it, so that nothing reaches the page unescaped by accident. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text as it may stand in an element or in a quoted attribute. */
export const escape = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => entities[character] ?? character);

/** Text of our own that is markup already, such as a style sheet. */
export const trusted = (markup: string): Html => new Html(markup);

/** A template whose values are escaped, unless they are {@link Html} themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const filled = parts.map((part, index) => {
    const value = values[index];
    if (value === undefined) return part;
    return part + (value instanceof Html ? value.toString() : escape(String(value)));
  });
  return new Html(filled.join(''));
}
