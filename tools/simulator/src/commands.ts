import type { PendingCommand } from '@coffee/device-protocol/commands';
import type { CommandOutcome } from '@coffee/device-sdk/command-loop';
import type { Machine } from './machine';
import { upgrade } from './upgrade';

/** A machine without power says nothing more of what it was doing. */
const NEVER = new Promise<never>(() => undefined);

/** Does what a command says, as a real machine would, and tells how it went, unless the power goes before it can. */
export async function carryOut(command: PendingCommand, machine: Machine): Promise<CommandOutcome> {
  const work = WORKS[command.type];
  if (!work || (command.type === 'open_door' && !machine.hasDoor)) {
    return { status: 'unsupported', error: `Unknown command type: ${command.type}` };
  }
  const mishap = machine.commandMishaps.next();
  if (mishap === null) return perform(work, command, machine);
  if (mishap.kind !== 'power_cut') return fail(mishap.error);
  await perform(work, command, machine);
  machine.cutPower(mishap.durationMs);
  return NEVER;
}

async function perform(work: Work, command: PendingCommand, machine: Machine): Promise<CommandOutcome> {
  const { client } = machine;
  const outcome = await work(command.payload, machine).catch((error: Error) => fail(error.message));
  if (!machine.isRunBy(client)) return NEVER;
  if (outcome.status === 'success') await machine.deeds.note(command.command_id, command.type);
  return outcome;
}

type Work = (payload: Record<string, unknown>, machine: Machine) => Promise<CommandOutcome>;

const WORKS: Partial<Record<string, Work>> = {
  make_product: makeProduct,
  open_door: openDoor,
  upgrade,
  sync,
  set_params: setParams,
  restart,
};

const fail = (error: string): CommandOutcome => ({ status: 'fail', error });

async function makeProduct(payload: Record<string, unknown>, machine: Machine): Promise<CommandOutcome> {
  const recipeId = String(payload.recipe_id as string | number);
  const drink = machine.menu.find(recipeId);
  if (!drink) return fail(`Recipe ${recipeId} not found`);
  const options = isObject(payload.options) ? payload.options : {};
  const orderId = typeof payload.order_id === 'string' ? payload.order_id : null;
  return machine.exclusive(async () => {
    const sale = machine.customers.remote(drink, options);
    if (!machine.stock.has(sale.needs)) return fail('Insufficient materials');
    // An order that exists is brewed again; without one this cup is a sale of its own.
    if (orderId === null) await machine.sell(sale);
    await machine.brew(sale, orderId ?? undefined);
    return { status: 'success', payload: { recipe_id: recipeId, order_id: orderId ?? sale.order.order_id } };
  });
}

async function openDoor(payload: Record<string, unknown>, machine: Machine): Promise<CommandOutcome> {
  const seconds = typeof payload.duration_seconds === 'number' ? payload.duration_seconds : 60;
  await machine.spend(2000);
  return { status: 'success', payload: { door: 'open', closes_in_seconds: seconds } };
}

async function sync(payload: Record<string, unknown>, machine: Machine): Promise<CommandOutcome> {
  const types = Array.isArray(payload.sync_types) ? payload.sync_types : ['status', 'materials'];
  if (types.includes('status')) await machine.report('online', 'idle');
  if (types.includes('materials')) await machine.reportStock();
  return { status: 'success', payload: { synced: types } };
}

async function setParams(payload: Record<string, unknown>, machine: Machine): Promise<CommandOutcome> {
  const params = isObject(payload.params) ? payload.params : {};
  if (Object.keys(params).length === 0) return fail('No parameters provided');
  await machine.spend(1000);
  return { status: 'success', payload: { applied: Object.keys(params) } };
}

async function restart(_payload: Record<string, unknown>, machine: Machine): Promise<CommandOutcome> {
  return machine.exclusive(async () => {
    await machine.report('maintenance', 'restarting');
    await machine.spend(15_000);
    await machine.report('online', 'idle');
    return { status: 'success', payload: {} };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
