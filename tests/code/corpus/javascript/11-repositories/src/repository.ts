import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";

export abstract class Repository<T extends { id: string }> {
  protected readonly documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  protected abstract get table(): string;

  async find(id: string): Promise<T | undefined> {
    const { Item } = await this.documents.send(new GetCommand({ TableName: this.table, Key: { id } }));
    return Item as T | undefined;
  }

  async save(item: T): Promise<void> {
    await this.documents.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  async drop(id: string): Promise<void> {
    await this.documents.send(new DeleteCommand({ TableName: this.table, Key: { id } }));
  }
}
