"""Readers' judgements of answers, and their export as cases for the evaluation."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import Reader, Steward
from api.schemas import FeedbackIn, FeedbackOut, FeedbackStoredOut, Listing
from api.shapes import check_question
from api.state import State
from rag.feedback import Feedback

router = APIRouter(prefix="/v1", tags=["feedback"])


@router.post("/feedback", name="give_feedback", status_code=201)
async def give(body: FeedbackIn, _: Reader, state: State) -> FeedbackStoredOut:
    """Record whether an answer helped, and why not."""
    check_question(body.question, state.settings.max_question_chars)
    library = state.parts().library
    given = Feedback(
        question=body.question.strip(),
        answer=body.answer,
        helpful=body.helpful,
        reason=body.reason,
        history=tuple(turn.model_dump() for turn in body.history),
        citations=tuple(citation.model_dump() for citation in body.citations),
    )
    return FeedbackStoredOut(id=await state.in_thread(lambda: library.feedback.add(given)))


@router.get("/feedback", name="list_feedback")
async def export(_: Steward, state: State) -> Listing[FeedbackOut]:
    """Return all judgements, oldest first: for the command and for administrators."""
    library = state.parts().library
    found = await state.in_thread(library.feedback.all)
    return Listing[FeedbackOut](items=[feedback_out(number, given) for number, given in found])


def feedback_out(number: int, given: Feedback) -> FeedbackOut:
    """Return a judgement as it goes over HTTP."""
    return FeedbackOut.model_validate(
        {
            "id": number,
            "question": given.question,
            "answer": given.answer,
            "helpful": given.helpful,
            "reason": given.reason,
            "history": given.history,
            "citations": given.citations,
        }
    )
