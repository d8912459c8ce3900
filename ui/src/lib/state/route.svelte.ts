/** The screens of the window. They stand in the address, so that a reloaded window is where it was. */
export type Route =
  | { screen: 'home' }
  | { screen: 'welcome' }
  | { screen: 'new'; target: 'practice' | 'aws' }
  | { screen: 'adopt'; name?: string }
  | { screen: 'lab'; name: string; step?: string }
  | { screen: 'verify'; name: string }
  | { screen: 'drills'; name: string }
  | { screen: 'access'; name: string }
  | { screen: 'tear-down'; name: string };

export function parseRoute(hash: string): Route {
  const [screen, first, second] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return '';
      }
    });
  switch (screen) {
    case 'welcome':
      return { screen };
    case 'new':
      return { screen, target: first === 'aws' ? 'aws' : 'practice' };
    case 'adopt':
      return { screen, ...(first && { name: first }) };
    case 'lab':
      return first ? { screen, name: first, ...(second && { step: second }) } : { screen: 'home' };
    case 'verify':
    case 'drills':
    case 'access':
    case 'tear-down':
      return first ? { screen, name: first } : { screen: 'home' };
    default:
      return { screen: 'home' };
  }
}

export function href(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/';
    case 'welcome':
      return '#/welcome';
    case 'new':
      return `#/new/${route.target}`;
    case 'adopt':
      return route.name ? `#/adopt/${encodeURIComponent(route.name)}` : '#/adopt';
    case 'lab':
      return `#/lab/${encodeURIComponent(route.name)}${route.step ? `/${encodeURIComponent(route.step)}` : ''}`;
    default:
      return `#/${route.screen}/${encodeURIComponent(route.name)}`;
  }
}

class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  #intent = false;

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  go(route: Route): void {
    location.hash = href(route);
    this.route = route;
  }

  /** Goes to a screen that begins something by itself. The intent does not stand in the address, so that a reload begins nothing. */
  intend(route: Route): void {
    this.#intent = true;
    this.go(route);
  }

  /** Whether the screen was gone to in order to begin something; true once. */
  takeIntent(): boolean {
    const intent = this.#intent;
    this.#intent = false;
    return intent;
  }

  /** Changes the address without a new entry in the history. */
  replace(route: Route): void {
    history.replaceState(null, '', href(route));
    this.route = route;
  }
}

export const router = new Router();
