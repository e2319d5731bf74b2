/** Compact JSON, but for the blanks that Xero puts around what follows the events. */
function xeroJson(body: unknown): string {
  const { events, firstEventSequence, lastEventSequence, entropy, ...others } = (body ?? {}) as Record<string, unknown>;
  const json = JSON.stringify;
  // What is left out here would be taken for signed.
  if (Object.keys(others).length > 0) return json(body);
  return `{"events":${json(events)},"firstEventSequence": ${json(firstEventSequence)},"lastEventSequence": ${json(lastEventSequence)}, "entropy": ${json(entropy)}}`;
}
