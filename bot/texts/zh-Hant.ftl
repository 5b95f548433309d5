# 機器人說的話，簡體中文。一條一行；鍵與 `en.ftl` 相同，`zh-Hant.ftl` 由本檔案生成。

# --- 卡片的標題與標籤 ---
heading-meaning = 含義
heading-causes = 可能的原因
heading-checks = 先查什麼
heading-caller = 呼叫端怎麼辦
heading-headers = 相關頭欄位
heading-owners = 誰在用，怎麼分辨
heading-confusions = 別和這些弄混
heading-related = 相關
heading-history = 來歷
heading-myth = 常見誤解
heading-doubt = 未能證實
heading-example = 示例
heading-constants = 程式碼裡的寫法
heading-members = 成員
heading-also = 也可能是
label-side = 問題在
label-path = 路徑
label-standing = 地位
label-retry = 重試
label-cacheable = 快取
label-content = 回應內容
label-method = 方法
label-class = 類別
label-names = 又稱

# --- 取值 ---
side-caller = 呼叫端
side-network = 中間的網路
side-proxy = 代理或閘道
side-cdn = CDN
side-balancer = 負載平衡
side-origin = 伺服器
side-shared = 兩邊都可能
side-nobody = 不是誰的錯
standing-standard = 標準
standing-experimental = 實驗性
standing-deprecated = 已棄用
standing-obsolete = 已廢止
standing-reserved = 保留
standing-unofficial = 非官方
retry-unneeded = 不需要
retry-no = 不要，原樣再發還是失敗
retry-changed = 改了請求再發
retry-credentials = 帶上（另一份）憑據再發
retry-redirect = 跟著重新導向走
retry-pause = 可以，等一會兒再發
retry-once = 冪等請求可重發一次
retry-safe = 可重發一次，不論什麼方法
retry-depends = 看原因
cacheable-default = 預設可快取，除非頭欄位禁止
cacheable-explicit = 頭欄位寫明瞭才快取
cacheable-no = 不快取
cacheable-unknown = 沒有規定
content-expected = 有
content-allowed = 可有可無
content-forbidden = 不得有
content-none = 根本沒有回應
method-kept = 保持不變
method-get = 變成 GET
method-may-change = POST 可能變成 GET
need-must = 必須
need-should = 應當
need-may = 可以
carrier-request = 請求
carrier-response = 回應

# --- 按鈕 ---
button-more = 詳細
button-less = 收起
button-causes = 原因
button-checks = 排查
button-caller = 呼叫端
button-owners = 誰在用
button-related = 相關
button-compare = 與 { $code } 對比
button-copy = 複製排查命令
button-source = 出處
button-language = English
button-remove = 刪除
button-share = 發到這裡
button-members = { $group } 全部

# --- 對比 ---
compare-title = { $codes } 對比
compare-lead = 放在一起看：
compare-question = 問題
compare-meaning = 說的是什麼
compare-side = 問題在誰
compare-retry = 要重試嗎？
compare-cacheable = 預設快取嗎？
compare-method = 重新導向時方法
compare-standing = 地位
compare-verdict = 一句話

# --- 類別與列表 ---
list-title = 書裡有什麼
list-lead = 按家族列出；選一個，或直接發程式碼、名字來問。
family-lead = 共 { $count } 個。

# --- 日誌 ---
log-title = 這段文字裡有 { $count } 個狀態碼
log-lead = 按出現的先後：

# --- 猜測與查不到 ---
choose-title = 你想問的是不是
choose-lead = 拿不準，最接近的是：
unknown-title = 書裡沒有 { $code }
unknown-lead = 沒有見過叫 { $code } 的標準狀態碼或廠商狀態碼。
unknown-class = 不認識它的用戶端會把它當 { $base } 處理：{ $group }。
unknown-outside = HTTP 狀態碼的範圍是 100 到 599。
nothing-title = 沒認出是哪個程式碼
nothing-lead = 可以發程式碼（503）、名字（閘道逾時）、現象（上游沒回應）、要對比的兩個（301 和 302），或直接貼一行日誌。
nothing-log-title = 這段文字裡沒有狀態碼
nothing-log-lead = 逐個看過其中的數字，沒有一個是狀態碼。如果確實有，請單獨發來。
thanks-title = 不客氣
thanks-lead = 隨時找我，下一個程式碼直接發來就行。
greeting-title = 你好
greeting-lead = 發程式碼（503）、名字、現象，或貼一行日誌，我告訴你什麼意思、先查什麼。

