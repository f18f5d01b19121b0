/** The notes that are written: each by a number, which its id has in it. */
const NUMBER_DIGITS = 12;
const between = '-0000-4000-8000-';

/** The id of a note: ids of a run are in the order of their numbers. */
export const noteId = (run: string, number: number): string =>
  `${run}${between}${number.toString(16).padStart(NUMBER_DIGITS, '0')}`;

/** The number of a note, by its id. */
export const noteNumber = (id: string): number => parseInt(id.slice(-NUMBER_DIGITS), 16);

/** Any eight digits. */
export const isRun = (run: string): boolean => /^[0-9a-f]{8}$/.test(run);
