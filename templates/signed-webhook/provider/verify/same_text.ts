/** Whether the texts are the same. Hashes have one length, so timingSafeEqual tells nothing, not even how long the right one is. */
__EXPORT__function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
