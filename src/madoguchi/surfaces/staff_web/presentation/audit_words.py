"""What the entries of the audit log mean, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.core.audit.models import AuditEntry

WORDS: Mapping[str, str] = {
    "accounts.signed_in": "サインイン",
    "accounts.signed_out": "サインアウト",
    "accounts.sign_in_failed": "サインインの失敗",
    "accounts.add_staff": "職員の登録",
    "approvals.add_holder": "職に就く人を登録",
    "approvals.add_paper": "起案文書に紙の書類を加える",
    "approvals.agree": "合議に同意",
    "approvals.approve": "起案文書を承認",
    "approvals.attach": "起案文書に添付",
    "approvals.cancel_absence": "不在を取り消す",
    "approvals.change_retention": "保存期間を変える",
    "approvals.comment": "起案文書にコメント",
    "approvals.decide": "決裁",
    "approvals.discard": "起案文書を廃案にする",
    "approvals.end_holder": "職に就く期間を終える",
    "approvals.object": "合議に同意しない",
    "approvals.paper_back": "紙の書類が戻った",
    "approvals.reassign": "承認する人を変える",
    "approvals.register_absence": "不在と代理を登録",
    "approvals.register_paper": "紙の決裁を登録",
    "approvals.request": "決裁を求める",
    "approvals.review": "後閲",
    "approvals.save": "起案文書を書く",
    "approvals.scan": "起案文書の添付のウイルス検査",
    "approvals.send_back": "起案文書を差し戻す",
    "approvals.submit": "起案文書を回す",
    "approvals.take_out": "起案文書の添付を外す",
    "approvals.take_out_paper": "起案文書の紙の書類を外す",
    "approvals.withdraw": "起案文書を引き戻す",
    "assessments.assign_survey": "認定調査の調査員を決める",
    "assessments.attach_opinion": "主治医意見書のファイルを結びつける",
    "assessments.complete_survey": "認定調査を終える",
    "assessments.confirm_finding": "食い違いを確かめたことを記録",
    "assessments.export_surveys": "一次判定のファイルを書き出す",
    "assessments.import_results": "一次判定の結果を読み込む",
    "assessments.late_opinions": "催促する主治医意見書を知らせる",
    "assessments.order_survey": "認定調査をつくる",
    "assessments.receive_opinion": "主治医意見書を入力",
    "assessments.receive_survey": "タブレットから認定調査を受け取る",
    "assessments.remind_doctor": "主治医に催促",
    "assessments.request_opinion": "主治医意見書を依頼",
    "assessments.save_doctor": "主治医の登録",
    "assessments.send_back_survey": "認定調査を調査員に戻す",
    "assessments.settle_answer": "食い違う答えを決める",
    "assessments.tablet_lost": "タブレットの紛失を記録",
    "assessments.take_surveys": "認定調査をタブレットに持ち出す",
    "assessments.withdraw_opinion": "主治医意見書の依頼を取りやめる",
    "assessments.withdraw_survey": "認定調査を取りやめる",
    "boards.close": "審査会を閉じる",
    "boards.decide": "審査の判定を記録",
    "boards.fill": "審査会の予定に入れる",
    "boards.open": "審査会を開く",
    "boards.plan": "審査会の開催を決める",
    "boards.receive": "審査の依頼を受け取る",
    "boards.recuse": "委員が審査するかどうかを記録",
    "boards.return": "審査の依頼を市町村に戻す",
    "boards.save_member": "審査会の委員を記録",
    "boards.save_panel": "合議体を記録",
    "boards.take_off": "審査会の予定から外す",
    "cases.accept": "案件を受け付ける",
    "cases.assign": "案件の担当を変える",
    "cases.attach": "案件に添付",
    "cases.decide": "案件を決定",
    "cases.finish": "案件を完了",
    "cases.note": "案件にメモ",
    "cases.open": "案件を開く",
    "cases.receive_correction": "補正を受け取る",
    "cases.reject": "案件を却下",
    "cases.request_correction": "補正を求める",
    "cases.return": "案件を差し戻す",
    "cases.scan": "添付のウイルス検査",
    "cases.start": "案件の審査を始める",
    "cases.withdraw": "案件の取下げ",
    "counter_visit.accept": "届出を受理",
    "counter_visit.acknowledge": "確認したことを記録",
    "counter_visit.adopt": "住民記録に合わせる",
    "counter_visit.answer": "質問に答える",
    "counter_visit.cancel": "受付を取りやめ",
    "counter_visit.change_members": "世帯の人を変える",
    "counter_visit.choose": "手続きを選ぶ",
    "counter_visit.correct": "回答を直す",
    "counter_visit.open": "受付を始める",
    "counter_visit.open_from_register": "受付を始める（住民記録から）",
    "counter_visit.record_identity": "本人確認を記録",
    "counter_visit.save_people": "世帯の人を記録",
    "counter_visit.scan": "コードを読み取る",
    "counter_visit.sign": "署名を記録",
    "courier.deliver": "届いた申請を渡す",
    "courier.receive": "届いた申請を受け取る",
    "effects.share": "作業時間の集計を地域に出す",
    "portal.deliver": "マイナポータルの申請を渡す",
    "portal.fetch": "マイナポータルの申請を受け取る",
    "portal.settle": "受け取れないマイナポータルの申請に、別に対応した",
    "portal.withdrawn": "マイナポータルで申請が取り下げられた",
    "portal.withheld": "マイナポータルの申請を渡してもらえない",
    "exchange.address": "送付の宛先を決める",
    "exchange.ask_board": "審査会に審査を依頼する",
    "exchange.deliver": "ほかの団体に送付する",
    "exchange.drop": "送付をやめる",
    "exchange.hear": "送付した相手の返事が届く",
    "exchange.post": "郵送したことを記録",
    "exchange.process": "届いた送付を処理済みにする",
    "exchange.purge": "保存期間を過ぎた送付を消す",
    "exchange.receive": "ほかの団体からの送付が届く",
    "exchange.refuse": "届いた送付を返す",
    "exchange.report": "届いた送付に返事をする",
    "exchange.send_move_in_notice": "転入通知を送る",
    "exchange.send": "ほかの団体への送付を書く",
    "handover.acknowledged": "基幹システムが受領",
    "handover.batch_answered": "一括ファイルの受領",
    "handover.digest": "引き渡しの毎日の知らせ",
    "handover.failed": "基幹システムが受領せず",
    "flows.begin": "案件の流れを始める",
    "flows.cancel": "案件の流れをやめる",
    "flows.claim_task": "手順に取りかかる",
    "flows.finish_task": "手順を終える",
    "flows.fire_timer": "流れの時間が来た",
    "flows.look_again": "止まった流れをもう一度試す",
    "flows.move_run": "流れを新しい版に移す",
    "flows.move_task": "手順をほかの課に渡す",
    "flows.release_task": "手順を課に戻す",
    "flows.tasks": "手順の一覧を見る",
    "flows.tell": "流れに知らせが届く",
    "handover.finish": "基幹システムへの入力を終える",
    "handover.gather": "一括ファイルにまとめる",
    "handover.hand_over_missing": "先方にないものを引き渡し直す",
    "handover.read_list": "基幹システムの一覧を読み込む",
    "handover.refuse": "基幹システムに入れられない",
    "handover.release": "基幹システムへの入力を中断",
    "handover.retry": "引き渡し直す",
    "handover.settle_late": "一覧にあるものを受領済みに",
    "handover.take": "基幹システムへの入力を始める",
    "handover.tick": "入力した欄に印を付ける",
    "mailbox.acknowledge": "受け取られた申請を消す",
    "mailbox.keep": "申請した人の控えを、本人の鍵で封をして預かる",
    "mailbox.post": "申請を預かる",
    "mailbox.put_reply": "返事を預かる",
    "online_application.ask": "申請した人に補正を求める",
    "online_application.forget_files": "受け付けなかった申請の添付を消す",
    "online_application.identify": "申請した人を決める",
    "online_application.message": "申請した人に知らせる",
    "online_application.receive": "オンライン申請の到達",
    "online_application.receive_correction": "オンライン申請の補正の到達",
    "online_application.receive_portal": "マイナポータルの申請の到達",
    "online_application.refuse": "オンライン申請を受け付けない",
    "online_application.release": "オンライン申請を確かめて受け付ける",
    "online_application.verify_again": "署名をもう一度確かめる",
    "online_application.withdraw": "オンライン申請の取下げ",
    "online_application.taken_back_in_portal": "マイナポータルで取り下げられた申請の取下げ",
    "online_application.withdraw_portal": "マイナポータルでの申請の取下げ",
    "prefill.answer": "本人の求めで台帳の内容を返す",
    "prefill.ask": "台帳の内容を本人が求める",
    "prefill.take": "返ってきた台帳の内容を申請に入れる",
    "read.approvals.about": "案件の起案文書を見る",
    "read.approvals.document": "起案文書を見る",
    "read.approvals.file": "起案文書の添付を見る",
    "read.approvals.own": "自分の起案文書の一覧を見る",
    "read.approvals.search": "起案文書を検索",
    "read.approvals.turns": "わたしの番の一覧を見る",
    "read.approvals.verify": "決裁の照合値を確かめる",
    "read.assessments.letter": "主治医への手紙を見る",
    "read.assessments.mine": "自分の認定調査の一覧を見る",
    "read.assessments.of_subject": "案件の認定調査と意見書を見る",
    "read.assessments.opinion": "主治医意見書を見る",
    "read.assessments.opinions": "主治医意見書の一覧を見る",
    "read.assessments.survey": "認定調査を見る",
    "read.assessments.surveys": "認定調査の一覧を見る",
    "read.audit.log": "監査記録を見る",
    "read.audit.verify": "監査記録のつながりを調べる",
    "read.boards.case": "審査の資料を見る",
    "read.boards.sitting": "審査会の予定と資料を見る",
    "read.boards.waiting": "審査待ちの一覧を見る",
    "read.cases.attachment": "添付を見る",
    "read.cases.case": "案件を見る",
    "read.cases.inbox": "届いた仕事の一覧を見る",
    "read.cases.search": "案件を検索",
    "read.cases.of_visit": "来庁の案件を見る",
    "read.counter_visit.paper": "書類を見る",
    "read.counter_visit.papers": "書類の一覧を見る",
    "read.counter_visit.queue": "受付の一覧を見る",
    "read.counter_visit.visit": "受付の内容を見る",
    "read.exchange.file": "届いた送付の添付を見る",
    "read.exchange.received": "届いた送付を見る",
    "read.exchange.received_list": "届いた送付の一覧を見る",
    "read.exchange.sent": "送った送付を見る",
    "read.exchange.sent_list": "送った送付の一覧を見る",
    "read.handover.evidence": "ロボットの画面の記録を見る",
    "read.handover.record": "引き渡しの内容を見る",
    "read.online_application.application": "オンライン申請を見る",
    "read.online_application.arrivals": "オンライン申請の一覧を見る",
    "read.online_application.overview": "カードの持ち主に申請の状況を答える",
    "read.online_application.search": "マイナポータルの受付番号で申請を探す",
    "read.residents.household": "世帯を見る",
    "read.residents.resident": "住民を見る",
    "read.residents.search": "住民を検索",
    "residents.link_certificate": "証明書を住民に結びつける",
    "residents.load_certificates": "証明書のシリアル番号を取り込む",
}

KINDS: Mapping[str, str] = {
    "application": "申請",
    "approval": "起案文書",
    "attachment": "添付",
    "assessment": "認定",
    "batch": "一括ファイル",
    "board": "審査会",
    "board_case": "審査",
    "member": "委員",
    "panel": "合議体",
    "sitting": "審査会の開催",
    "doctor": "主治医",
    "case": "案件",
    "letter": "届いた申請",
    "desk": "窓口",
    "exchange": "団体間の送付",
    "received": "届いた送付",
    "sent": "送った送付",
    "handover": "引き渡し",
    "household": "世帯",
    "list": "基幹システムの一覧",
    "opinion": "主治医意見書",
    "resident": "住民",
    "staff": "職員",
    "survey": "認定調査",
    "tablet": "タブレット",
    "visit": "来庁",
    "accounts": "職員",
    "approvals": "起案文書",
    "counter_visit": "来庁",
    "cases": "案件",
    "courier": "届いた申請",
    "portal": "マイナポータルの申請",
    "mailbox": "預かった申請",
}
_COUNTED: Mapping[str, str] = {
    "applications": "件の申請",
    "attempts": "回目",
    "board_cases": "件の審査",
    "cases": "件の案件",
    "documents": "件の起案文書",
    "handovers": "件の引き渡し",
    "messages": "件の送付",
    "records": "件の引き渡し",
    "residents": "人",
    "opinions": "件の意見書",
    "surveys": "件の認定調査",
    "visits": "件の受付",
}
SYSTEM = "システム"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry, readable. `subject` is the whole reference, `subject_text` the short one."""

    sequence: int
    at: datetime
    who: str
    actor_id: str
    what: str
    kind: str
    failed: bool
    subject: str
    subject_text: str
    purpose: str
    more: str


