/** The Kubernetes API. Plain HTTP: a few requests need no client library. */
import { readFileSync } from 'node:fs';
import { TaskFailure } from './failure';
import type { Log } from './log';
import { pause, type Deadline } from './patience';

export interface Access {
  /** `https://10.96.0.1:443` */
  readonly url: string;
  readonly namespace: string;
  /** Read anew at each request: tokens are renewed. */
  readonly tokenFile: string;
  readonly deadline: Deadline;
  readonly log: Log;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const REQUEST_TIMEOUT_MS = 10_000;
const VERBS: Readonly<Record<Method, string>> = { GET: 'get', POST: 'create', PATCH: 'patch', DELETE: 'delete' };
/** Answers that another try may change. */
const passing = (status: number): boolean => status === 429 || status >= 500;

/** The objects of one kind in one namespace. */
export class Kubernetes {
  /**
   * @param collection below the API server's root: `api/v1` and `secrets`
   * @param kind for people
   */
  constructor(
    private readonly access: Access,
    private readonly collection: { readonly api: string; readonly plural: string; readonly kind: string },
  ) {}

  /**
   * Asks until there is an answer: the status of one that was done, 404 or 409.
   *
   * @param path below the collection: `/NAME`, or nothing
   * @param name of what it is about, for people
   * @throws TaskFailure SCALE-TASK-001 when there is none in time, -002 when it is refused
   */
  async request(method: Method, path: string, name: string, body?: object): Promise<Answer> {
    const { deadline, log } = this.access;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.once(method, path, body);
      if ('status' in answer && !passing(answer.status)) return this.checked(method, name, answer);
      const reason = 'status' in answer ? `status ${answer.status}` : answer.reason;
      if (deadline.passed) {
        throw new TaskFailure('SCALE-TASK-001', `the Kubernetes API did not answer in time: ${reason}`);
      }
      log.warn({ reason, attempt }, 'the Kubernetes API is not there; tried again');
      await pause(attempt);
    }
  }

  private checked(method: Method, name: string, answer: Answer): Answer {
    const { status } = answer;
    if (status < 300 || status === 404 || status === 409) return answer;
    const verb = VERBS[method];
    throw new TaskFailure(
      'SCALE-TASK-002',
      `the Kubernetes API answered ${status} to ${verb} the ${this.collection.kind} ${name}`,
      status === 401 || status === 403
        ? `Give the Job's ServiceAccount the right to ${verb} it: the chart's Role does.`
        : 'See the message of the API server in its audit log.',
    );
  }

  private async once(method: Method, path: string, body?: object): Promise<Answer | { readonly reason: string }> {
    const { url, namespace, tokenFile } = this.access;
    const { api, plural } = this.collection;
    try {
      const response = await fetch(`${url}/${api}/namespaces/${namespace}/${plural}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`,
          accept: 'application/json',
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch (error) {
      return { reason: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  const code = cause?.code ?? message;
  return /CERT|ISSUER|SELF_SIGNED/.test(code)
    ? `${code}: the API server's certificate is not trusted; NODE_EXTRA_CA_CERTS must name the cluster's CA`
    : code;
}
