"""Which paper a group may give: the three natures of domain law are never mixed."""

from itertools import product

import pytest

from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.grounds import COUNTY_AUTHORITY, Transfer
from xunjian.rules.papers import Choice, PaperKind, Powers, Subject, choice, handed_over, words_out_of_place

PUBLIC, PRIVATE = Ownership.PUBLIC, Ownership.PRIVATE
SCHOOL = frozenset({Stage.PRIMARY})
TRAINING = frozenset({Stage.TRAINING})
TWO, ONE, NO = frozenset({"皖A001", "皖A002"}), frozenset({"皖A001"}), frozenset[str]()
NOTICE, OPINION, ORDER, FEEDBACK = (
    PaperKind.RECTIFICATION_NOTICE,
    PaperKind.SUPERVISION_OPINION,
    PaperKind.CORRECTION_ORDER,
    PaperKind.FEEDBACK_SHEET,
)

TABLE = [
    # who is inspected, what the group may do: the papers, the right one first
    (Subject(SCHOOL, PUBLIC), Powers(), (NOTICE, FEEDBACK)),
    (Subject(SCHOOL, PUBLIC), Powers(certificates=TWO, approved=True), (NOTICE, FEEDBACK)),
    (Subject(SCHOOL, PUBLIC), Powers(supervisors=3, announced=True), (OPINION, NOTICE, FEEDBACK)),
    (Subject(SCHOOL, PUBLIC), Powers(supervisors=2, announced=True), (NOTICE, FEEDBACK)),
    (Subject(SCHOOL, PUBLIC), Powers(supervisors=3), (NOTICE, FEEDBACK)),
    (Subject(SCHOOL, PRIVATE), Powers(), (FEEDBACK,)),
    (Subject(SCHOOL, PRIVATE), Powers(certificates=ONE), (FEEDBACK,)),
    (Subject(SCHOOL, PRIVATE), Powers(certificates=TWO), (ORDER, FEEDBACK)),
    (Subject(SCHOOL, PRIVATE), Powers(supervisors=3, announced=True), (OPINION, FEEDBACK)),
    (Subject(SCHOOL, PRIVATE, enterprise=True), Powers(certificates=TWO), (FEEDBACK,)),
    (Subject(SCHOOL, PRIVATE, enterprise=True), Powers(certificates=TWO, approved=True), (ORDER, FEEDBACK)),
    (Subject(TRAINING, PRIVATE), Powers(certificates=NO, approved=True), (FEEDBACK,)),
    (Subject(TRAINING, PRIVATE), Powers(certificates=TWO), (FEEDBACK,)),
    (Subject(TRAINING, PRIVATE), Powers(certificates=TWO, approved=True), (ORDER, FEEDBACK)),
    (Subject(TRAINING, PRIVATE), Powers(TWO, supervisors=3, announced=True, approved=True), (ORDER, FEEDBACK)),
]


@pytest.mark.parametrize(("subject", "powers", "papers"), TABLE)
def test_the_right_paper(subject: Subject, powers: Powers, papers: tuple[PaperKind, ...]) -> None:
    assert choice(subject, powers).offered == papers


def every_choice() -> list[tuple[Subject, Powers, Choice]]:
    cases = product([SCHOOL, TRAINING, SCHOOL | TRAINING], Ownership, [False, True], [NO, ONE, TWO, {"皖A001", " "}])
    return [
        (subject, powers, choice(subject, powers))
        for stages, ownership, enterprise, certificates in cases
        for supervisors, announced, approved in product([0, 2, 3], [False, True], [False, True])
        for subject in [Subject(stages, ownership, enterprise)]
        for powers in [Powers(frozenset(certificates), supervisors, announced, approved)]
    ]


def test_no_order_without_two_certificates_whatever_else_is_so() -> None:
    for _, powers, made in every_choice():
        assert ORDER not in made.offered or len(powers.certificates) == 2
        assert " " not in powers.certificates or ORDER not in made.offered


def test_every_paper_is_offered_or_refused_with_a_reason_and_feedback_is_always_open() -> None:
    for _, _, made in every_choice():
        assert set(made.offered) | set(made.refused) == set(PaperKind)
        assert set(made.offered).isdisjoint(made.refused)
        assert made.offered[-1] is FEEDBACK
        assert all(reason.endswith("。") for reason in made.refused.values())


def test_a_notice_and_an_order_are_never_open_for_the_same_school() -> None:
    assert all(not {NOTICE, ORDER} <= set(made.offered) for _, _, made in every_choice())


def test_a_city_hands_refunds_to_the_county_and_clues_to_other_authorities() -> None:
    county = Transfer(COUNTY_AUTHORITY, ("《中华人民共和国义务教育法》第五十六条",))
    assert handed_over(county) == (
        "依《中华人民共和国义务教育法》第五十六条，该问题由县级教育行政部门处理，现转交所在县（区）教育局处理。"
    )
    assert handed_over(county, "庐川县教育局").endswith("现转交庐川县教育局处理。")
    fire = Transfer("消防救援机构", ("《中华人民共和国消防法》第二十八条",))
    assert handed_over(fire) == "有关线索依《中华人民共和国消防法》第二十八条移交消防救援机构处理。"


def test_a_notice_neither_punishes_nor_speaks_of_remedies() -> None:
    assert words_out_of_place(NOTICE, "停收并全额退还，逾期罚款，可以申请行政复议") == ("罚款", "行政复议")
    assert words_out_of_place(NOTICE, "停收并全额退还") == ()
    assert words_out_of_place(FEEDBACK, "责令退还") == ("责令",)
