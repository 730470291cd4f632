"""Every word the app shows, in Simplified Chinese. Names and fields as in ``texts``."""

from __future__ import annotations

SPOKEN = "zh-Hans"
"""Name of this language, as the configuration has it."""
COMMAND_TITLES: dict[str, str] = {
    "search.down": "下一条",
    "search.up": "上一条",
    "search.choose": "选择",
    "search.page_down": "下一页",
    "search.page_up": "上一页",
    "search.open": "阅读全文",
    "search.edit": "编辑器",
    "search.next_pane": "换区",
    "search.complete": "采用淡色的补全（Tab：还没移动列表时）",
    "search.previous_pane": "上一区",
    "search.next_match": "预览下一处",
    "search.previous_match": "预览上一处",
    "search.preview_down": "预览下滚",
    "search.preview_up": "预览上滚",
    "search.script": "只找输入的字形",
    "search.regional": "各地用语",
    "search.pinyin": "拼音查询",
    "search.older": "较早的查询",
    "search.newer": "较近的查询",
    "search.sort": "排序",
    "search.unfilter": "取消筛选",
    "search.unfold": "展开同文件",
    "search.refresh": "重读索引",
    "search.help": "帮助",
    "search.palette": "命令",
    "search.escape": "回到查询／停止搜索",
    "search.interrupt": "清除查询，再按退出",
    "search.quit": "退出",
    "results.down": "下一条",
    "results.up": "上一条",
    "results.first": "第一条",
    "results.last": "最后一条",
    "results.unfold": "展开同文件",
    "results.edit": "编辑器",
    "results.next_match": "预览下一处",
    "results.previous_match": "预览上一处",
    "results.query": "改查询",
    "viewer.down": "下滚",
    "viewer.up": "上滚",
    "viewer.next_match": "下一处匹配",
    "viewer.previous_match": "上一处匹配",
    "viewer.match": "匹配",
    "viewer.page_down": "下一页",
    "viewer.page_up": "上一页",
    "viewer.half_down": "下半页",
    "viewer.half_up": "上半页",
    "viewer.page": "翻页",
    "viewer.top": "开头",
    "viewer.bottom": "结尾",
    "viewer.ends": "首尾",
    "viewer.edit": "编辑器",
    "viewer.help": "帮助",
    "viewer.palette": "命令",
    "viewer.back": "返回",
    "viewer.quit": "退出",
    "help.close": "返回",
    "help.down": "下滚",
    "help.up": "上滚",
    "help.run": "试一试例子",
    "help.quit": "退出",
    "palette.close": "返回",
    "palette.down": "下一个",
    "palette.up": "上一个",
    "palette.choose": "选择",
    "palette.run": "执行",
    "palette.quit": "退出",
    "viewer.find": "在文中查找",
    "viewer.go_to": "到某行、页、章",
    "viewer.next_result": "下一份文档",
    "viewer.previous_result": "上一份文档",
    "viewer.next_anchor": "下一页、章、标题",
    "viewer.previous_anchor": "上一页、章、标题",
    "viewer.copy_place": "复制位置",
    "viewer.copy_text": "复制这一段",
    "viewer.copy_citation": "复制引文与出处",
    "prompt.answer": "确定",
    "prompt.give_up": "取消",
    "pick.choose": "选定",
    "pick.down": "下一笔",
    "pick.up": "上一笔",
    "pick.page_down": "下一页",
    "pick.page_up": "上一页",
    "pick.give_up": "取消",
    "search.history": "查询记录",
    "search.save": "保存查询",
    "past.close": "返回",
    "past.down": "下一个",
    "past.up": "上一个",
    "past.choose": "选取",
    "past.page_down": "下一页",
    "past.page_up": "上一页",
    "past.run": "查询",
    "past.save": "保存这个查询",
    "past.delete": "删除",
    "past.quit": "退出",
    "search.filter": "筛选",
    "facets.choose": "选取",
    "facets.take": "只留这项",
    "facets.toggle": "勾选",
    "facets.down": "下一项",
    "facets.up": "上一项",
    "facets.next_group": "下一类",
    "facets.previous_group": "上一类",
    "facets.query": "改查询",
    "facets.close": "返回",
    "folders.choose": "选取",
    "folders.take": "确定",
    "folders.complete": "补全路径",
    "folders.help": "帮助",
    "folders.quit": "退出",
}
QUERY_FAULTS: tuple[tuple[str, str], ...] = (
    ("empty query", "查询是空的"),
    ("the query is longer than {} characters", "查询超过 {} 字"),
    (
        "there is nothing to search for; signs alone need quotes: {}",
        "只有符号；要找符号请加引号：{}",
    ),
    ("this bracket was never opened", "这个括号没有开头"),
    ("this bracket is never closed", "这个括号没有闭合"),
    ("there is nothing to search for between these brackets", "括号里没有要找的字"),
    ("there is nothing to search for between these quotes", "引号里没有要找的字"),
    ("this quotation is never closed", "这个引号没有闭合"),
    ("brackets and NOT nest deeper than {} levels", "括号与 NOT 超过 {} 层"),
    ("{} needs something after it", "{} 后面要有要找的字"),
    ("{} needs something before it", "{} 前面要有要找的字"),
    ("{}: needs a name before and after a comma", "{}: 逗号前后都要有名称"),
    ("{}: needs a value, a word or a quotation right after the colon", "{}: 冒号后面要紧接着值"),
    ("a star needs at least one letter before it", "星号前面至少要有一个字"),
    ("the range ends before it begins", "范围的结尾早于开头"),
    ("years from {} to {} are understood", "年份只能从 {} 到 {}"),
    ("there is no month {}", "没有 {} 月（01–12）"),
    ("{} has no day {}", "{} 没有 {} 日"),
    (
        "{} is not a date; write 2024, 2024-03, 2024-03-05, 2023..2024, >=2024 or 7d",
        "{} 不是日期；可写 2024、2024-03、2024-03-05、2023..2024、>=2024 或 7d",
    ),
    (
        "{} is no pinyin; write it like hanwuji, hwj or han'wu'ji",
        "{} 不是拼音；可写 hanwuji、hwj 或 han'wu'ji",
    ),
    ("{} can be read in too many ways; part syllables with {}", "{} 的读法太多；请用 {} 分开音节"),
    ("no more than {} syllables of pinyin can be looked for", "拼音最多 {} 个音节"),
    ("one initial says too little; write two, or a syllable", "一个声母太少；请写两个，或一个音节"),
)

