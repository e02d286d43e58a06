// The issuer that this page was installed for.

/** Its origin. */
export const issuer = document.querySelector<HTMLMetaElement>('meta[name="crosspass-issuer"]')?.content ?? "";
