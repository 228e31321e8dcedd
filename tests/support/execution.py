"""Watch in Chromium whether hostile markup gets to run, and give it every chance to."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

Answer = Callable[[str], Response]

_SINK = "globalThis.pwned = number => console.debug('pwned ' + number)"
# Ordinary links and forms would leave the page: only those that run code go on.
_PROVOKE = """
async root => {
  const runs = address => /^[\\x00-\\x20]*(javascript|vbscript|data):/i.test(address ?? '');
  const page = root.ownerDocument ?? root;
  page.addEventListener('click', event => {
    const link = event.target.closest?.('a, area');
    if (link && !runs(link.href?.baseVal ?? link.href)) event.preventDefault();
  }, true);
  page.addEventListener('submit', event => { if (!runs(event.target.action)) event.preventDefault(); }, true);
  const touches = ['pointerenter', 'mouseover', 'focus', 'keydown', 'paste', 'toggle', 'beforetoggle',
                   'start',
                   'scrollend', 'animationstart', 'transitionend', 'error', 'load', 'click'];
  for (const element of root.querySelectorAll('*')) {
    for (const touch of touches) {
      const kind = touch === 'click' ? MouseEvent : Event;
      element.dispatchEvent(new kind(touch, {bubbles: true, cancelable: true}));
    }
  }
  await new Promise(done => setTimeout(done, 30));
}
"""


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Serve what ``answer`` gives for a path on a free port, and give the address."""

    @Request.application
    def site(request: Request) -> Response:
        return answer(request.path)

    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def watched_page(browser: Browser) -> Iterator[tuple[Page, set[int]]]:
    """Open a page whose every frame reports what ran, and give it with the numbers reported so far."""
    context = browser.new_context()
    context.add_init_script(_SINK)
    ran: set[int] = set()

    def note(message: ConsoleMessage) -> None:
        if message.text.startswith("pwned "):
            ran.add(int(message.text.removeprefix("pwned ")))

    context.on("console", note)
    try:
        yield context.new_page(), ran
    finally:
        context.close()


def provoke(page: Page) -> None:
    """Write the page's content back through ``innerHTML`` twice and touch every element."""
    page.evaluate(
        f"""async () => {{
          const provoke = {_PROVOKE};
          for (let turn = 0; turn < 2; turn++) {{
            for (const piece of document.querySelectorAll('[data-piece]')) piece.innerHTML = piece.innerHTML;
          }}
          await provoke(document);
        }}"""
    )


def provoke_in_frames(page: Page, documents: Sequence[str]) -> None:
    """Open every document in a frame of its own, under the page's own policy, and touch every element."""
    page.evaluate(
        f"""async () => {{
          const provoke = {_PROVOKE};
          const load = text => new Promise(done => {{
            const frame = document.createElement('iframe');
            setTimeout(done, 1000, frame);
            frame.onload = () => done(frame);
            frame.srcdoc = text;
            document.body.append(frame);
          }});
          const frames = await Promise.all({json.dumps(list(documents))}.map(load));
          await Promise.all(frames.map(frame => frame.contentDocument && provoke(frame.contentDocument)));
          frames.forEach(frame => frame.remove());
        }}"""
    )


class _Silent(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Keep the test report readable."""
