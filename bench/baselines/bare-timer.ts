// What it costs Node.js to wake up as often as the agent does, with nothing to do.

setInterval(() => undefined, 100);
