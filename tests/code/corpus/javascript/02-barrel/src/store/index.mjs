export { get as findCustomer } from "./customers.mjs";
export * from "./changes.mjs";
export * as orders from "./orders.mjs";
