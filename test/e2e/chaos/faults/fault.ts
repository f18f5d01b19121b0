import type * as faults from '../../faults/fault';
import { LIMITS as POSTGRES } from '../../postgres/faults/fault';
import { LIMITS as REDIS } from '../../redis/faults/fault';
import type { KindLimits, Limits } from '../judge/limits';
import { KINDS, type Kind } from '../load/plan';
import type { Stage } from '../stage';

export type Fault = faults.Fault<Stage, Limits>;

/** Pods of the app start one after the other on a small machine: longer than that is not by itself. */
const BACK_MS = 120_000;
/** A second is what a busy machine may take. */
const NOTHING: KindLimits = { failed: 0, gapMs: REDIS.nothing.gapMs };
/** From then on nobody fails any more: who takes over has done so. */
const UNTIL_MS = 10_000;
/** A Service knows within moments of a container that ended; a client that came before that has met nobody. */
const LEFT_OUT: KindLimits = { gapMs: REDIS.killed.gapMs, untilMs: UNTIL_MS };
/** A Service leads on to pods of a lost node until Kubernetes takes it to be lost: about 50 s. */
const NODE_UNTIL_MS = 75_000;

const kindsOf = (suffers: Partial<Record<Kind, KindLimits>>, others: KindLimits): Limits['kinds'] =>
  Object.fromEntries(KINDS.map((kind) => [kind, suffers[kind] ?? others])) as Limits['kinds'];

/** A pod of a class is killed: those who do not need it notice nothing. */
const killed = (suffers: Partial<Record<Kind, KindLimits>>): Limits => ({
  ...{ kinds: kindsOf(suffers, NOTHING), backMs: BACK_MS, forgotten: 0, isPlanned: false },
});

/** Redis may forget what a replica had not yet heard of a master that is gone at once. */
const mayForget = ({ kinds, backMs, isPlanned }: Limits): Limits => ({ kinds, backMs, isPlanned });

/** The promises, by what happens: each part's own figures, where it has them. */
export const LIMITS = {
  /** Somebody wanted it: no request fails, though one may have to wait. */
  planned: { kinds: kindsOf({}, { failed: 0 }), backMs: BACK_MS, forgotten: 0, isPlanned: true },
  edge: killed({ page: LEFT_OUT, api: LEFT_OUT, write: LEFT_OUT, redis: LEFT_OUT }),
  frontend: killed({ page: LEFT_OUT }),
  backend: killed({ page: LEFT_OUT, write: LEFT_OUT }),
  pooler: killed({ write: { gapMs: POSTGRES.killed.straightMs, untilMs: UNTIL_MS } }),
  primary: killed({ write: { gapMs: POSTGRES.killed.straightMs, untilMs: UNTIL_MS } }),
  master: mayForget(killed({ redis: { gapMs: REDIS.killed.gapMs, untilMs: UNTIL_MS } })),
  /** Nobody needs it at once. */
  spare: killed({}),
  node: {
    kinds: {
      page: { gapMs: REDIS.node.gapMs, untilMs: NODE_UNTIL_MS },
      api: { gapMs: REDIS.node.gapMs, untilMs: NODE_UNTIL_MS },
      write: { gapMs: POSTGRES.silent.straightMs, untilMs: NODE_UNTIL_MS },
      redis: { gapMs: REDIS.node.gapMs, untilMs: NODE_UNTIL_MS },
    },
    ...{ backMs: 180_000, isPlanned: false },
  },
  /** Everything that runs runs on. */
  api: killed({}),
} as const satisfies Record<string, Limits>;
