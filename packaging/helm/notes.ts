/** NOTES.txt: what to do after an installation. */
import type { Stack } from '../../charts/stack';
import type { Manifest } from '../../constructs/manifest';
import { exprOf, Expr, type Param, type ReleaseField } from '../../constructs/values/expr';
import { str } from '../../constructs/values/ops';
import { Each, text, when, type Lines } from '../../constructs/values/template';
import type { Place } from './expressions';
import { textLines } from './text';

const release = (field: ReleaseField) => new Expr<string>('string', { op: 'release', field }, true);

/** The text shown after `helm install` and `helm upgrade`. */
export function notesFile(stack: Stack, place: Place): string {
  const all = stack.objects.flatMap(({ manifests }) => manifests);
  const named = (kind: string) => all.filter((m) => m.kind === kind);
  const namespace = str`--namespace ${release('namespace')}`;
  const lines: Lines[] = [
    str`${stack.definition.name} ${release('version')} is installed as "${release('name')}".`,
    '',
    'Wait until everything runs:',
    ...['StatefulSet', 'Deployment'].flatMap((kind) =>
      named(kind).map((m): Lines => {
        const command = str`  kubectl ${namespace} rollout status ${kind.toLowerCase()}/${nameOf(m)}`;
        const line: Lines = m.condition === undefined ? command : when<string>(m.condition, command);
        const { loop } = m.presence;
        return loop === undefined ? line : new Each(loop.over, loop.variable, line);
      }),
    ),
    '',
    'Reach a service from here:',
    ...named('Service')
      .filter((m) => m.condition === undefined && !isHeadless(m))
      .map((m) => str`  kubectl ${namespace} port-forward service/${nameOf(m)} ${portOf(m)}`),
    '',
    'Ask every service for its health:',
    str`  helm test ${namespace} ${release('name')}`,
    ...removal(named('StatefulSet').length > 0, namespace),
  ];
  return `${textLines(text(...lines).lines, place).join('\n')}\n`;
}

/** What stays is said before it surprises anyone: whoever deletes one of the two has lost the other. */
const removal = (hasData: boolean, namespace: Param<string>): readonly Lines[] =>
  hasData
    ? [
        '',
        'Remove it; the volumes and the Secrets that open them stay, and are found again by a release of the same name:',
        str`  helm uninstall ${namespace} ${release('name')}`,
        '',
        'See what stays:',
        str`  kubectl ${namespace} get pvc,secret --selector app.kubernetes.io/instance=${release('name')}`,
      ]
    : [];

interface Service {
  readonly metadata: { readonly name: Param<string> };
  readonly spec: { readonly clusterIP?: string; readonly ports: readonly { readonly port: Param<number> }[] };
}
const nameOf = (m: Manifest): Param<string> => exprOf((m.template as unknown as Service).metadata.name);
const isHeadless = (m: Manifest): boolean => (m.template as unknown as Service).spec.clusterIP === 'None';
const portOf = (m: Manifest): Param<number> => (m.template as unknown as Service).spec.ports[0]?.port ?? 80;
