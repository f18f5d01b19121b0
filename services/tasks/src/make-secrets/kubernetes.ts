/** The Secrets of one namespace. */
import { Kubernetes, type Access } from '../kubernetes';

export interface Secret {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

export class Secrets {
  private readonly api: Kubernetes;
  constructor(access: Access) {
    this.api = new Kubernetes(access, { api: 'api/v1', plural: 'secrets', kind: 'Secret' });
  }

  /** The Secret, or undefined when there is none. */
  async get(name: string): Promise<Secret | undefined> {
    const { status, body } = await this.api.request('GET', `/${name}`, name);
    return status === 404 ? undefined : (body as Secret);
  }

  /** False when someone else made it meanwhile. */
  async create(secret: object, name: string): Promise<boolean> {
    return (await this.api.request('POST', '', name, secret)).status !== 409;
  }

  /** False when someone else changed it meanwhile. */
  async patch(name: string, patch: object): Promise<boolean> {
    return (await this.api.request('PATCH', `/${name}`, name, patch)).status !== 409;
  }
}