SPACE_KEY = "空格"
PROMPT = "❯ "
PLACEHOLDER = "输入要找的字…"

HITS = "{total:,} 条"
ELAPSED = "{elapsed_ms:,} ms"
OCCURRENCES = "{count:,} 处"
EXACT_SCRIPT = "限输入的字形"
NO_REGIONAL = "不含各地用语"
SCRIPT_NOW_EXACT = "只找输入的字形：發、髮、发各不相同"
SCRIPT_NOW_ANY = "简体、繁体、异体字一并比对"
REGIONAL_NOW_ON = "各地用语一并查找：芯片也找晶片"
REGIONAL_NOW_OFF = "只找输入的词，不找各地用语"
ALSO_REGIONAL = "各地用语：{words}"
ALSO_SYNONYM = "同义：{words}"
OWN_WORDS_LEFT_OUT = "自定义词表：{warning}"
OPENING_INDEX = "正在打开索引…"
SEARCHING = "搜索中"
CANCELLED = "已停止搜索；改动查询即重新搜索"
SEARCH_FAILED = "✗ 搜索失败：{error}"
INDEX_STATE = "{documents:,} 份 · 索引于 {age}"
LOADING = "读取中…"
PREVIEW_TITLE = "预览"
PREVIEW_FAILED = "读不到这份文件：{error}"

JUST_NOW = "刚才"
MINUTES_AGO = "{count} 分钟前"
HOURS_AGO = "{count} 小时前"
DAYS_AGO = "{count} 天前"

NO_INDEX = """还没有索引

{error}

先在终端里执行：

    sou index 文件夹

完成后回到这里按 F5，或直接输入要找的字。"""

INDEX_UNUSABLE = """索引无法使用{fault}

{error}

处理后按 F5 再试一次。"""

EMPTY_QUERY = """可以找：{documents:,} 份文件，共 {text_chars:,} 字

小技巧

{tips}"""

NO_HITS = """没有符合的文件

查询被理解为：{interpretation}

可以试试

  少输几个字，或去掉引号与 -词
  换一个说法：两个字以上的词最容易找到
  简体、繁体、异体字都会一并比对，不必另外输入"""

SUGGESTIONS = """没有符合的文件；您要找的是不是这些

{rows}

按 ↑↓ 选、Enter 改找

查询被理解为：{interpretation}"""

