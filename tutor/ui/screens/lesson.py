"""A lesson, step by step: read, commit to an answer, run, and see the two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message

from tutor.bench.setup import Setup
from tutor.language import _, current
from tutor.lesson.grading import Answer, AnswerError
from tutor.lesson.lanes import bench_setup, lane_experiment, together
from tutor.lesson.model import BenchStep, Frame, RunStep
from tutor.paint.canvas import Renderer
from tutor.paint.witness import judgement_sentences
from tutor.record.store import Record, RecordError
from tutor.session import Session
from tutor.ui.screens.base import HelpPlace, TooSmall, TutorScreen
from tutor.ui.screens.sheet import SheetScreen
from tutor.ui.screens.step_list import StepList
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.key_bar import KeyBar, KeyItem
from tutor.ui.widgets.lesson_header import LessonHeader
from tutor.ui.widgets.question import QuestionView
from tutor.ui.widgets.run_view import RunPlace, RunView
from tutor.ui.widgets.step_page import StepPage


@dataclass(frozen=True)
class _Look:
    """How a step is to be shown: a run where it was, a question with what was entered but not committed."""

    step: Frame
    place: RunPlace | None = None
    draft: Answer | None = None
    anew: bool = False
    """Whether everything around it is to be said again, too."""


class LessonScreen(TutorScreen):
    """One learner in one lesson."""

    # What the height of the window changes stands here, because its classes are on the screen.
    DEFAULT_CSS = """
    LessonScreen #stage { height: 1fr; width: 1fr; }
    LessonScreen.-flat .run--body { display: none; }
    LessonScreen.-high .run--body { max-height: 4; }
    LessonScreen.-high .run--title, LessonScreen.-high .run--body { padding: 0 2; }
    LessonScreen.-high #bench-main { padding: 0 2; }
    """

    HELP: ClassVar[HelpPlace] = "lesson"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "onward", show=False),
        Binding("b,и", "back", show=False),
        Binding("l,д", "steps", show=False),
        Binding("h,р", "hint", show=False),
        Binding("r,к", "retry", show=False),
        Binding("w,ц", "watch", show=False),
        Binding("e,у", "bench", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("q,й", "leave", show=False),
        Binding("escape", "leave", show=False),
    ]

    @dataclass
    class Closed(Message):
        """The learner goes back to Home."""

        session: Session

    @dataclass
    class BenchWanted(Message):
        """The learner wants to take the bench of a step apart."""

        setup: Setup
        groups: Sequence[str]
        step: str

    def __init__(self, session: Session, record: Record | None, renderer: Renderer = Renderer.BRAILLE) -> None:
        """Show `session`; every change is saved in `record`, where there is one; descents are drawn by `renderer`."""
        super().__init__()
        self._renderer = renderer
        self.session = session
        self._record = record
        self._watching = False
        """Whether a run that was seen before is being watched again."""
        self._asked: list[_Look] = []
        """How the step is to be put on the stage: the first of these is being done."""

    def compose(self) -> ComposeResult:
        """Lay out the header, the stage, and the keys."""
        yield LessonHeader()
        yield Container(id="stage")
        yield KeyBar(id="keys")
        yield TooSmall()

    async def on_mount(self) -> None:
        """Show the step where the learner left off."""
        await self._show_step()

    # ── showing ──────────────────────────────────────────────────────────────────────────────────

    @property
    def running(self) -> bool:
        """Whether the bench or the descent is on display."""
        state, step = self.session.state, self.session.step
        return isinstance(step, RunStep) and self.session.committed and (self._watching or not state.seen)

    async def _show_step(self, look: _Look | None = None) -> None:
        """Put the step on the stage, once what is being put there is there.

        Keys and answers are served side by side, and whoever takes a page away waits for what goes on in it: so nobody
        may wait here for another, who is told to go on with this as well.
        """
        self._asked.append(look or _Look(self.session.step))
        if len(self._asked) > 1:
            return
        while self._asked:
            await self._put(self._asked[0])
            del self._asked[0]

    async def _put(self, look: _Look) -> None:
        if look.anew:
            await super().retranslate()
        stage, step = next(iter(self.query("#stage")), None), self.session.step
        if stage is None:  # the lesson was left in the meantime
            return
        await stage.remove_children()
        same = step is look.step
        if self.running and isinstance(step, RunStep):
            await stage.mount(RunView(self.session, step, place=look.place if same else None, renderer=self._renderer))
        else:
            page = StepPage(self.session, draft=look.draft if same else None)
            await stage.mount(page)
            if step.question is None or self.session.committed:
                page.focus()
        self._tell()

    async def _say(self) -> None:
        """Say on the page what may be said now, and bring that into view."""
        if self._asked:  # the page is just being laid out
            await self._show_step()
            return
        for page in self.query(StepPage):
            await page.refresh_notes(scroll=True)
            if self.session.committed and page.is_attached:
                page.focus()
        self._tell()

    def _tell(self) -> None:
        """Bring header and keys up to date."""
        session = self.session
        for header in self.query(LessonHeader):
            header.title = session.lesson.title.in_language(current())
            header.steps = len(session.lesson.steps)
            header.step = session.position + 1
            header.done = sum(session.done(step) for step in session.lesson.steps)
        self._tell_keys()

    def _keys(self) -> tuple[KeyItem, ...]:
        session = self.session
        enter = KeyItem("enter", "Enter", self._onward_says())
        back = KeyItem("b", "b", _("previous"))
        steps = KeyItem("l", "l", _("steps"))
        help_key = KeyItem("question_mark", "?", _("help"))
        home = KeyItem("escape", "Esc", _("home"))
        if self.running:
            apart = (KeyItem("e", "e", _("take apart")),) if self._may_take_apart() else ()
            return enter, *apart, back, steps, home, help_key
        hint, retry = KeyItem("h", "h", _("hint")), KeyItem("r", "r", _("retry"))
        watch = (
            (KeyItem("w", "w", _("watch again")),) if isinstance(session.step, RunStep) and session.committed else ()
        )
        hints = (hint,) if session.may_hint else ()
        again = (retry,) if session.step.question is not None and session.committed else ()
        extra = (*watch, *again, *hints)[:2]
        leave = (home,) if len(extra) < 2 else ()
        return enter, *extra, back, steps, *leave, help_key

    def _may_take_apart(self) -> bool:
        step = self.session.step
        return isinstance(step, BenchStep) and bool(step.controls)

    def _onward_says(self) -> str:
        session = self.session
        if self.running:
            if any(view.held_back for view in self.query(RunView)):
                return _("give up")
            return _("result") if self._run_over() else _("to the end")
        if not session.committed:
            return _("commit")
        if any(page.more for page in self.query(StepPage)):
            return _("read on")
        if session.position + 1 == len(session.lesson.steps):
            return _("finish")
        return _("continue")

    def _run_over(self) -> bool:
        return any(view.over for view in self.query(RunView))

    async def retranslate(self) -> None:
        """Say everything again, with the run and the answer as they were."""
        place = next((view.place for view in self.query(RunView)), None)
        draft = next((view.draft for view in self.query(QuestionView)), None)
        await self._show_step(_Look(self.session.step, place, draft, anew=True))

    async def go_on_in(self, session: Session, *, keep_run: bool, keep_draft: bool) -> None:
        """Go on in another session, with the run or what was entered as they are where they are to be kept."""
        place = next((view.place for view in self.query(RunView)), None)
        draft = next((view.draft for view in self.query(QuestionView)), None)
        scrolled = next((page.scroll_offset.y for page in self.query(StepPage)), 0)
        same = session.step.id == self.session.step.id
        self.session = session
        await self._show_step(_Look(session.step, place if keep_run else None, draft if keep_draft else None))
        for page in self.query(StepPage):
            if same:
                page.call_after_refresh(page.scroll_to, y=scrolled, animate=False)

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    async def on_question_view_committed(self, event: QuestionView.Committed) -> None:
        """Judge an answer and save it at once."""
        event.stop()
        if self.session.committed:  # a second Enter while the first is being served
            return
        try:
            self.session.submit(event.answer, event.sure)
        except AnswerError as error:
            event.view.say_problem(str(error))
            return
        self._save()
        if self.running:
            await self._show_step()
            return
        await self._say()

    async def action_onward(self) -> None:
        """Do what comes next: run to the end, look at the result, go to the next step."""
        session, left = self.session, self.session.step
        if self._asked:  # what comes next will be seen in a moment
            return
        if self.running:
            view = self.query_one(RunView)
            if not view.over:
                view.finish()
                return
            if not session.state.reached and view.hold_back():
                self._tell_keys()
                return
            session.mark_seen()
            self._watching = False
            self._save()
            await self._show_step()
        elif session.committed and self.query_one(StepPage).more:
            self.query_one(StepPage).scroll_page_down(animate=False)
        elif not session.committed:
            self.query_one(QuestionView).query_one("#answer").focus()
        elif session.forward():
            self._save(left)  # a page counts as read from the moment it is left
            await self._show_step()
        else:
            self._save()
            self.post_message(self.Closed(session))

    async def action_back(self) -> None:
        """Go to the step before."""
        await self._move(self.session.back())

    async def go(self, index: int) -> None:
        """Go to any step that has been reached."""
        await self._move(self.session.go(index))

    async def _move(self, moved: bool) -> None:
        if moved:
            self._watching = False
            self._save()
            await self._show_step()

    async def action_hint(self) -> None:
        """Show one more hint; after the last one, the answer."""
        if not self.running and self.session.hint():
            self._save()
            await self._say()

    async def action_retry(self) -> None:
        """Open the question again."""
        if not self.running and self.session.retry():
            self._watching = isinstance(self.session.step, RunStep)
            self._save()
            await self._show_step()

    async def action_watch(self) -> None:
        """Watch the run again from its beginning."""
        if isinstance(self.session.step, RunStep) and self.session.committed and not self.running:
            self._watching = True
            await self._show_step()

    def action_bench(self) -> None:
        """Open the bench of this step with the controls that the lesson leaves open."""
        step = self.session.step
        if isinstance(step, BenchStep) and self.session.committed and self._may_take_apart():
            lanes, front = self.session.lanes(step), next((view.place.front for view in self.query(RunView)), 0)
            taken, title = together(self.session.lesson, lanes, front), self.session.facts.fill(step.title)
            experiment = self.session.facts.lane_names(lanes[front])[1]
            if experiment and all(lane_experiment(lane) == lane_experiment(lanes[front]) for lane in taken):
                title = f"{title} · {experiment}"
            self.post_message(self.BenchWanted(bench_setup(self.session.lesson, taken), step.controls, title))
            if len(taken) < len(lanes):
                text = _("A bench has one picture and one kernel, those of {lane}. Esc and another lane: its own.")
                one = " · ".join(part for part in self.session.facts.lane_names(lanes[front]) if part)
                self.app.notify(text.format(lane=one), timeout=8, markup=False)

    def on_bench_judged(self, event: Bench.Judged) -> None:
        """Say what is known of two lanes."""
        sentences = judgement_sentences(event.judgement, event.titles)
        self.app.push_screen(SheetScreen(_("Do they ever differ?"), sentences))

    def action_scroll(self, direction: int) -> None:
        """Scroll the page where the list of options holds the focus."""
        for page in self.query(StepPage):
            page.scroll_page_up() if direction < 0 else page.scroll_page_down()

    def action_steps(self) -> None:
        """Show the list of steps."""

        async def chosen(index: int | None) -> None:
            if index is not None:
                await self.go(index)

        self.app.push_screen(StepList(self.session), chosen)

    def action_leave(self) -> None:
        """Go back to Home."""
        self.post_message(self.Closed(self.session))

    # ── news from the run ────────────────────────────────────────────────────────────────────────

    def on_bench_finished(self, event: Bench.Finished) -> None:
        """Offer the result."""
        self._tell()

    def on_descent_finished(self, event: Descent.Finished) -> None:
        """Note where the goal of the step is reached, and offer the result."""
        for view in self.query(RunView):
            if view.judge() and self.session.mark_reached():
                self._save()
        self._tell()

    def on_bench_left(self, event: Bench.Left) -> None:
        """Offer the way to the end again."""
        self._tell_keys()

    def on_descent_left(self, event: Descent.Left) -> None:
        """Offer the way to the end again."""
        for view in self.query(RunView):
            view.judge()
        self._tell_keys()

    def on_descent_setup_changed(self, event: Descent.SetupChanged) -> None:
        """Say anew whether the goal of the step is reached."""
        for view in self.query(RunView):
            view.judge()
        self._tell_keys()

    def on_descent_renderer_changed(self, event: Descent.RendererChanged) -> None:
        """Draw the descents of later steps in the same way."""
        self._renderer = event.renderer

    def on_step_page_scrolled(self, event: StepPage.Scrolled) -> None:
        """Say whether there is more to read."""
        self._tell_keys()

    def _tell_keys(self) -> None:
        for bar in self.query("#keys").results(KeyBar):
            bar.items = self._keys()

    def _save(self, changed: Frame | None = None) -> None:
        """Write the state of the step that changed (this one unless given) and the place; say once if it cannot be."""
        if self._record is None:
            return
        session, step = self.session, changed or self.session.step
        done = sum(session.done(other) for other in session.lesson.steps)
        try:
            self._record.save(
                session.lesson.id,
                step.id,
                session.state_of(step).plain(),
                place=session.step.id,
                done=done,
                total=len(session.lesson.steps),
                points=(session.earned, session.possible),
            )
        except RecordError as error:
            self._record = None
            text = _("Your answers can no longer be saved: {why}").format(why=error)
            self.app.notify(text, severity="error", timeout=10, markup=False)
