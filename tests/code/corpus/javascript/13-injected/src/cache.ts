export interface Cache {
  getItem(key: string): Promise<string | undefined>;
  putItem(key: string, value: string): Promise<void>;
}

export class MemoryCache implements Cache {
  private readonly held = new Map<string, string>();

  async getItem(key: string): Promise<string | undefined> {
    return this.held.get(key);
  }

  async putItem(key: string, value: string): Promise<void> {
    this.held.set(key, value);
  }

  async deleteItem(key: string): Promise<void> {
    this.held.delete(key);
  }
}
