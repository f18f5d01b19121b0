import { describeServer } from '../redis/describe-server';

/** Describes tests that need a real nginx: see {@link describeServer}. */
export const describeNginx = (title: string, body: () => void): void => {
  describeServer(title, ['nginx'], body);
};
