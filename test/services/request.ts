import { once } from 'node:events';
import { request, type Agent, type IncomingMessage } from 'node:http';

/** An answer with its headers as they came. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** GET without fetch, which hides connections and the headers about them. */
export async function get(
  url: string,
  options: { readonly agent?: Agent; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = request(url, { agent: options.agent, headers: options.headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  return { status: response.statusCode, headers: response.headers, body };
}

/** Asks again and again until an answer suits. The test's own time limit ends it when none does. */
export async function until(ask: () => Promise<Answer>, suits: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (suits(answer)) return answer;
  }
}
