// Where Jest remembers no run, as on a fresh clone, it begins with the largest file. A long spec that comes last keeps one
// core waiting for the other, so these come first.
// Comes with jest itself.
const { default: Sequencer } = require('@jest/test-sequencer');

const SLOWEST = [
  'look.journey',
  'refund-faults.e2e',
  'notifications.e2e',
  'simulator.e2e',
  'dispatch-faults.e2e',
  'alarms.e2e',
  'faults.e2e',
  'order-retries.e2e',
  'commands.int',
  'payment-providers.int',
  'usage.int',
];

const rank = ({ path }) => {
  const place = SLOWEST.findIndex((name) => path.endsWith(`/${name}.spec.ts`));
  return place < 0 ? SLOWEST.length : place;
};

module.exports = class SlowestFirst extends Sequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
};
