// A job followed through its messages: progress as it comes, then how it ended.

const OVER = ["done", "failed", "cancelled"];
const ASK_AGAIN_MS = 1500;

/** Follow a job; `tell(progress)` hears what it does. Resolves to the job as it ended. */
export function followJob(server, id, tell) {
  return new Promise((resolve, reject) => {
    let over = false;
    const events = new EventSource(server.url(`/jobs/${encodeURIComponent(id)}/events`));
    const end = async () => {
      if (over) return;
      over = true;
      events.close();
      clearInterval(clock);
      try {
        resolve(await server.job(id));
      } catch (error) {
        reject(error);
      }
    };
    // A proxy may hold events back, or the line break: the job is asked for as well.
    const clock = setInterval(async () => {
      try {
        const job = await server.job(id);
        if (OVER.includes(job.state)) end();
        else if (job.progress) tell(job.progress);
      } catch (error) {
        // The line may be down and come back; a job that is not there will not.
        if (error.status === 404) {
          events.close();
          clearInterval(clock);
          reject(error);
        }
      }
    }, ASK_AGAIN_MS);
    events.addEventListener("progress", (event) => tell(JSON.parse(event.data)));
    OVER.forEach((kind) => events.addEventListener(kind, end));
  });
}