def line_of(entry: AuditEntry, names: Mapping[str, str]) -> AuditLine:
    """The line of an entry; `names` are members of staff and desks by their reference."""
    kind, _, reference = entry.subject.partition(":")
    named = names.get(entry.subject)
    short = named or (f"{KINDS.get(kind, kind)} {reference[:8]}" if reference else KINDS.get(kind, kind))
    return AuditLine(
        sequence=entry.sequence,
        at=entry.at,
        who=names.get(entry.actor_id) or (SYSTEM if entry.actor_kind == "system" else entry.actor_id),
        actor_id=entry.actor_id,
        what=WORDS.get(entry.action, entry.action),
        kind=_kind(entry.action),
        failed=entry.action.endswith("failed"),
        subject=entry.subject,
        subject_text=short,
        purpose=entry.purpose,
        more=_counts(entry.details),
    )


def _kind(action: str) -> str:
    if action.startswith("read."):
        return "閲覧"
    if action.endswith("failed"):
        return "失敗"
    return "出入" if action.startswith("accounts.signed") else "変更"


def _counts(details: Mapping[str, object]) -> str:
    """The numbers among the details: 「12人」. Keys and references stay in the log itself."""
    said = []
    for key, unit in _COUNTED.items():
        value = details.get(key)
        number = len(value) if isinstance(value, list) else value
        if isinstance(number, int) and not isinstance(number, bool):
            said.append(f"{number}{unit}")
    return "、".join(said)
