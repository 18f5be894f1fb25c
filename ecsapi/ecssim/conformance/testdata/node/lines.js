'use strict';

const readline = require('readline');

// Reads calls from standard input, a JSON object on each line, and answers each
// with a line: {answer} or {error}, as the client tells of it.
//
// open makes a client for {endpoint, key}, which is kept; call does what is
// asked, and tell puts the client's own error into words.
module.exports = async function serve({ open, call, tell }) {
  const clients = new Map();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    const who = JSON.stringify([asked.endpoint, asked.key]);
    let told;
    try {
      if (!clients.has(who)) {
        clients.set(who, open(asked));
      }
      told = { answer: await call(clients.get(who), asked) };
    } catch (e) {
      told = { error: { message: e.message, ...tell(e) } };
    }
    process.stdout.write(JSON.stringify(told) + '\n');
  }
};
