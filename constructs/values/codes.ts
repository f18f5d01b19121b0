/** Codes of the values file and of the expression model. */
import type { CodeEntry } from '../errors';

export const VALUE_CODES = {
  'SCALE-VALUES-001': {
    title: 'Unknown key',
    cause: 'A values file or --set names a key that the schema does not have: most often a typing error.',
    remedy: 'Correct or remove the key; `scaleout explain` lists the keys that exist.',
    helm: /additional propert(?:y|ies) .* not allowed/i,
  },
  'SCALE-VALUES-002': {
    title: 'Wrong type',
    cause: 'A value is of another type than the key takes, for instance text where a whole number is needed.',
    remedy: 'Give a value of the named type; text that looks like a number or a boolean needs quotes.',
    helm: /: got (?:null|boolean|number|string|array|object), want |Invalid type\. Expected/,
  },
  'SCALE-VALUES-003': {
    title: 'Out of range',
    cause: 'A number, a text or a list is smaller or larger than the key allows.',
    remedy: 'Choose a value within the range.',
    helm: /(?:minimum|maximum|minLength|maxLength|minItems|maxItems): got|Must be (?:greater|less) than|String length must be|Array must have at/,
  },
  'SCALE-VALUES-004': {
    title: 'Wrong form',
    cause: 'A text does not have the form that the key needs, for instance a resource quantity or a DNS name.',
    remedy: 'Write it in the form named by the rule.',
    // The lines `invalid propertyName` and `Property name of` only lead to the one that says why.
    // Helm 3 meets control characters before it looks at patterns.
    helm: /does not match pattern|control characters are not allowed/i,
  },
  'SCALE-VALUES-005': {
    title: 'Not one of the choices',
    cause: 'The key takes one of a few words, and the value is another.',
    remedy: 'Choose one of the words listed.',
    helm: /value must be (?:one of)?|must be one of the following|does not match:/,
  },
  'SCALE-VALUES-006': {
    title: 'Missing key',
    cause: 'A key that must be there is not. In Helm and here alike, `key: null` removes the default.',
    remedy: 'Give the key a value; to keep its default, leave the key out.',
    helm: /missing propert(?:y|ies)|is required/,
  },
  'SCALE-VALUES-007': {
    title: 'A reserved name',
    cause: 'A key or name of a free list is one that the stack sets itself.',
    remedy: 'Use another name, or the key of the values file that sets this one.',
    helm: /'not' failed|Must not validate the schema/,
  },
  'SCALE-VALUES-010': {
    title: 'Unreadable values file',
    cause: 'The file is not valid YAML, is not a map at its top, or cannot be opened.',
    remedy: 'Mend the file at the named line.',
  },
  'SCALE-VALUES-011': {
    title: 'Unreadable --set',
    cause: 'The text after --set is not `path=value`, with the path as in Helm: `a.b[0].c`.',
    remedy: 'Write `--set path.to.key=value`; put a backslash before a dot or comma that is part of a name or value.',
  },
  'SCALE-VALUES-012': {
    title: 'Unknown preset',
    cause: 'There is no preset of that name.',
    remedy: 'Choose one of the presets listed by `scaleout values --help`.',
  },
  'SCALE-VALUES-013': {
    title: 'Unknown path',
    cause: 'The path names no key of the values file.',
    remedy: 'Run `scaleout explain` without a path to list all keys.',
  },
  'SCALE-VALUES-020': {
    title: 'Unused value',
    cause: 'The schema declares a key that no object reads.',
    remedy: 'Use it in a construct, or take it out of the schema.',
  },
  'SCALE-VALUES-021': {
    title: 'Undeclared reference',
    cause: 'A template reads a key that the schema does not declare.',
    remedy: 'Declare the key in the schema of the construct that reads it.',
  },
  'SCALE-PARAM-001': {
    title: 'Expression used as text',
    cause: 'An expression was put into a plain string, concatenated, or serialised: its value is not known yet.',
    remedy: 'Use the `str` tag: str`${expr}-suffix` keeps it an expression.',
  },
  'SCALE-PARAM-002': {
    title: 'Expression where a literal is needed',
    cause: 'Which objects exist is decided in code, and an expression is only known when values are.',
    remedy: 'Pass a literal, keep the object and give it a condition with `when`, or make several with `rounds`.',
  },
  'SCALE-PARAM-003': {
    title: 'Number that is not whole',
    cause: 'Numbers of the model are whole: Helm and JavaScript print fractions differently.',
    remedy: 'Use a smaller unit (milli, percent, seconds), or text.',
  },
  'SCALE-PARAM-004': {
    title: 'Block inside a string',
    cause: 'A map or a list was put into a string.',
    remedy: 'Use the block as a field of its own, or one of its leaves in the string.',
  },
  'SCALE-PARAM-005': {
    title: 'Division by zero',
    cause: 'The divisor of an expression evaluated to zero.',
    remedy: 'Give the divisor a minimum of 1 in the schema.',
  },
  'SCALE-PARAM-006': {
    title: 'Text that may break its line',
    cause: 'A value that may hold a line break or other special characters was put into a text file.',
    remedy: 'Give the value a pattern in the schema (see `token` in fields.ts), so that it cannot.',
  },
  'SCALE-PARAM-007': {
    title: 'Not printable as a template',
    cause: 'The object was changed in a way that has no form as a Helm template, such as a JSON patch.',
    remedy: 'Pass the change as a property of the construct.',
  },
  'SCALE-PARAM-008': {
    title: 'Two helpers of one name',
    cause: 'Two named helpers of one stack have the same name, and a chart can define it only once.',
    remedy: 'Give one of them another name, or define it once and include it twice.',
  },
  'SCALE-PARAM-009': {
    title: 'Unknown how many pods there are',
    cause: 'A quota is computed from all pods of the tree, and an object does not say how many it makes.',
    remedy: 'Say it with `pods` in the presence of its `Manifest`.',
  },
  'SCALE-OUTPUT-001': {
    title: 'Foreign files in the output folder',
    cause: 'The output folder holds files that Scaleout did not write, and writing replaces the whole folder.',
    remedy: 'Choose another folder with --out, or move the files away.',
  },
  'SCALE-ARGOCD-001': {
    title: 'No targets',
    cause:
      'The file of targets names none: an ApplicationSet of nothing would take away the Applications that are there.',
    remedy: 'Name a target, or leave --argocd-targets out.',
  },
  'SCALE-ARGOCD-002': {
    title: 'Two ways to one cluster',
    cause: 'A target names its cluster by address and by name, and Argo CD takes one of the two.',
    remedy: 'Keep `server` or `cluster`.',
  },
  'SCALE-ARGOCD-003': {
    title: 'Two targets in one place',
    cause: 'Two targets have the same cluster, namespace and release: each would undo what the other does.',
    remedy: 'Give one of them another namespace, another release or another cluster.',
  },
} as const satisfies Record<string, CodeEntry>;
