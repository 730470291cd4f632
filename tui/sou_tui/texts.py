"""Every word the app shows: here in Traditional Chinese, until ``language`` puts others.

Constants with braces are filled with ``str.format``; nothing here is markup. The other
catalogues, ``texts_hans`` and ``texts_en``, have the same names with the same fields.
Names are looked up when a text is shown, never when a module is imported.
"""

from __future__ import annotations

SPOKEN = "zh-Hant"
"""Name of this language, as the configuration has it."""
COMMAND_TITLES: dict[str, str] = {}
"""Titles of commands, by id; here none, as ``keys`` declares them in this language."""
QUERY_FAULTS: tuple[tuple[str, str], ...] = (
    ("empty query", "查詢是空的"),
    ("the query is longer than {} characters", "查詢超過 {} 字"),
    (
        "there is nothing to search for; signs alone need quotes: {}",
        "只有符號；要找符號請加引號：{}",
    ),
    ("this bracket was never opened", "這個括號沒有開頭"),
    ("this bracket is never closed", "這個括號沒有關上"),
    ("there is nothing to search for between these brackets", "括號裡沒有要找的字"),
    ("there is nothing to search for between these quotes", "引號裡沒有要找的字"),
    ("this quotation is never closed", "這個引號沒有關上"),
    ("brackets and NOT nest deeper than {} levels", "括號與 NOT 超過 {} 層"),
    ("{} needs something after it", "{} 後面要有要找的字"),
    ("{} needs something before it", "{} 前面要有要找的字"),
    ("{}: needs a name before and after a comma", "{}: 逗號前後都要有名稱"),
    ("{}: needs a value, a word or a quotation right after the colon", "{}: 冒號後面要緊接著值"),
    ("a star needs at least one letter before it", "星號前面至少要有一個字"),
    ("the range ends before it begins", "範圍的結尾早於開頭"),
    ("years from {} to {} are understood", "年份只能從 {} 到 {}"),
    ("there is no month {}", "沒有 {} 月（01–12）"),
    ("{} has no day {}", "{} 沒有 {} 日"),
    (
        "{} is not a date; write 2024, 2024-03, 2024-03-05, 2023..2024, >=2024 or 7d",
        "{} 不是日期；可寫 2024、2024-03、2024-03-05、2023..2024、>=2024 或 7d",
    ),
    (
        "{} is no pinyin; write it like hanwuji, hwj or han'wu'ji",
        "{} 不是拼音；可寫 hanwuji、hwj 或 han'wu'ji",
    ),
    ("{} can be read in too many ways; part syllables with {}", "{} 的讀法太多；請用 {} 分開音節"),
    ("no more than {} syllables of pinyin can be looked for", "拼音最多 {} 個音節"),
    ("one initial says too little; write two, or a syllable", "一個聲母太少；請寫兩個，或一個音節"),
)
"""What the engine says of a query, with what is said of it here; braces carry over."""

SPACE_KEY = "空格"
PROMPT = "❯ "
PLACEHOLDER = "輸入要找的字…"

HITS = "{total:,} 筆"
ELAPSED = "{elapsed_ms:,} ms"
OCCURRENCES = "{count:,} 處"
EXACT_SCRIPT = "限所打字形"
NO_REGIONAL = "不含各地用語"
SCRIPT_NOW_EXACT = "只找所打的字形：發、髮、发各自不同"
SCRIPT_NOW_ANY = "簡體、繁體、異體字一併比對"
REGIONAL_NOW_ON = "各地用語一併尋找：晶片也找芯片"
REGIONAL_NOW_OFF = "只找所打的詞，不找各地用語"
ALSO_REGIONAL = "各地用語：{words}"
ALSO_SYNONYM = "同義：{words}"
OPENING_INDEX = "正在開啟索引…"
SEARCHING = "搜尋中"
CANCELLED = "已停止搜尋；改動查詢即重新搜尋"
OWN_WORDS_LEFT_OUT = "自訂詞表：{warning}"
SEARCH_FAILED = "✗ 搜尋失敗：{error}"
INDEX_STATE = "{documents:,} 檔 · 索引於 {age}"
LOADING = "讀取中…"
PREVIEW_TITLE = "預覽"
PREVIEW_FAILED = "讀不到這份文件：{error}"

JUST_NOW = "剛才"
MINUTES_AGO = "{count} 分鐘前"
HOURS_AGO = "{count} 小時前"
DAYS_AGO = "{count} 天前"

NO_INDEX = """還沒有索引

{error}

先在終端機執行：

    sou index 資料夾

完成後回到這裡按 F5，或直接輸入要找的字。"""

INDEX_UNUSABLE = """索引無法使用{fault}

{error}

處理後按 F5 再試一次。"""

EMPTY_QUERY = """可以找：{documents:,} 檔，共 {text_chars:,} 字

小技巧

{tips}"""

