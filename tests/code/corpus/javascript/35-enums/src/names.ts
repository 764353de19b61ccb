export enum Table {
  Tickets = "tickets",
  Members = "members",
}

export const enum Queue {
  Fast = "https://sqs.eu-west-1.amazonaws.com/123456789012/fast",
  Slow = "https://sqs.eu-west-1.amazonaws.com/123456789012/slow",
}

export class Names {
  static readonly prefix = "desk";
  static readonly audit = `${Names.prefix}-audit`;
}
