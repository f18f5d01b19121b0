/** Named helpers: an expression or block with a name, defined once and included wherever it is needed. */
import { Expr, isExpr, type Helper, type Kind } from './expr';
import type { Template } from './template';

/** What a helper is made of. */
export interface HelperSpec {
  /** Its name, unique within a stack; the Helm back end puts the chart's name before it. */
  readonly name: string;
  /** One sentence for the reader of `_helpers.tpl`. */
  readonly doc: string;
  /** The names of its parameters. Default: none; the body then reads values and the release alone. */
  readonly params?: readonly string[];
  /** Its body reads values beside its parameters. Default: false, as it then is the same wherever it is used; without parameters it always may. */
  readonly readsValues?: boolean;
  /** The text it yields is a name, safe unquoted; see `Expr.token`. Default: what its body says. */
  readonly token?: boolean;
}

/** Defines a helper. `include(of)` calls it. */
export function helper<T>(spec: HelperSpec, body: Template<T>): Helper<T> {
  const kind: Kind = isExpr(body) ? body.kind : 'map';
  return {
    params: [],
    readsValues: false,
    ...spec,
    body: body as Helper<T>['body'],
    kind,
    token: spec.token ?? (body instanceof Expr && body.token),
  };
}
