const nodemailer = require("nodemailer");

class Sender {
  constructor(host) {
    this.transport = nodemailer.createTransport({ host, port: 587 });
  }

  send(to, text) {
    return this.transport.sendMail({ to, text });
  }
}

class Mailer extends Sender {
  constructor() {
    super("mail.example.com");
  }

  send(to, text) {
    return super.send(to, text.trim());
  }

  close() {
    this.transport.close();
  }
}

module.exports = { Mailer };
