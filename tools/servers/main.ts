/** `tsx tools/servers/main.ts redis valkey postgres` downloads them, for a CI that has a network only before its tests. */
import { SERVER_NAMES } from './catalogue';
import { install } from './install';

async function main(): Promise<void> {
  for (const word of process.argv.slice(2)) {
    const name = SERVER_NAMES.find((each) => each === word);
    if (name === undefined) throw new Error(`there is no '${word}', only ${SERVER_NAMES.join(', ')}`);
    console.log(JSON.stringify(await install(name)));
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
