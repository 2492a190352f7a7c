interface Turn {
  role: string;
}

/** Where a request's new messages begin: behind the last thing the model said, which an earlier interaction has on record. */
export function newFrom(messages: readonly Turn[]): number {
  const last = messages.map((m) => m.role).lastIndexOf('assistant');
  return last + 1;
}
