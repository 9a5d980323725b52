export const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export const price = (cents: number) => (cents / 100).toFixed(2);
