/**
 * Reads the file again while the sidecar runs. It is compared by its content and not by events of the file system: the kubelet swaps a link
 * three levels up, which not every event source tells.
 */
import { ConfigurationError } from '../codes';
import type { Log } from '../log';
import { parseConfiguration, readConfigurationFile } from './read';
import type { Configuration } from './schema';

/** How often the file is looked at. The kubelet itself takes up to a minute to bring a change. */
const LOOK_MS = 5000;

/** A configuration that follows its file. */
export class ConfigurationFile {
  private text: string;
  private timer: NodeJS.Timeout | undefined;
  private configuration: Configuration;
  /** What is wrong with what the file says now; undefined: nothing. */
  private refused: string | undefined;

  /** @throws ConfigurationError when it is not usable at the start */
  constructor(
    private readonly path: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly log: Log,
  ) {
    this.text = readConfigurationFile(path);
    this.configuration = parseConfiguration(this.text, env);
  }

  /** The last one that was usable. */
  get current(): Configuration {
    return this.configuration;
  }

  /** Whether it is what the file says now. */
  get isCurrent(): boolean {
    return this.refused === undefined;
  }

  /** Calls `onChange` with each new usable configuration; one that is not is logged once for what is wrong with it, and the one before stays. */
  follow(onChange: (configuration: Configuration) => void, everyMs = LOOK_MS): void {
    this.timer = setInterval(() => {
      if (this.look()) onChange(this.configuration);
    }, everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Looks once; true when there is another configuration. */
  private look(): boolean {
    try {
      const text = readConfigurationFile(this.path);
      if (text === this.text) return false;
      this.text = text;
      this.configuration = parseConfiguration(text, this.env);
      this.refused = undefined;
      this.log.info({}, 'the configuration has changed');
      return true;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      // Whatever is there at the next look is another text then.
      if (error.problems.some(({ code }) => code === 'SCALE-SIDECAR-001')) this.text = '';
      if (this.refused !== error.message)
        this.log.error({ problems: error.problems }, 'the configuration is not usable; the one before stays');
      this.refused = error.message;
      return false;
    }
  }
}
