/** node:worker_threads: this is the main thread; others are not simulated. */
const { notSimulated } = require('internal/errors')
class Worker {
  constructor() {
    throw notSimulated('worker_threads.Worker')
  }
}
class MessageChannel {
  constructor() {
    throw notSimulated('MessageChannel')
  }
}
module.exports = {
  isMainThread: true,
  parentPort: null,
  workerData: null,
  threadId: 0,
  resourceLimits: {},
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker,
  MessageChannel,
  MessagePort: MessageChannel,
  BroadcastChannel: MessageChannel,
}
