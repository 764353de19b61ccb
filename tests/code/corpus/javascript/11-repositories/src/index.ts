import { Orders } from "./orders";

const orders = new Orders();

export const handler = async (event: { id: string; total?: number }) => {
  if (event.total !== undefined) {
    await orders.save({ id: event.id, total: event.total });
  }
  return orders.find(event.id);
};
