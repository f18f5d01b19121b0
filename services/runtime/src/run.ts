import { ConfigError, type EnvShape } from './config';
import { createService, type Service, type ServiceDefinition } from './service';

/**
 * The `main` of a service: reads the environment of the process, listens, and ends on SIGTERM or SIGINT. Exits with 0 after a clean stop
 * and with 1 when the configuration is wrong, the port is taken, or requests had to be cut.
 */
export async function runService<Shape extends EnvShape>(definition: ServiceDefinition<Shape>): Promise<void> {
  try {
    const service = await createService(definition, process.env);
    stopOnSignals(service);
    await service.start();
  } catch (error) {
    // For people, not for log collectors: whoever reads this has just mistyped something.
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  }
}

function stopOnSignals<Shape extends EnvShape>({ app, stop }: Service<Shape>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      app.log.warn({ signal }, 'told to stop again, cutting what is left');
      process.exit(1);
    }
    stopping = true;
    app.log.info({ signal }, 'stopping');
    // No proxy has to hear of it when a person at a terminal pressed Ctrl-C.
    void stop(signal === 'SIGINT' ? { delayMs: 0 } : {}).then(
      (result) => {
        app.log.info({ result }, 'stopped');
        process.exit(result === 'finished' ? 0 : 1);
      },
      (error: unknown) => {
        app.log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);

  const crash = (error: unknown) => {
    app.log.fatal({ err: error }, 'unexpected error, exiting');
    process.exit(1);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
}
