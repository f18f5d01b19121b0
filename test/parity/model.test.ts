import { HELM_VERSIONS } from '../helm/binaries';
import { agree, agreement } from './agreement';
import { model } from './model-stack';
import { holds } from './runs';
import { subjectOf } from './subject';

const subject = subjectOf(model);

describe.each(HELM_VERSIONS)(
  'every operation and every form of template means to %s what it means to synth',
  (version) => {
    test('with the defaults', () => agree(subject, version, {}));
    test('with any values', () => holds(agreement(subject, version), { helm3: 30, helm4: 80 }[version]), 120_000);
  },
);
