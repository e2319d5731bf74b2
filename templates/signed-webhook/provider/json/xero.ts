/** Compact JSON, but for the blanks that Xero puts around what follows the events. */
function xeroJson(body: unknown): string {
  const { events, firstEventSequence, lastEventSequence, entropy } = (body ?? {}) as Record<string, unknown>;
  const json = JSON.stringify;
  return `{"events":${json(events)},"firstEventSequence": ${json(firstEventSequence)},"lastEventSequence": ${json(lastEventSequence)}, "entropy": ${json(entropy)}}`;
}
