# 机器人说的话，简体中文。一条一行；键与 `en.ftl` 相同，`zh-Hant.ftl` 由本文件生成。

# --- 卡片的标题与标签 ---
heading-meaning = 含义
heading-causes = 可能的原因
heading-checks = 先查什么
heading-caller = 调用方怎么办
heading-headers = 相关头字段
heading-owners = 谁在用，怎么分辨
heading-confusions = 别和这些弄混
heading-related = 相关
heading-history = 来历
heading-myth = 常见误解
heading-doubt = 未能证实
heading-example = 示例
heading-constants = 代码里的写法
heading-members = 成员
heading-also = 也可能是
label-side = 问题在
label-path = 路径
label-standing = 地位
label-retry = 重试
label-cacheable = 缓存
label-content = 响应体
label-method = 方法
label-class = 类别
label-names = 又称

# --- 取值 ---
side-caller = 调用方
side-network = 中间的网络
side-proxy = 代理或网关
side-cdn = CDN
side-balancer = 负载均衡
side-origin = 服务器
side-shared = 两边都可能
side-nobody = 不是谁的错
standing-standard = 标准
standing-experimental = 实验性
standing-deprecated = 已弃用
standing-obsolete = 已废止
standing-reserved = 保留
standing-unofficial = 非官方
retry-unneeded = 不需要
retry-no = 不要，原样再发还是失败
retry-changed = 改了请求再发
retry-credentials = 带上（另一份）凭据再发
retry-redirect = 跟着重定向走
retry-pause = 可以，等一会儿再发
retry-once = 幂等请求可重发一次
retry-safe = 可重发一次，不论什么方法
retry-depends = 看原因
cacheable-default = 默认可缓存，除非头字段禁止
cacheable-explicit = 头字段写明了才缓存
cacheable-no = 不缓存
cacheable-unknown = 没有规定
content-expected = 有
content-allowed = 可有可无
content-forbidden = 不得有
content-none = 根本没有响应
method-kept = 保持不变
method-get = 变成 GET
method-may-change = POST 可能变成 GET
need-must = 必须
need-should = 应当
need-may = 可以
carrier-request = 请求
carrier-response = 响应

# --- 按钮 ---
button-more = 详细
button-less = 收起
button-causes = 原因
button-checks = 排查
button-caller = 调用方
button-owners = 谁在用
button-related = 相关
button-compare = 与 { $code } 对比
button-copy = 复制排查命令
button-source = 出处
button-language = English
button-remove = 删除
button-share = 发到这里
button-members = { $group } 全部

# --- 对比 ---
compare-title = { $codes } 对比
compare-lead = 放在一起看：
compare-question = 问题
compare-meaning = 说的是什么
compare-side = 问题在谁
compare-retry = 要重试吗？
compare-cacheable = 默认缓存吗？
compare-method = 重定向时方法
compare-standing = 地位
compare-verdict = 一句话

# --- 类别与列表 ---
list-title = 书里有什么
list-lead = 按家族列出；选一个，或直接发代码、名字来问。
family-lead = 共 { $count } 个。

# --- 日志 ---
log-title = 这段文字里有 { $count } 个状态码
log-lead = 按出现的先后：

# --- 猜测与查不到 ---
choose-title = 你想问的是不是
choose-lead = 拿不准，最接近的是：
unknown-title = 书里没有 { $code }
unknown-lead = 没有见过叫 { $code } 的标准状态码或厂商状态码。
unknown-class = 不认识它的客户端会把它当 { $base } 处理：{ $group }。
unknown-outside = HTTP 状态码的范围是 100 到 599。
nothing-title = 没认出是哪个代码
nothing-lead = 可以发代码（503）、名字（网关超时）、现象（上游没响应）、要对比的两个（301 和 302），或直接贴一行日志。
nothing-log-title = 这段文字里没有状态码
nothing-log-lead = 逐个看过其中的数字，没有一个是状态码。如果确实有，请单独发来。
thanks-title = 不客气
thanks-lead = 随时找我，下一个代码直接发来就行。
greeting-title = 你好
greeting-lead = 发代码（503）、名字、现象，或贴一行日志，我告诉你什么意思、先查什么。

