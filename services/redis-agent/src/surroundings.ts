/** The name server and the other agents. */
import { lookup } from 'node:dns/promises';
import { get } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Surroundings } from './observe';
import type { Naming } from './places';
import type { Others } from './prepare';

/** Pods of the same namespace by their short names: the first domain of the search list is the right one. */
export const resolver =
  ({ podsService }: Pick<Naming, 'podsService'>, ownAddress: string): Surroundings['resolve'] =>
  async (pod) => {
    try {
      const { address } = await lookup(`${pod}.${podsService}`, { family: isIPv6(ownAddress) ? 6 : 4 });
      return address;
    } catch {
      return undefined;
    }
  };

const ASK_MS = 1000;

/** Asks the agent beside another node; undefined when it does not say. */
const ask = (address: string, port: number, path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const nothing = () => {
      resolve(undefined);
    };
    const asked = get({ host: address, port, path, timeout: ASK_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', nothing);
      response.on('end', () => {
        resolve(response.statusCode === 200 && text.trim() !== '' ? text.trim() : undefined);
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', nothing);
  });

/** What other agents know of their pods. */
export const agentsAt = (
  port: number,
): Pick<Surroundings, 'hostOf' | 'electableInMs'> & Pick<Others, 'identityOf'> => ({
  hostOf: (_pod, address) => ask(address, port, '/host'),
  identityOf: (_pod, address) => ask(address, port, '/identity'),
  electableInMs: async (_pod, address) => Number((await ask(address, port, '/electable')) ?? 0),
});
