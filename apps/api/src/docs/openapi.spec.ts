import { PageQuery } from '@coffee/contract/paging';
import { Body, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { AnyRole, Answers, Created, DeviceRoute, IfMatch, IntegerId } from '../http';
import { describeRoute, markOrigin, type RouteRecord } from '../http/route-record';
import { TakesBody } from '../http/takes-body';
import { documentFaults } from './document-faults';
import { openApiOf } from './openapi';

class Cup {
  @IsString() @MaxLength(20) @Matches(/^[a-z]+$/) name!: string;
  @IsOptional() @IsIn(['s', 'l']) size?: 's' | 'l' | null;
}

class Tray {
  @IsInt() id!: number;
  @ValidateNested({ each: true }) @Type(() => Cup) cups!: Cup[];
  @IsOptional() @ValidateNested() @Type(() => Cup) best!: Cup | null;
  @IsOptional() @IsString({ each: true }) tags?: string[];
}

class TrayQuery extends PageQuery {
  @IsOptional() @IsString() query?: string;
}

@AnyRole()
class TraysController {
  @Get()
  @Answers(Tray, { page: true })
  list(@Query() _query: TrayQuery): void {}

  @Post()
  @Created()
  @Answers(Tray)
  create(@Body() _body: Tray): void {}

  @Patch(':id')
  @Answers(Tray)
  update(@Param('id', IntegerId) _id: number, @Body() _body: Cup, @IfMatch() _version?: number): void {}

  @Post(':id/cups')
  @DeviceRoute({ repeat: ['message'] })
  @TakesBody(Cup)
  @Answers(Cup, { status: [201, 200] })
  report(): void {}
}

const ROUTES = [
  ['GET', '/trays', 'list'],
  ['POST', '/trays', 'create'],
  ['PATCH', '/trays/:id', 'update'],
  ['POST', '/devices/:id/cups', 'report'],
] as const;

function routes(): RouteRecord[] {
  return ROUTES.flatMap(([method, path, methodName]) => {
    markOrigin({ controller: TraysController, methodName });
    return describeRoute(method, path, TraysController.prototype[methodName]) ?? [];
  });
}

type Json = Record<string, never>;
const at = (json: unknown, ...keys: string[]): Json =>
  keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], json) as Json;

describe('openApiOf', () => {
  const document = openApiOf(routes(), 'http://localhost:5000');

  it('is a sound document', () => {
    expect(documentFaults(document)).toEqual([]);
  });

  it('finds faults in an unsound one', () => {
    const broken = JSON.parse(JSON.stringify(document).replaceAll('schemas/Cup"', 'schemas/Mug"')) as Json;
    expect(documentFaults(broken)).not.toEqual([]);
  });

  it('holds every route', () => {
    const paths = at(document, 'paths');
    const found = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((m) => `${m} ${path}`),
    );
    expect(found.sort()).toEqual([
      'get /trays',
      'patch /trays/{id}',
      'post /devices/{id}/cups',
      'post /trays',
    ]);
  });

  it('translates the rules of a DTO', () => {
    expect(at(document, 'components', 'schemas', 'Cup')).toEqual({
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 20 },
        size: { type: 'string', enum: ['s', 'l', null], nullable: true },
      },
    });
    expect(at(document, 'components', 'schemas', 'Tray', 'properties')).toEqual({
      id: { type: 'integer' },
      cups: { type: 'array', items: { $ref: '#/components/schemas/Cup' } },
      best: { nullable: true, allOf: [{ $ref: '#/components/schemas/Cup' }] },
      tags: { type: 'array', items: { type: 'string' }, nullable: true },
    });
  });

  it('says what a route takes and who may call it', () => {
    const update = at(document, 'paths', '/trays/{id}', 'patch') as unknown as {
      parameters: { name: string }[];
      security: unknown;
    };
    expect(update.parameters.map(({ name }) => name)).toEqual(['id', 'If-Match', 'X-CSRF-Token']);
    expect(update.security).toEqual([{ session: [] }]);
    expect(at(document, 'paths', '/devices/{id}/cups', 'post', 'security')).toEqual([
      { deviceToken: [] },
      {},
    ]);
  });

  it('puts answers into the envelope, pages and repeated strings included', () => {
    const content = (...keys: string[]) =>
      at(document, 'paths', ...keys, 'content', 'application/json', 'schema', 'properties');
    expect(at(content('/trays', 'get', 'responses', '200'), 'data', 'required')).toEqual([
      'items',
      'pagination',
    ]);
    expect(Object.keys(content('/devices/{id}/cups', 'post', 'responses', '201'))).toEqual([
      'ok',
      'data',
      'message',
    ]);
    expect(Object.keys(at(document, 'paths', '/trays', 'post', 'responses'))).toContain('201');
  });

  it('names the error codes of each status', () => {
    expect(at(document, 'paths', '/trays/{id}', 'patch', 'responses', '412')['description']).toBe(
      'PRECONDITION_FAILED',
    );
    expect(at(document, 'paths', '/trays/{id}', 'patch', 'responses', '400')['description']).toBe(
      'INVALID_ARGUMENT, INVALID_FORMAT',
    );
  });
});
