/** A device's id: chosen by the factory, also the path of all device routes. */
export const DEVICE_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
/** An order's id: chosen by the machine, unique per machine. */
export const ORDER_ID_PATTERN = /^[A-Za-z0-9_.:-]{1,100}$/;
/** ISO 4217. */
export const CURRENCY_PATTERN = /^[A-Z]{3}$/;
/** Text without control characters; line breaks and tabs may stand. */
// eslint-disable-next-line no-control-regex -- the control characters are the point
export const PLAIN_TEXT_PATTERN = /^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/;
