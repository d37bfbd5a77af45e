// Who and what the demo is about, apart from its history. Coordinates are WGS-84 degrees.

/** The same hours on the days from Monday (1) to `last`. */
const daily = (last: number, opens: string, closes: string) => ({
  weekly: Array.from({ length: last }, (_, index) => ({ day: index + 1, opens, closes })),
  exceptions: [],
});

export const DEMO_MERCHANTS = [
  {
    name: '晨光咖啡 Morning Light Coffee',
    contact: '陈静 Chen Jing, +86 21 5550 1188',
    timeZone: 'Asia/Shanghai',
    autoRefund: { enabled: true, maxAmountMinor: 5000, maxPerDeviceDay: 3, maxPerHour: 20 },
    locations: [
      {
        name: '虹桥火车站 Hongqiao Railway Station',
        short: '虹桥 Hongqiao',
        address: '上海市闵行区申贵路1500号',
        lat: 31.1944,
        lng: 121.3208,
        hours: daily(7, '05:30', '23:30'),
      },
      {
        name: '张江科技园 Zhangjiang Science Park',
        short: '张江 Zhangjiang',
        address: '上海市浦东新区博云路2号',
        lat: 31.2069,
        lng: 121.5955,
        hours: daily(6, '07:30', '21:00'),
      },
      {
        name: '西湖大学 Westlake University',
        short: '西湖大学 Westlake',
        address: '杭州市西湖区石龙山街18号',
        lat: 30.1338,
        lng: 120.0823,
        hours: daily(7, '07:00', '22:30'),
      },
    ],
  },
  {
    name: '天山咖啡 Tianshan Coffee',
    contact: '阿依古丽 Ayigul, +86 991 555 0142',
    timeZone: 'Asia/Urumqi',
    autoRefund: { enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 3, maxPerHour: 20 },
    locations: [
      {
        name: '地窝堡机场 Diwopu Airport',
        short: '地窝堡 Diwopu',
        address: '乌鲁木齐市新市区迎宾路1341号',
        lat: 43.9071,
        lng: 87.4742,
        hours: null,
      },
      {
        name: '新疆大学 Xinjiang University',
        short: '新疆大学 Xinjiang Uni',
        address: '乌鲁木齐市天山区胜利路666号',
        lat: 43.7643,
        lng: 87.6235,
        hours: daily(7, '08:00', '23:00'),
      },
    ],
  },
] as const;

/** Published on purpose, therefore never in production. `merchant` counts from 0 in the list above. */
export const DEMO_USERS = [
  { email: 'admin@example.com', password: 'Admin123!', name: 'Demo Admin', role: 'admin', merchant: null },
  { email: 'ops@example.com', password: 'Ops12345!', name: '王芳 Wang Fang', role: 'ops', merchant: null },
  {
    email: 'viewer@example.com',
    password: 'Viewer123!',
    name: 'Vera Viewer',
    role: 'viewer',
    merchant: null,
  },
  {
    email: 'tianshan@example.com',
    password: 'Tianshan123!',
    name: '阿依古丽 Ayigul',
    role: 'ops',
    merchant: 1,
  },
] as const;

const COMMANDS_WITHOUT_DOOR = ['make_product', 'upgrade', 'sync', 'set_params', 'restart'];

export const DEMO_MODELS = [
  {
    model: 'CoffeePro-A',
    name: 'CoffeePro A, with a door',
    commands: [...COMMANDS_WITHOUT_DOOR, 'open_door'],
  },
  { model: 'CoffeePro-B', name: 'CoffeePro B', commands: COMMANDS_WITHOUT_DOOR },
];

export const DEMO_MATERIALS = [
  {
    code: 'BEAN_A',
    name: '阿拉比卡咖啡豆 Arabica beans',
    type: 'bean',
    unit: 'g',
    density: null,
    cost_minor: 12000,
  },
  {
    code: 'BEAN_B',
    name: '意式拼配咖啡豆 Espresso blend',
    type: 'bean',
    unit: 'g',
    density: null,
    cost_minor: 9500,
  },
  {
    code: 'MILK_POWDER',
    name: '奶粉 Milk powder',
    type: 'powder',
    unit: 'g',
    density: 0.5,
    cost_minor: 6800,
  },
  { code: 'SUGAR', name: '白砂糖 Sugar', type: 'powder', unit: 'g', density: 0.85, cost_minor: 900 },
  { code: 'WATER', name: '水 Water', type: 'water', unit: 'ml', density: 1, cost_minor: 80 },
];
