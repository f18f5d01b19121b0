import type { Context } from './context';

/** Runs a shell script in the first member of a release, and resolves with all that it says. */
export const inMember = async (
  { kubectl }: Context,
  { fullname }: { readonly fullname: string },
  script: string,
): Promise<string> => {
  const shell = ['sh', '-c', `{ ${script}\n} 2>&1`];
  const { stdout } = await kubectl.try(['exec', `${fullname}-postgres-0`, '--container', 'postgres', '--', ...shell]);
  return stdout.trim();
};

/** A query as the application would make it. */
export const asApp = (host: string, port: number, query: string, options = ''): string =>
  `PGPASSWORD="$(cat /etc/scaleout/secrets/app-password)" psql --no-psqlrc -Atqc "${query}" ` +
  `"host=${host} port=${port} dbname=app user=app connect_timeout=5 ${options}"`;
