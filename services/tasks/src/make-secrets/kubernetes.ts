/** The Secrets of one namespace, through the Kubernetes API. Plain HTTP: three requests need no client library. */
import { readFileSync } from 'node:fs';
import { TaskFailure } from '../failure';
import { pause, type Deadline } from '../patience';
import type { Log } from '../log';

export interface Secret {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
  readonly data?: Readonly<Record<string, string>>;
}

export interface Access {
  /** `https://10.96.0.1:443` */
  readonly url: string;
  readonly namespace: string;
  /** Read anew at each request: tokens are renewed. */
  readonly tokenFile: string;
  readonly deadline: Deadline;
  readonly log: Log;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Answers that another try may change. */
const passing = (status: number): boolean => status === 429 || status >= 500;

export class Secrets {
  constructor(private readonly access: Access) {}

  /** The Secret, or undefined when there is none. */
  async get(name: string): Promise<Secret | undefined> {
    const { status, body } = await this.request('GET', `/${name}`, name);
    return status === 404 ? undefined : (body as Secret);
  }

  /** False when someone else made it meanwhile. */
  async create(secret: object, name: string): Promise<boolean> {
    return (await this.request('POST', '', name, secret)).status !== 409;
  }

  /** False when someone else changed it meanwhile. */
  async patch(name: string, patch: object): Promise<boolean> {
    return (await this.request('PATCH', `/${name}`, name, patch)).status !== 409;
  }

  private async request(method: string, path: string, name: string, body?: object): Promise<Answer> {
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

  private checked(method: string, name: string, answer: Answer): Answer {
    const { status } = answer;
    if (status < 300 || status === 404 || status === 409) return answer;
    const verb = { GET: 'get', POST: 'create', PATCH: 'patch' }[method] ?? method;
    throw new TaskFailure(
      'SCALE-TASK-002',
      `the Kubernetes API answered ${status} to ${verb} the Secret ${name}`,
      status === 401 || status === 403
        ? `Give the Job's ServiceAccount the right to ${verb} it: the chart's Role does.`
        : 'See the message of the API server in its audit log.',
    );
  }

  private async once(method: string, path: string, body?: object): Promise<Answer | { readonly reason: string }> {
    const { url, namespace, tokenFile } = this.access;
    try {
      const response = await fetch(`${url}/api/v1/namespaces/${namespace}/secrets${path}`, {
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

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  const code = cause?.code ?? message;
  return /CERT|ISSUER|SELF_SIGNED/.test(code)
    ? `${code}: the API server's certificate is not trusted; NODE_EXTRA_CA_CERTS must name the cluster's CA`
    : code;
}
