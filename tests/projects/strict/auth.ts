// The auth page's types under the strictest settings: each is what it says, and none is `any`.
import init, { SignIn, type PageData, type Status } from "@crosspass/auth";

type IsAny<T> = 0 extends 1 & T ? true : false;
const holds = <T extends true>(): T | undefined => undefined;
holds<IsAny<PageData> extends false ? true : false>();
holds<IsAny<Status> extends false ? true : false>();

export async function page(data: PageData): Promise<void> {
  await init();
  const signIn = new SignIn({ data, onStatus: ({ state }: Status) => void state });
  signIn.submit({ login: "ada", password: "correct horse" });
  // @ts-expect-error A form without a password is not sent.
  signIn.submit({ login: "ada" });
}
