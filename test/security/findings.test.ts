import type { Finding } from '../../tools/checkov';
import { idle, unrefuted } from './findings';
import { REFUTED, type Refuted } from './refuted';

const finding = (rule: string, object: string): Finding => ({ rule, object, title: 'It is bad', file: 'a.yaml' });
const refuted: Refuted = { scanner: 'checkov', rule: 'R1', objects: /^Job\/a$/, reason: 'It is right.' };

test('a finding is refuted by its rule and its object together', () => {
  const findings = [finding('R1', 'Job/a'), finding('R1', 'Job/b'), finding('R2', 'Job/a')];
  expect(unrefuted(findings, [refuted])).toEqual(['a.yaml: Job/b: R1: It is bad', 'a.yaml: Job/a: R2: It is bad']);
});
test('what is refuted and was not found is idle', () => {
  expect(idle([finding('R1', 'Job/a')], [refuted])).toEqual([]);
  expect(idle([finding('R1', 'Job/b')], [refuted])).toEqual(['R1 of /^Job\\/a$/']);
});
test('each reason is one sentence', () => {
  for (const { reason } of REFUTED) expect(reason).toMatch(/^[A-Z][^.]*(\.[^.\s][^.]*)*\.$/);
});
