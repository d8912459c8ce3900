async function fetchAll() {
  const [welcome, newLab, adopt, lab] = await Promise.all([import('./Welcome.svelte'), import('./NewLab.svelte'), import('./Adopt.svelte'), import('./LabScreen.svelte')]);
  return { Welcome: welcome.default, NewLab: newLab.default, Adopt: adopt.default, LabScreen: lab.default };
}

/** The screens that the first one leads to. The window is shown before they are fetched, so that it has content sooner. */
class Later {
  screens = $state.raw<Awaited<ReturnType<typeof fetchAll>>>();
  #fetching: Promise<void> | undefined;

  /** Fetches them, once; where that fails, the next call tries again. */
  fetch(): Promise<void> {
    this.#fetching ??= fetchAll().then(
      (screens) => {
        this.screens = screens;
      },
      (error: unknown) => {
        this.#fetching = undefined;
        throw error;
      },
    );
    return this.#fetching;
  }
}

export const later = new Later();
