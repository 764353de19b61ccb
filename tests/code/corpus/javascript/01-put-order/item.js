const text = (value) => ({ S: String(value) });

const toItem = (order) => ({
  id: text(order.id),
  customer: text(order.customer),
  total: { N: String(order.total) },
});

const fromItem = (item) => ({ id: item.id.S, customer: item.customer.S, total: Number(item.total.N) });

module.exports = { toItem, fromItem };
