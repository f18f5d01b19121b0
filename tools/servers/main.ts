/** `tsx tools/servers/main.ts redis valkey` downloads them, for a CI that has a network only before its tests. */
import { install, type Flavour } from './install';

async function main(): Promise<void> {
  for (const flavour of process.argv.slice(2)) console.log(JSON.stringify(await install(flavour as Flavour)));
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
