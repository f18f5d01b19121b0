import { z } from 'zod';
import { askJson } from './ask-json';
import { hello } from './backend';

/** The API's cookie of a session; all other cookies are none of its business. */
const SESSION_COOKIE = '__Host-demo-session';

const away = [z.object({ state: z.literal('unreachable') }), z.object({ state: z.literal('none') })] as const;
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.discriminatedUnion('state', [z.object({ state: z.literal('answered'), ...shape }), ...away]);
const server = part({
  server: z.string().max(253).nullable(),
  inRecovery: z.boolean(),
  behindSeconds: z.number().nullable(),
});

const stack = hello.extend({
  leader: server,
  replica: server,
  redis: part({ ms: z.number() }),
  session: part({ name: z.string().max(200).nullable(), requests: z.number().optional() }),
});

/** The parts of the stack behind the API, as one of its pods sees them, and which pod that is. */
export type Stack = z.output<typeof stack> & { readonly ms: number };

/** Asks the API for the parts behind it; a reason when there is no answer, undefined when there is no API. Never throws. */
export async function askStack(
  url: string | undefined,
  requestId: string,
  cookies: string | undefined,
): Promise<Stack | { readonly reason: string } | undefined> {
  if (url === undefined) return undefined;
  const cookie = sessionCookie(cookies);
  const asked = await askJson({ url, path: 'api/v1/stack', requestId, schema: stack, cookie });
  return asked.ok ? { ...asked.answer, ms: asked.ms } : { reason: asked.reason };
}

const sessionCookie = (cookies: string | undefined): string | undefined =>
  cookies
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