# --- 帮助、关于、语言、隐私 ---
help-title = 怎么问
help-lead = 怎么顺手怎么问；用什么语言问，就用什么语言答。
help-code = 代码
help-name = 名字，打错字也行
help-symptom = 发生了什么
help-compare = 要对比的代码
help-class = 一整类
help-log = 贴一行日志、堆栈或告警
help-commands = 命令
about-title = Whatcode 码上查
about-lead = 说清一个代码什么意思、问题在哪一边、先查什么。离线可用，共 { $count } 个条目，条条有出处。
about-version = 版本 { $version }
language-title = 语言
language-lead = 用什么语言问，就用什么语言答。看不出来的时候按你的选择：
language-kept = 好，看不出语言的时候我用{ $language }回答。
language-name-en = English
language-name-zh-hans = 简体中文
language-name-zh-hant = 繁體中文
privacy-title = 保存了什么
privacy-lead = 只有你的选择。消息内容从不保存，也不写进日志。
privacy-language = 语言
privacy-detail = 详略
privacy-private = 只让你看到回答
privacy-none = 没有
privacy-person = 关于你
privacy-place = 关于这里
privacy-delete = 删除我的数据
privacy-deleted = 已删除，没有留下关于你的任何数据。
detail-compact = 简洁
detail-full = 完整
detail-title = 详略
detail-lead = 回答写多长：
detail-kept = 记住了。
private-on = 只有提问的人看到
private-off = 所有人看到
private-title = 命令的回答
private-lead = 在这里，命令的回答给谁看：
private-kept = 已为这里记下。
private-denied = 只有能管理消息的人才能替所有人改这项设置。
remove-denied = 只有提问的人，或能管理消息的人，才能删除这条回答。
start-title = Whatcode 码上查

# --- 提示 ---
notice-unsupported-title = 我只看得懂文字
notice-unsupported-lead = 请把代码或日志以文字或文本文件发来。
notice-unseen-title = 我看不到那条消息的内容
notice-unseen-lead = 请在那条消息的菜单里选`{ command-explain-on-message }`，或者把内容贴到这里。
notice-too-large-title = 文件太大
notice-too-large-lead = 我最多读 { $limit } KB 的文本文件，发出错前后的几行就够了。
notice-not-text-title = 这个文件不是文本
notice-not-text-lead = 我只读纯文本文件（UTF-8），也可以直接把内容贴过来。
notice-stale-title = 这个按钮是旧版本的
notice-stale-lead = 再问一次，我重新回答。
notice-failed-title = 我这边出错了
notice-failed-lead = 请再试一次。还不行就把这个编号告诉管理员：{ $incident }
notice-limited-title = 请稍等
notice-limited-lead = 问得有点快，一分钟后我继续回答。
notice-unremoved-title = 没能删除
notice-unremoved-lead = 消息太旧，或者我在这里不能删，可以请管理员删除。
notice-unkept-title = 没能保存
notice-unkept-lead = 存储暂时没有响应，其他功能不受影响，请稍后再试。

# --- 菜单 ---
command-code-label = 查码
command-code-description = 代码、名字或现象是什么意思
command-compare-label = 对比
command-compare-description = 把几个代码放在一起比
command-list-label = 列表
command-list-description = 一类、一个家族，或全部
command-explain-label = 解释
command-explain-description = 找出一段文字里的代码并解释
command-explain-on-message = 解释状态码
command-language-label = 语言
command-language-description = 用哪种语言回答
command-help-label = 帮助
command-help-description = 怎么问
command-about-label = 关于
command-about-description = 这是什么机器人
command-privacy-label = 隐私
command-privacy-description = 保存了你的什么，以及删除
command-settings-label = 设置
command-settings-description = 回答写多长、给谁看
option-choice-label = 选项
option-choice-description = 简洁或完整；只给自己或给所有人
choice-compact = 简洁卡片
choice-full = 完整卡片
choice-private = 命令的回答只给提问的人
choice-public = 命令的回答给所有人
command-start-label = 开始
command-start-description = 开始使用
option-query-label = 问题
option-query-description = 代码、名字或发生了什么
option-first-label = 第一个
option-second-label = 第二个
option-third-label = 第三个
option-fourth-label = 第四个
option-compare-description = 代码或名字
option-group-label = 范围
option-group-description = 一类（5xx）或一个家族（grpc）
option-text-label = 文字
option-text-description = 日志、告警或堆栈
option-file-label = 文件
option-file-description = 256 KB 以内的文本文件
option-language-label = 语言
option-language-description = 英文、简体中文或繁体中文
dialog-explain-title = 解释一段文字
profile-description = 503 是什么意思？发代码、名字、现象或一行日志，中文英文都行，告诉你什么意思、问题在哪一边、先查什么。
profile-short = 告诉值班的人一个代码是什么意思。Whatcode

# --- 终端 ---
terminal-welcome = Whatcode 码上查。发代码、名字、现象，或贴一行日志。输入序号选择，Ctrl-D 退出。
terminal-token = 想让它在团队聊天里回答，设置 { $names } 后重新启动（见 README）。
terminal-prompt = 问>
terminal-bye = 再见。
