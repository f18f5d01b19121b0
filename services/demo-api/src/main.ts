import { runService } from '@scaleout/runtime';
import { migrate } from './migrate';
import { demoApi } from './service';

if (process.argv[2] === 'migrate') {
  void migrate(demoApi.name, process.env).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error((error as Error).message);
      process.exit(1);
    },
  );
} else {
  void runService(demoApi);
}
