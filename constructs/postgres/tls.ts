/** TLS of a cluster: off, offered to those who ask for it, or required of all. */
import type { Param } from '../values/expr';
import { and, choose } from '../values/ops';
import type { Resolved } from '../values/props';
import type { PostgresSchema } from './values';

/** How far it goes, in a word. Public: they stand in an annotation of the StatefulSet. */
export const TLS_STAGES = { off: 'off', offered: 'offered', required: 'required' } as const;

type Tls = Resolved<PostgresSchema>['tls'];

/** Whether nobody gets in without it. */
export const isTlsRequired = ({ enabled, required }: Tls): Param<boolean> => and(enabled, required);

/** Which of {@link TLS_STAGES} it is. */
export const tlsStage = ({ enabled, required }: Tls): Param<string> =>
  choose(enabled, choose(required, TLS_STAGES.required, TLS_STAGES.offered), TLS_STAGES.off);
