import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { CommandType } from '@coffee/contract/command-payloads';
import { COMMAND_VALUES, CREATE_COMMAND, parseParams, payloadOf, type CommandValues } from './command-form';

function faults(type: CommandType, typed: Partial<CommandValues>): string[] {
  const body = { type, payload: payloadOf(type, { ...COMMAND_VALUES, ...typed }) };
  const issues = validateSync(plainToInstance(CREATE_COMMAND[type], body));
  return issues.flatMap(({ property, children = [] }) =>
    children.length > 0 ? children.map((child) => `${property}.${child.property}`) : [property],
  );
}

describe('a command as it is typed', () => {
  it('reads parameters line by line, with numbers and switches as such', () => {
    expect(parseParams('boiler = 92.5\n\n eco=true\nname = Lobby = left')).toEqual({
      boiler: 92.5,
      eco: true,
      name: 'Lobby = left',
    });
  });

  it.each([
    ['make_product', {}, 'payload.recipe_id'],
    ['open_door', { payload_duration_seconds: '0' }, 'payload.duration_seconds'],
    ['open_door', { payload_duration_seconds: 'soon' }, 'payload.duration_seconds'],
    ['upgrade', { payload_package_id: 'latest' }, 'payload.package_id'],
    ['set_params', { payload_params: '' }, 'payload.params'],
    ['set_params', { payload_params: 'boiler 92' }, 'payload.params'],
  ] as const)('is judged by the rules of its type: %s %j', (type, typed, field) => {
    expect(faults(type, typed)).toEqual([field]);
  });

  it.each([
    ['make_product', { payload_recipe_id: '17', payload_options: 'sugar = 2' }],
    ['open_door', {}],
    ['upgrade', { payload_package_id: 'f3f1a3f0-5c58-4b8e-8e57-2f2d3a0a9b11' }],
    ['sync', {}],
    ['sync', { payload_sync_types: 'materials' }],
    ['set_params', { payload_params: 'boiler = 92' }],
    ['restart', {}],
  ] as const)('is sent when nothing is wrong with it: %s %j', (type, typed) => {
    expect(faults(type, typed)).toEqual([]);
  });
});
