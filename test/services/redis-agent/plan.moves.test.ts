import { cutMove, endsWhole, formed, goesOnUntil, name } from './gossip/scene';

const SLOT = 5;
const PAUSE = 15;

describe('a move that was cut short', () => {
  test('is ended by its two masters', () => {
    const history = formed();
    cutMove(history, SLOT);
    const planned = goesOnUntil(history, ({ steps }) => steps.length > 0);
    expect(planned.steps).toMatchObject([{ do: 'move-slots', from: name(0, 0), to: name(1, 0), slots: [SLOT] }]);
    endsWhole(history);
  });

  test.each([
    ['the target stopped', name(1, 0), 'stop', { from: name(0, 0), to: name(1, 1) }],
    ['the target lost its volume', name(1, 0), 'lose', { from: name(0, 0), to: name(1, 1) }],
    ['the source stopped', name(0, 0), 'stop', { from: name(0, 1), to: name(1, 0) }],
    ['the source lost its volume', name(0, 0), 'lose', { from: name(0, 1), to: name(1, 0) }],
  ] as const)('is ended by who took the place of one of them: %s', (_case, victim, how, move) => {
    const history = formed();
    cutMove(history, SLOT);
    const { cluster } = history;
    const pod = cluster.pod(victim);
    if (how === 'stop') cluster.stop(pod);
    else cluster.loseVolume(pod);
    history.pass(PAUSE);
    cluster.start(pod);
    const planned = goesOnUntil(history, ({ steps }) => steps.some((step) => step.do === 'move-slots'));
    expect(planned.steps).toContainEqual(expect.objectContaining({ do: 'move-slots', ...move, slots: [SLOT] }));
    expect(history.ends()).toMatchObject({ settled: true });
    expect(cluster.missing).toEqual([]);
  });

  test('is not seen any more when both of its masters were replaced; what had moved is found when its node starts again', () => {
    const history = formed();
    cutMove(history, SLOT);
    const { cluster } = history;
    for (const pod of [cluster.pod(name(0, 0)), cluster.pod(name(1, 0))]) {
      cluster.stop(pod);
      history.pass(PAUSE);
      cluster.start(pod);
    }
    const heir = cluster.pod(name(1, 1));
    goesOnUntil(history, ({ settled }) => settled);
    expect(cluster.missing).toEqual([`${SLOT}:1`]);
    expect([heir.node.isMaster, heir.node.keys.size]).toEqual([true, 1]);
    cluster.stop(heir);
    cluster.start(heir);
    endsWhole(history);
  });
});
