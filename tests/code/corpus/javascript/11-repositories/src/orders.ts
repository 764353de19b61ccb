import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Repository } from "./repository";

interface Order {
  id: string;
  total: number;
}

export class Orders extends Repository<Order> {
  private readonly sqs = new SQSClient({});
  private readonly queue = process.env.ORDERS_QUEUE;

  protected get table(): string {
    return "orders";
  }

  override async save(order: Order): Promise<void> {
    await super.save(order);
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.queue, MessageBody: order.id }));
  }
}

export class Drafts extends Repository<Order> {
  protected get table(): string {
    return "drafts";
  }
}
