import { join } from 'node:path';
import type { Context } from '../context';
import { LoadPod } from '../faults/load-pod';
import type { PodProxy } from '../faults/proxy';
import type { Plan } from './load/plan';
import type { Report, Tick } from './load/report';

/** Where it has the certificate of the edge, and nothing of its key. */
const FOLDER = '/etc/scaleout/edge';
const FILE = 'tls.crt';
export const CERTIFICATE = `${FOLDER}/${FILE}`;

/** A piece may be some megabytes. */
const TAKE_SECONDS = 60;

/** The traffic through the edge. */
export class EdgeLoad extends LoadPod<Plan, Tick, Report> {
  /** Starts it; `secret` holds the certificate. */
  static async start(context: Context, secret: string): Promise<EdgeLoad> {
    return new EdgeLoad(
      ...(await this.run(context, {
        name: 'e2e-chaos-client',
        entry: join(__dirname, 'load', 'main.ts'),
        volumes: { [FOLDER]: { secret: { secretName: secret, items: [{ key: FILE, path: FILE }] } } },
      })),
    );
  }

  /** What it reaches its pod through: for other questions to the API server. */
  get api(): PodProxy {
    return this.proxy;
  }

  /** What has come to its end since the last time; the traffic goes on. */
  take(): Promise<Report> {
    return this.order('/take', null, TAKE_SECONDS) as Promise<Report>;
  }
}
