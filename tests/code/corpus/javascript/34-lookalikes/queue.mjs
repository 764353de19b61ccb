export class Queue {
  items = [];

  sendMessage(message) {
    this.items.push(message);
  }

  putObject(object) {
    this.items.unshift(object);
  }

  receiveMessage() {
    return this.items.shift();
  }

  deleteMessage() {
    this.items.length = 0;
  }
}
