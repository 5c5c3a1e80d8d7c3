"""The status page as a screen reader reads it: the code, the four answers, the steps."""

from tests.citizens.lives import begun


def test_the_answers_are_read_first_and_in_their_order(page, transactional_db, committed_province):
    with begun(committed_province) as life:
        code = life.to_office().billed().dossier.receipt_code
    page.goto(f"/tra-cuu/{code}")
    read = page.locator("main").aria_snapshot()

    order = [
        'heading "Hồ sơ', 'region "Tình trạng hiện nay"', "term: Hồ sơ đến đâu rồi?", "term: Bao giờ có kết quả?",
        "Thời hạn của lần hẹn hai là 03 ngày làm việc", "term: Ai đang giữ hồ sơ?", "term: Ông/Bà cần làm gì?",
        'heading "Tiến trình"', "Xác định nghĩa vụ tài chính", 'heading "Thông tin hồ sơ"',
    ]  # fmt: skip
    places = [read.index(mark) for mark in order]
    assert places == sorted(places), read
    assert read.count("[level=1]") == 1
    assert page.locator('[aria-current="step"]').inner_text().startswith("Xác định nghĩa vụ tài chính")