QUERY_TIPS = (
    ("人工智能 芯片", "空格分开的词，符合越多排得越前"),
    ("“人工智能”", "引号里的字必须连在一起"),
    ("芯片 -台积电", "减号后的词不可以出现"),
    ("芯片 OR 半导体", "任一个即可；AND 则两个都要"),
    ("py:hwj", "按拼音或声母找寒武纪；F8 切换"),
)
TIPS_NOTE = "全角与半角标点通用：“”＂－（）　空的查询里输入 > 找命令"
TIPS_RUN = "按 1–{count} 就查这个例子"

ESCAPE_HINT = "按 Ctrl+Q 退出，Ctrl+C 清除查询"
IME_HINT = "输入法在中文模式：请切到英文，或用 ↑↓ F3 Esc"
TERMINAL_TOO_SMALL = "终端太小，至少要 40 列 × 10 行"
QUERY_ERROR = "✗ "
QUERY_CUT = "查询最多 {limit} 字，后面 {count} 字没有放进来"

SOURCE_MISSING = "✗ 找不到源文件，可能已移动或删除{hint}：{path}"
SOURCE_UNREADABLE = "✗ 无法读取源文件，{reason}{hint}：{path}"
SOURCE_LINE_MOVED = "! 文件在索引之后改过；这一行现在是第 {line:,} 行：{path}"
STORED_HINT = "（{key} 读索引所存的全文）"
SOURCE_CHANGED = "! 文件在索引之后改过，行号可能偏移：{path}"
OPENED_IN_EDITOR = "已交给编辑器：{path}:{line}"
OPENED_IN_VIEWER = "已交给查看程序：{path} {place}"
NO_VIEWER = "! 没有能打开它的程序：请设置 SOU_VIEWER（{path}）"
PART_OF_FILE = "! 它在文件里面，无法直接打开，只能在此阅读（{path}）"
PAGE = "第 {label} 页"
SLIDE = "第 {number} 张 {title}"
EDITOR_FAILED = "✗ 编辑器无法执行：{error}"
EDITOR_EXIT = "编辑器以代码 {code} 结束"
EDITOR_NEEDS_TERMINAL = "这里无法暂停画面给编辑器使用"
NOTHING_TO_OPEN = "没有选中任何结果"

MATCH_POSITION = "匹配 {index:,}/{count:,}"
NO_MATCHES = "没有匹配"
FIRST_MATCH = "已经是第一个匹配"
LAST_MATCH = "已经是最后一个匹配"
DOCUMENT_FACTS = "{encoding} · {chars:,} 字 · {lines:,} 行"

HELP_TITLE = "帮助"
HELP_KEYS_SEARCH = "搜索画面"
HELP_KEYS_RESULTS = "光标在列表时"
HELP_KEYS_VIEWER = "阅读画面"
HELP_SYNTAX = "查询语法"
HELP_KEYS_PALETTE = "命令列表"
HELP_CLOSE = "按 Esc 返回，↑↓ 滚动"

PALETTE_PROMPT = "> "
PALETTE_PLACEHOLDER = "找命令：中文、拼音首字母、英文"
PALETTE_NONE = "没有这样的命令"

PAST_QUERIES = "最近查询（↑ 调回）"

SORTS = {"score": "按相关度", "-date": "由新到旧", "path": "按路径"}
SORTED = "排序：{order}"
FACET_TITLES = {"type": "类型", "folder": "文件夹", "year": "年份", "lang": "语言"}
LANGUAGES = {
    "zh-Hant": "繁体中文",
    "zh-Hans": "简体中文",
    "zh": "中文",
    "zh-TW": "中文（台湾）",
    "zh-HK": "中文（香港）",
    "zh-CN": "中文（大陆）",
    "ja": "日文",
    "ko": "韩文",
    "en": "英文",
    "und": "不明",
}
FILTER = "〔{kind}：{values}〕"
FILTER_KIND = "〔{kind}〕"
BETWEEN = "、"
NO_FILTERS = "没有筛选；按 Ctrl+F 选"
SAME_FILE = "另 {count:,} 条"
NOTHING_FOLDED = "这里没有收起的结果"

OFFERS = {
    "filters": "不筛选",
    "script": "简繁异体一并比对",
    "unquoted": "不要求连在一起",
    "any": "任一词符合",
    "excluded": "不排除任何词",
    "restricted": "不限字段",
}