NO_HITS = """沒有符合的文件

查詢被理解為：{interpretation}

可以試試

  少打幾個字，或拿掉引號與 -詞
  換一個說法：兩個字以上的詞最容易找到
  簡體、繁體、異體字都會一併比對，不必另外輸入"""

SUGGESTIONS = """沒有符合的文件；您要找的是不是這些

{rows}

按 ↑↓ 選、Enter 改找

查詢被理解為：{interpretation}"""

QUERY_TIPS = (
    ("人工智慧 晶片", "空格分開的詞，符合越多排得越前"),
    ("「人工智慧」", "引號裡的字必須連在一起"),
    ("晶片 -台積電", "減號後的詞不可以出現"),
    ("晶片 OR 半導體", "任一個即可；AND 則兩個都要"),
    ("py:hwj", "照拼音或聲母找寒武紀；F8 切換"),
)
TIPS_NOTE = "全形與半形標點通用：「」＂－（）　空的查詢裡打 > 找命令"
TIPS_RUN = "按 1–{count} 就查這個例子"

ESCAPE_HINT = "按 Ctrl+Q 離開，Ctrl+C 清除查詢"
IME_HINT = "輸入法在中文模式：請切到英數，或用 ↑↓ F3 Esc"
TERMINAL_TOO_SMALL = "終端機太小，至少要 40 欄 × 10 列"
QUERY_ERROR = "✗ "
QUERY_CUT = "查詢最多 {limit} 字，後面 {count} 字沒有放進來"

SOURCE_MISSING = "✗ 找不到來源檔案，可能已移動或刪除{hint}：{path}"
SOURCE_UNREADABLE = "✗ 無法讀取來源檔案，{reason}{hint}：{path}"
SOURCE_LINE_MOVED = "! 檔案在索引之後改過；這一行現在是第 {line:,} 行：{path}"
STORED_HINT = "（{key} 讀索引所存的全文）"
SOURCE_CHANGED = "! 檔案在索引之後改過，行號可能位移：{path}"
OPENED_IN_EDITOR = "已交給編輯器：{path}:{line}"
OPENED_IN_VIEWER = "已交給檢視程式：{path} {place}"
NO_VIEWER = "! 沒有能開啟它的程式：請設定 SOU_VIEWER（{path}）"
PART_OF_FILE = "! 它在檔案裡面，無法直接開啟，只能在此閱讀（{path}）"
PAGE = "第 {label} 頁"
SLIDE = "第 {number} 張 {title}"
EDITOR_FAILED = "✗ 編輯器無法執行：{error}"
EDITOR_EXIT = "編輯器以代碼 {code} 結束"
EDITOR_NEEDS_TERMINAL = "這裡無法暫停畫面給編輯器使用"
NOTHING_TO_OPEN = "沒有選取任何結果"

MATCH_POSITION = "命中 {index:,}/{count:,}"
NO_MATCHES = "沒有命中"
FIRST_MATCH = "已經是第一個命中"
LAST_MATCH = "已經是最後一個命中"
DOCUMENT_FACTS = "{encoding} · {chars:,} 字 · {lines:,} 行"
LINE = "第 {number} 行"
FIND_SIGN = " 尋找："
GO_TO_SIGN = " 到（行、80%、第3頁、章名）："
FIND_POSITION = "「{text}」{index:,}/{count:,}"
NOT_FOUND = "文中沒有「{text}」"
NO_SUCH_PLACE = "沒有這個位置：{text}"
FIRST_RESULT = "已經是第一份文件"
LAST_RESULT = "已經是最後一份列出的文件"
FIRST_ANCHOR = "前面沒有頁、章或標題了"
LAST_ANCHOR = "後面沒有頁、章或標題了"
COPIED = "已複製：{text}"
NOTHING_TO_COPY = "沒有可以複製的文字"
TOO_LONG_TO_COPY = "! 太長，許多終端機會整段丟掉，沒有複製（{size:,} 位元組）"
SHOWN_THOUGH_CHANGED = "! 檔案在索引之後改過；這裡是索引所存的全文，行號可能與現在的檔案不同"
SHOWN_THOUGH_UNREADABLE = "! 檔案現在無法讀取，沒有權限；這裡是索引所存的全文"
SHOWN_THOUGH_GONE = "! 檔案已移動或刪除；這裡是索引所存的全文"

HELP_TITLE = "說明"
HELP_KEYS_SEARCH = "搜尋畫面"
HELP_KEYS_RESULTS = "游標在清單時"
HELP_KEYS_VIEWER = "閱讀畫面"
HELP_SYNTAX = "查詢語法"
HELP_KEYS_PALETTE = "命令清單"
HELP_CLOSE = "按 Esc 返回，↑↓ 捲動"

PALETTE_PROMPT = "> "
PALETTE_PLACEHOLDER = "找命令：中文、拼音首字母、英文"
PALETTE_NONE = "沒有這樣的命令"

