import type { AlarmSeverity, AlarmType } from '@coffee/contract/alarms';
import type { ChannelLanguage } from '@coffee/contract/notification-channels';
import type { DeliveryEvent } from '@coffee/contract/notifications';

export interface MailWords {
  types: Record<AlarmType, string>;
  severities: Record<AlarmSeverity, string>;
  events: Record<DeliveryEvent, string>;
  severity: string;
  machine: string;
  site: string;
  merchant: string;
  since: string;
  ackedBy: string;
  closedBy: string;
  material: string;
  left: string;
  lastSeen: string;
  machinesOffline: string;
  temperature: string;
  failed: string;
  order: string;
  error: string;
  noPlace: string;
  test: string;
  testText: (channel: string) => string;
  digest: (count: number) => string;
  digestText: (count: number, from: string, to: string) => string;
  moreSites: (count: number) => string;
}

const EN: MailWords = {
  types: {
    material_low: 'Low material',
    offline: 'Offline',
    device_fault: 'Machine fault',
    dispatch_fail: 'Dispatch failed',
    upgrade_fail: 'Upgrade failed',
    refund_fail: 'Refund failed',
    temperature: 'Temperature',
  },
  severities: { info: 'Info', warn: 'Warning', critical: 'Critical' },
  events: {
    'alarm.opened': 'Alarm',
    'alarm.severity_changed': 'Severity changed',
    'alarm.acknowledged': 'Acknowledged',
    'alarm.closed': 'Closed',
    'alarm.reminder': 'Still open',
    'alarm.escalated': 'Nobody has acknowledged',
    'alarm.digest': 'Digest',
    'channel.test': 'Test',
  },
  severity: 'Severity',
  machine: 'Machine',
  site: 'Location',
  merchant: 'Merchant',
  since: 'Since',
  ackedBy: 'Acknowledged by',
  closedBy: 'Closed by',
  material: 'Material',
  left: 'Left',
  lastSeen: 'Last seen',
  machinesOffline: 'Machines offline',
  temperature: 'Temperature now',
  failed: 'Failed',
  order: 'Order',
  error: 'Error',
  noPlace: 'no location',
  test: 'Test message',
  testText: (channel) => `This is a test of the channel "${channel}". Alarms will come here.`,
  digest: (count) => `${count} notifications in one`,
  digestText: (count, from, to) => `${count} notifications from ${from} to ${to} are told here at once:`,
  moreSites: (count) => `and ${count} more locations`,
};

const ZH: MailWords = {
  types: {
    material_low: '物料不足',
    offline: '离线',
    device_fault: '设备故障',
    dispatch_fail: '下发失败',
    upgrade_fail: '升级失败',
    refund_fail: '退款失败',
    temperature: '温度异常',
  },
  severities: { info: '提示', warn: '警告', critical: '严重' },
  events: {
    'alarm.opened': '新告警',
    'alarm.severity_changed': '级别变化',
    'alarm.acknowledged': '已确认',
    'alarm.closed': '已关闭',
    'alarm.reminder': '仍未处理',
    'alarm.escalated': '无人确认，已升级',
    'alarm.digest': '汇总',
    'channel.test': '测试',
  },
  severity: '级别',
  machine: '设备',
  site: '点位',
  merchant: '商户',
  since: '开始时间',
  ackedBy: '确认人',
  closedBy: '关闭人',
  material: '物料',
  left: '剩余',
  lastSeen: '最后在线',
  machinesOffline: '离线设备',
  temperature: '当前温度',
  failed: '失败',
  order: '订单',
  error: '错误',
  noPlace: '无点位',
  test: '测试消息',
  testText: (channel) => `这是通知渠道“${channel}”的测试消息。告警将发送到这里。`,
  digest: (count) => `${count} 条通知汇总`,
  digestText: (count, from, to) => `从 ${from} 到 ${to} 的 ${count} 条通知汇总如下：`,
  moreSites: (count) => `另有 ${count} 个点位`,
};

export const MAIL_WORDS: Record<ChannelLanguage, MailWords> = { en: EN, 'zh-CN': ZH };