FIRST_RUN = """还没有索引：选一个文件夹，开始建立

{rows}

↑↓ 选，Enter 看看里面有什么；也可以在上面输入路径（/… ~…），Tab 补全

从命令行也行：sou index 文件夹"""
BUILDING = """正在索引 {path}

已可搜索已完成的部分；离开也不会白做，下次接着做。"""
BUILD_PROGRESS = "索引中 {share:.0%} · {done:,}/{total:,} 份"
BUILT = "索引完成：{files:,} 份，略过 {skipped:,} 份"
BUILD_FAILED = "✗ 无法建立索引：{error}"
NO_SUCH_FOLDER = "✗ 没有这个文件夹：{path}"
INDEX_FAULTS = {
    "IndexOutdatedError": "索引是另一个版本写的，要重新建立",
    "IndexCorruptError": "索引有文件损坏：sou verify 检查，sou index 修复",
    "IndexLockedError": "另一个程序正在写入索引；等它做完",
    "ConfigError": "设置有误",
}

COPIED = "已复制：{text}"
FIND_POSITION = "“{text}”{index:,}/{count:,}"
FIND_SIGN = " 查找："
FIRST_ANCHOR = "前面没有页、章或标题了"
FIRST_RESULT = "已经是第一份文档"
GO_TO_SIGN = " 到（行、80%、第3页、章名）："
LAST_ANCHOR = "后面没有页、章或标题了"
LAST_RESULT = "已经是最后一份列出的文档"
LINE = "第 {number} 行"
NOT_FOUND = "文中没有“{text}”"
NO_SUCH_PLACE = "没有这个位置：{text}"
SHOWN_THOUGH_CHANGED = "! 文件在索引之后改过；这里是索引所存的全文，行号可能与现在的文件不同"
SHOWN_THOUGH_UNREADABLE = "! 文件现在无法读取，没有权限；这里是索引所存的全文"
SHOWN_THOUGH_GONE = "! 文件已移动或删除；这里是索引所存的全文"
NOTHING_TO_COPY = "没有可以复制的文字"
TOO_LONG_TO_COPY = "! 太长，许多终端会整段丢掉，没有复制（{size:,} 字节）"

PAST_PLACEHOLDER = "找以前的查询：中文、拼音"
PAST_NONE = "没有这样的查询"
PAST_COUNTS = "已保存 {saved:,} · 最近查询 {past:,}"
SAVED = "已保存：{name}"
SAVED_ANEW = "已保存，替换了同名的：{name}"
FORGOTTEN = "已删除：{name}"
NOT_SAVED = "✗ 无法保存：{error}"
NOTHING_TO_SAVE = "没有查询可以保存"
SAVE_SIGN = " 保存查询，名称："
SAVED_SEARCHES = "已保存（Ctrl+R 选）"
HELP_KEYS_PAST = "查询记录与已保存的查询"
MORE_NOW = "有 {count:,} 条新结果，按 F5"
FEWER_NOW = "少了 {count:,} 条，按 F5 更新"
CHANGED_NOW = "索引有更新，按 F5"
NO_FOLDERS = "（没有这样的文件夹）"
EXAMINING = """正在看 {path} 里有什么…

Enter 不等结果，直接建立索引；Esc 换一个文件夹"""
NOTHING_TO_INDEX = """{path}

里面没有可以收录的文件

Esc 换一个文件夹"""
FORECAST = """{path}

会收录 {files:,} 个文件，{size}，大约要 {time}{skipped}

{rows}

Enter 建立索引，Esc 换一个文件夹；还没有写入任何东西"""
WOULD_SKIP = "；略过 {count:,} 个"
NO_SUFFIX = "（没有扩展名）"
OTHER_TYPES = "其他"
SECONDS = "{count} 秒"
MINUTES = "{count} 分钟"
HOURS = "{count:.1f} 小时"
NOTHING_TO_FILTER = "没有结果可以筛选"
HELP_KEYS_FACETS = "光标在筛选列表时"
BUILD_SHARE = "索引中 {share:.0%}"
BUILD_LEFT = "约剩 {time}"
UNFINISHED = "索引还没做完（上次中途停止，或别的程序正在做）：按 {key} 接着做"
UNFINISHED_ELSEWHERE = "索引还没做完（上次中途停止，或别的程序正在做）：在终端运行 sou index 接着做"
UNREAD = "读不了的文件 {count:,} 个"
UNREAD_SUCH_AS = "，例如 {path}"
NOT_HERE_YET = "⋯ 还有 {count:,} 条，移过去就读 ⋯"
NO_PINYIN = "最后一个词是汉字；拼音要用拉丁字母"
