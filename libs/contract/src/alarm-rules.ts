import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ALARM_SEVERITIES, ALARM_TYPES, type AlarmSeverity, type AlarmType } from './alarms';
import { MAX_ID } from './identifiers';

/** Where a rule comes from: the merchant's own, the one for all merchants, or the product's. */
export const ALARM_RULE_SOURCES = ['merchant', 'all_merchants', 'default'] as const;
export type AlarmRuleSource = (typeof ALARM_RULE_SOURCES)[number];

const MAX_DELAY_SECONDS = 86_400;

/** When a cause becomes an alarm, and when the alarm closes by itself. */
export class AlarmRule {
  @IsIn(ALARM_TYPES) type!: AlarmType;
  @IsBoolean() enabled!: boolean;
  /** An empty bin is `critical` whatever stands here. */
  @IsIn(ALARM_SEVERITIES) severity!: AlarmSeverity;
  /** How long the cause must last. */
  @IsInt() raise_delay_seconds!: number;
  /** How long it must be gone. */
  @IsInt() clear_delay_seconds!: number;
  /** Degrees Celsius, of `temperature`. */
  @IsOptional() @IsNumber() threshold_low!: number | null;
  @IsOptional() @IsNumber() threshold_high!: number | null;
  /** How far a value must come back behind its threshold: percent of a bin, degrees of a temperature. */
  @IsOptional() @IsNumber() hysteresis!: number | null;
  @IsIn(ALARM_RULE_SOURCES) source!: AlarmRuleSource;
}

/** Answer of `GET /alarm_rules` and `PUT /alarm_rules`: one rule per type. */
export class AlarmRules {
  /** Null: the rules of merchants that have none of their own. */
  @IsOptional() @IsInt() merchant_id!: number | null;
  @ValidateNested({ each: true }) @Type(() => AlarmRule) rules!: AlarmRule[];
}

export class AlarmRulesQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
}

/** A change of one rule: what is absent stays; a threshold that is null is not looked at. */
export class AlarmRuleChange {
  @IsIn(ALARM_TYPES) type!: AlarmType;
  @IsOptional() @IsBoolean() enabled?: boolean;
  @IsOptional() @IsIn(ALARM_SEVERITIES) severity?: AlarmSeverity;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_DELAY_SECONDS) raise_delay_seconds?: number;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_DELAY_SECONDS) clear_delay_seconds?: number;
  @IsOptional() @IsNumber() @Min(-50) @Max(200) threshold_low?: number | null;
  @IsOptional() @IsNumber() @Min(-50) @Max(200) threshold_high?: number | null;
  @IsOptional() @IsNumber() @Min(0) @Max(50) hysteresis?: number | null;
}

/** `PUT /alarm_rules`. */
export class UpdateAlarmRules {
  /** Absent or null: the rules for all merchants that have none of their own. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => AlarmRuleChange)
  rules!: AlarmRuleChange[];
}
