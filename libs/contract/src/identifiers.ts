/** A device's id on the wire. */
export const DEVICE_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
/** An order's id on the wire: made by the machine. */
export const ORDER_ID_PATTERN = /^[A-Za-z0-9_.:-]{1,100}$/;
/** Text without control characters (line breaks and tabs are allowed); NUL would not fit into the database. */
// eslint-disable-next-line no-control-regex -- the control characters are the point
export const PLAIN_TEXT_PATTERN = /^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/;
/** Integer ids are 32 bits wide: a greater one names nothing and would not fit into a statement. */
export const MAX_ID = 2_147_483_647;
