import { Testing } from 'cdk8s';
import { WebService, type WebServiceProps } from '../../../constructs';
import { provideContext, contextOf } from '../../../constructs/stack-context';
import { parseImage } from '../../../constructs/workload/image';
import { codesOf, pick } from '../support';
import { synth, type Props } from './synth';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const imageIn = (props: Props) => pick(synth(props).get('Deployment'), 'spec.template.spec.containers.0.image');

test.each<[string, object]>([
  ['api', { repository: 'api' }],
  ['shop/api', { repository: 'shop/api' }],
  ['shop/api:1.4.2', { repository: 'shop/api', tag: '1.4.2' }],
  ['ghcr.io/shop/api:1.4.2', { repository: 'ghcr.io/shop/api', tag: '1.4.2' }],
  ['localhost:5000/api', { repository: 'localhost:5000/api' }],
  ['localhost:5000/api:1', { repository: 'localhost:5000/api', tag: '1' }],
  [`shop/api@${DIGEST}`, { repository: 'shop/api', digest: DIGEST }],
  [`localhost:5000/api@${DIGEST}`, { repository: 'localhost:5000/api', digest: DIGEST }],
  [`shop/api:1.4.2@${DIGEST}`, { repository: 'shop/api', tag: '1.4.2', digest: DIGEST }],
])('%s is taken apart', (name, parts) => {
  expect(parseImage(name)).toEqual(parts);
});

test.each<[string, WebServiceProps['image'], string]>([
  ['a name with a tag', 'shop/api:1.4.2', 'shop/api:1.4.2'],
  ['a registry with a port', 'localhost:5000/api:1', 'localhost:5000/api:1'],
  ['a digest', `shop/api@${DIGEST}`, `shop/api@${DIGEST}`],
  ['a tag and a digest, which wins', `shop/api:1@${DIGEST}`, `shop/api@${DIGEST}`],
  ['parts', { repository: 'shop/api', tag: '2' }, 'shop/api:2'],
])('an image may be given as %s', (_, image, expected) => {
  expect(imageIn({ image })).toBe(expected);
});

test('without a tag it is the version of the stack', () => {
  expect(imageIn({ image: 'shop/api' })).toMatch(/^shop\/api:\d+\.\d+\.\d+$/);
});

test('the registry of the stack stands before the name', () => {
  const chart = Testing.chart();
  const context = contextOf(chart);
  provideContext(chart, {
    ...context,
    version: '7',
    pods: { imageRegistry: 'mirror:5000', imagePullSecrets: [{ name: 'key' }] },
  });
  new WebService(chart, 'api', { image: 'shop/api' });
  const [deployment] = (Testing.synth(chart) as { kind: string }[]).filter(({ kind }) => kind === 'Deployment');
  expect(pick(deployment, 'spec.template.spec')).toMatchObject({
    imagePullSecrets: [{ name: 'key' }],
    containers: [{ image: 'mirror:5000/shop/api:7' }],
  });
});

test.each<[string, WebServiceProps['image']]>([
  ['capital letters', 'Shop/Api:1'],
  ['a tag that is none', 'shop/api:-'],
  ['a digest that is none', 'shop/api@sha256:12'],
  ['a space', 'shop api'],
  ['a tag within the name', { repository: 'shop/api:1', tag: '2' }],
  ['no name', ''],
])('%s is refused', (_, image) => {
  expect(new Set(codesOf(() => synth({ image })))).toEqual(new Set(['SCALE-VALUES-004']));
});
