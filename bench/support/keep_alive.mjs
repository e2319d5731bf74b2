import net from "node:net";

// The text of a request with a JSON body, or without a body.
export function requestText(method, path, key, body) {
  const json = body === undefined ? "" : JSON.stringify(body);
  const about = body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${key}\r\n${about}\r\n${json}`;
}

// One connection that is used again, for one request at a time. A plain socket: an HTTP client would be part of what is measured.
export class KeepAlive {
  #socket;
  #received = "";
  #waiting;
  closed = false;

  constructor(port) {
    this.#socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (text) => this.#take(text));
    this.#socket.on("error", (error) => this.#end(error));
    this.#socket.on("close", () => this.#end(new Error("the connection was closed")));
  }

  #end(error) {
    this.closed = true;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #take(text) {
    this.#received += text;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.#received.slice(0, end + 2))?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) return;
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(end + 4, end + 4 + length) };
    this.#received = this.#received.slice(end + 4 + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  request(text) {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error("the connection is closed"));
      this.#waiting = { resolve, reject };
      this.#socket.write(text);
    });
  }

  close() {
    this.#socket.destroy();
  }
}

// One request on a connection of its own.
export async function requestOnce(port, text) {
  const connection = new KeepAlive(port);
  try {
    return await connection.request(text);
  } finally {
    connection.close();
  }
}
