export const Hosts = {
  orders: "https://orders.example.com/v1",
  status: "https://status.example.com",
} as const;

export type Hosts = (typeof Hosts)[keyof typeof Hosts];
