/** What the custom resources of Argo CD take, by their own schemas. */
import { Application, ApplicationSet, AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';

interface Validated {
  readonly kind: string;
}
const KINDS = { Application, ApplicationSet, AppProject } as const;

/** @throws with every field that the schema of the object's kind refuses */
export function validate(object: unknown): void {
  const { kind } = object as Validated;
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`there is no kind ${kind}`);
  const Kind = KINDS[kind as keyof typeof KINDS] as new (data: never) => { validate(): void };
  new Kind(object as never).validate();
}
