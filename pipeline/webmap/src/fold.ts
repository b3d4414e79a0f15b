/** Names made comparable: what remains when case, accents and punctuation are taken out. */

const LETTERS: Record<string, string> = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ı: "i", ß: "ss", æ: "ae", œ: "oe" };

export function fold(text: string): string {
  // Most names are plain already, and there are many.
  if (/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(text)) return text;
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[łøđðþıßæœ]/g, (letter) => LETTERS[letter])
    .normalize("NFC")
    .replace(/['’‘ʼʻ`]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
