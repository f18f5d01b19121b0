/** `npm start`, and the app of `cdk8s synth`: the reference stack with its defaults, into dist/. */
import { runSynth } from './cli/synth';

process.exitCode = runSynth({ out: process.env['CDK8S_OUTDIR'] ?? 'dist' });
