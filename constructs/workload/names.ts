/** Fields for names of objects that are there already. */
import { token, type About } from '../values/fields';

/** The name of a Secret, a StorageClass or another object; empty for none. */
export const objectName = (text: string | About) =>
  token(
    '',
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?$/,
    'the name of an object: lower-case letters, digits, - and .',
    text,
  );