PAST_QUERIES = "最近查詢（↑ 叫回）"

SORTS = {"score": "依相關度", "-date": "由新到舊", "path": "依路徑"}
SORTED = "排序：{order}"
FACET_TITLES = {"type": "類型", "folder": "資料夾", "year": "年份", "lang": "語文"}
LANGUAGES = {
    "zh-Hant": "繁體中文",
    "zh-Hans": "簡體中文",
    "zh": "中文",
    "zh-TW": "中文（臺灣）",
    "zh-HK": "中文（香港）",
    "zh-CN": "中文（大陸）",
    "ja": "日文",
    "ko": "韓文",
    "en": "英文",
    "und": "不明",
}
FILTER = "〔{kind}：{values}〕"
FILTER_KIND = "〔{kind}〕"
BETWEEN = "、"
NO_FILTERS = "沒有篩選；按 Ctrl+F 選"
SAME_FILE = "另 {count:,} 筆"
NOTHING_FOLDED = "這裡沒有收合的結果"

OFFERS = {
    "filters": "不篩選",
    "script": "簡繁異體一併比對",
    "unquoted": "不要求連在一起",
    "any": "任一詞符合",
    "excluded": "不排除任何詞",
    "restricted": "不限欄位",
}

FIRST_RUN = """還沒有索引：選一個資料夾，開始建立

{rows}

↑↓ 選，Enter 看看裡面有什麼；也可以在上面輸入路徑（/… ~…），Tab 補完

從命令列也行：sou index 資料夾"""
BUILDING = """正在索引 {path}

已可搜尋已完成的部分；離開也不會白做，下次接著做。"""
BUILD_PROGRESS = "索引中 {share:.0%} · {done:,}/{total:,} 檔"
BUILT = "索引完成：{files:,} 檔，略過 {skipped:,} 檔"
BUILD_FAILED = "✗ 無法建立索引：{error}"
NO_SUCH_FOLDER = "✗ 沒有這個資料夾：{path}"
INDEX_FAULTS = {
    "IndexOutdatedError": "索引是另一個版本寫的，要重新建立",
    "IndexCorruptError": "索引有檔案損壞：sou verify 檢查，sou index 修復",
    "IndexLockedError": "另一個程式正在寫入索引；等它做完",
    "ConfigError": "設定有誤",
}

PAST_PLACEHOLDER = "找以前的查詢：中文、拼音"
PAST_NONE = "沒有這樣的查詢"
PAST_COUNTS = "已儲存 {saved:,} · 最近查詢 {past:,}"
SAVED = "已儲存：{name}"
SAVED_ANEW = "已儲存，取代了同名的：{name}"
FORGOTTEN = "已刪除：{name}"
NOT_SAVED = "✗ 無法儲存：{error}"
NOTHING_TO_SAVE = "沒有查詢可以儲存"
SAVE_SIGN = " 儲存查詢，名稱："
SAVED_SEARCHES = "已儲存（Ctrl+R 選）"
HELP_KEYS_PAST = "查詢紀錄與已儲存的查詢"
MORE_NOW = "有 {count:,} 筆新結果，按 F5"
FEWER_NOW = "少了 {count:,} 筆，按 F5 更新"
CHANGED_NOW = "索引有更新，按 F5"
NO_FOLDERS = "（沒有這樣的資料夾）"
EXAMINING = """正在看 {path} 裡有什麼…

Enter 不等結果，直接建立索引；Esc 換一個資料夾"""
NOTHING_TO_INDEX = """{path}

裡面沒有可以收錄的檔案

Esc 換一個資料夾"""
FORECAST = """{path}

會收錄 {files:,} 個檔案，{size}，大約要 {time}{skipped}

{rows}

Enter 建立索引，Esc 換一個資料夾；還沒有寫入任何東西"""
WOULD_SKIP = "；略過 {count:,} 個"
NO_SUFFIX = "（沒有副檔名）"
OTHER_TYPES = "其他"
SECONDS = "{count} 秒"
MINUTES = "{count} 分鐘"
HOURS = "{count:.1f} 小時"
NOTHING_TO_FILTER = "沒有結果可以篩選"
HELP_KEYS_FACETS = "游標在篩選清單時"
BUILD_SHARE = "索引中 {share:.0%}"
BUILD_LEFT = "約剩 {time}"
UNFINISHED = "索引還沒做完（上次中途停止，或別的程式正在做）：按 {key} 接著做"
UNFINISHED_ELSEWHERE = (
    "索引還沒做完（上次中途停止，或別的程式正在做）：在終端機執行 sou index 接著做"
)
UNREAD = "讀不了的檔案 {count:,} 個"
UNREAD_SUCH_AS = "，例如 {path}"
NOT_HERE_YET = "⋯ 還有 {count:,} 筆，移過去就讀 ⋯"
NO_PINYIN = "最後一個詞是漢字；拼音要用拉丁字母"