# --- 幫助、關於、語言、隱私 ---
help-title = 怎麼問
help-lead = 怎麼順手怎麼問；用什麼語言問，就用什麼語言答。
help-code = 程式碼
help-name = 名字，打錯字也行
help-symptom = 發生了什麼
help-compare = 要對比的程式碼
help-class = 一整類
help-log = 貼一行日誌、堆疊或告警
help-commands = 命令
about-title = Whatcode 碼上查
about-lead = 說清一個程式碼什麼意思、問題在哪一邊、先查什麼。離線可用，共 { $count } 個條目，條條有出處。
about-version = 版本 { $version }
language-title = 語言
language-lead = 用什麼語言問，就用什麼語言答。看不出來的時候按你的選擇：
language-kept = 好，看不出語言的時候我用{ $language }回答。
language-name-en = English
language-name-zh-hans = 簡體中文
language-name-zh-hant = 繁體中文
privacy-title = 儲存了什麼
privacy-lead = 只有你的選擇。訊息內容從不儲存，也不寫進日誌。
privacy-language = 語言
privacy-detail = 詳略
privacy-private = 只讓你看到回答
privacy-none = 沒有
privacy-person = 關於你
privacy-place = 關於這裡
privacy-delete = 刪除我的資料
privacy-deleted = 已刪除，沒有留下關於你的任何資料。
detail-compact = 簡潔
detail-full = 完整
detail-title = 詳略
detail-lead = 回答寫多長：
detail-kept = 記住了。
private-on = 只有提問的人看到
private-off = 所有人看到
private-title = 命令的回答
private-lead = 在這裡，命令的回答給誰看：
private-kept = 已為這裡記下。
private-denied = 只有能管理訊息的人才能替所有人改這項設定。
remove-denied = 只有提問的人，或能管理訊息的人，才能刪除這條回答。
start-title = Whatcode 碼上查

# --- 提示 ---
notice-unsupported-title = 我只看得懂文字
notice-unsupported-lead = 請把程式碼或日誌以文字或文本檔案發來。
notice-unseen-title = 我看不到那條訊息的內容
notice-unseen-lead = 請在那條訊息的選單裡選`{ command-explain-on-message }`，或者把內容貼到這裡。
notice-too-large-title = 檔案太大
notice-too-large-lead = 我最多讀 { $limit } KB 的文本檔案，發出錯前後的幾行就夠了。
notice-not-text-title = 這個檔案不是文本
notice-not-text-lead = 我只讀純文本檔案（UTF-8），也可以直接把內容貼過來。
notice-stale-title = 這個按鈕是舊版本的
notice-stale-lead = 再問一次，我重新回答。
notice-failed-title = 我這邊出錯了
notice-failed-lead = 請再試一次。還不行就把這個編號告訴管理員：{ $incident }
notice-limited-title = 請稍等
notice-limited-lead = 問得有點快，一分鐘後我繼續回答。
notice-unremoved-title = 沒能刪除
notice-unremoved-lead = 訊息太舊，或者我在這裡不能刪，可以請管理員刪除。
notice-unkept-title = 沒能儲存
notice-unkept-lead = 儲存暫時沒有回應，其他功能不受影響，請稍後再試。

# --- 選單 ---
command-code-label = 查碼
command-code-description = 程式碼、名字或現象是什麼意思
command-compare-label = 對比
command-compare-description = 把幾個程式碼放在一起比
command-list-label = 列表
command-list-description = 一類、一個家族，或全部
command-explain-label = 解釋
command-explain-description = 找出一段文字裡的程式碼並解釋
command-explain-on-message = 解釋狀態碼
command-language-label = 語言
command-language-description = 用哪種語言回答
command-help-label = 幫助
command-help-description = 怎麼問
command-about-label = 關於
command-about-description = 這是什麼機器人
command-privacy-label = 隱私
command-privacy-description = 儲存了你的什麼，以及刪除
command-settings-label = 設定
command-settings-description = 回答寫多長、給誰看
option-choice-label = 選項
option-choice-description = 簡潔或完整；只給自己或給所有人
choice-compact = 簡潔卡片
choice-full = 完整卡片
choice-private = 命令的回答只給提問的人
choice-public = 命令的回答給所有人
command-start-label = 開始
command-start-description = 開始使用
option-query-label = 問題
option-query-description = 程式碼、名字或發生了什麼
option-first-label = 第一個
option-second-label = 第二個
option-third-label = 第三個
option-fourth-label = 第四個
option-compare-description = 程式碼或名字
option-group-label = 範圍
option-group-description = 一類（5xx）或一個家族（grpc）
option-text-label = 文字
option-text-description = 日誌、告警或堆疊
option-file-label = 檔案
option-file-description = 256 KB 以內的文本檔案
option-language-label = 語言
option-language-description = 英文、簡體中文或繁體中文
dialog-explain-title = 解釋一段文字
profile-description = 503 是什麼意思？發程式碼、名字、現象或一行日誌，中文英文都行，告訴你什麼意思、問題在哪一邊、先查什麼。
profile-short = 告訴值班的人一個程式碼是什麼意思。Whatcode

# --- 終端 ---
terminal-welcome = Whatcode 碼上查。發程式碼、名字、現象，或貼一行日誌。輸入序號選擇，Ctrl-D 退出。
terminal-token = 想讓它在團隊聊天裡回答，設定 { $names } 後重新啟動（見 README）。
terminal-prompt = 問>
terminal-bye = 再見。
