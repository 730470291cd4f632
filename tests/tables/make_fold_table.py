"""Write ``sou/text/fold_table.txt``: which code point folds to which, one to one.

Sources, in the order they apply to a code point until nothing changes:

1. NFKC where it gives one code point (full and half width, compatibility
   ideographs, circled and raised digits), and every horizontal blank to a space;
2. ``EquivalentUnifiedIdeograph.txt`` of Unicode 14.0 for radicals and strokes that
   NFKC leaves, copied below because ``unicodedata`` does not carry that property;
3. the base letter of Latin letters with accents (NFD), then case;
4. OpenCC's character tables: t2s, then tw2s, hk2s and jp2t for what t2s leaves;
5. ``VARIANTS`` and ``SPELT_APART``: pairs OpenCC keeps apart because one of them has a
   sense of its own or is rare, and which a search wants together.

Run ``python tests/tables/make_fold_table.py`` from the top of the project.
"""

from __future__ import annotations

import unicodedata
from importlib.metadata import version
from pathlib import Path

TABLE = Path(__file__).parents[2] / "search" / "sou" / "text" / "fold_table.txt"
LINE_CHARS = 64

PUNCTUATION = {
    **dict.fromkeys("“”„‟〝〞〟", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("‐‑−", "-"),
    "〜": "~",
    "︰": ":",  # how Big5 text writes a colon
    # Names are written 卡尔·马克思 with any of these, by encoding and input method.
    **dict.fromkeys("•‧∙⋅・", "·"),
}

BARRED_LETTERS = dict(zip("øđłħŧı", "odlhti", strict=True))  # NFD keeps the bar

RADICALS = """
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢
⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵
⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓
⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎
⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長
⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 ⻡𩠐
⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜
⻲亀 ⻳龟 ㇆𠃌 ㇏乀 ㇐一 ㇑丨 ㇒丿 ㇓丿 ㇔丶 ㇕𠃍 ㇖乛 ㇗𠃊 ㇘𠃎 ㇙𠄌 ㇚亅 ㇛𡿨
㇜𠃋 ㇝乀 ㇞𠃑 ㇟乚 ㇠乙 ㇡𠄎
"""

VARIANTS = """
妳你 牠它 俛俯 倂并 倣仿 値值 傚效 僊仙 僣僭 兎兔 冨富 刴剁 剱剑 劒剑 劔剑
勦剿 厓崖 吿告 呉吴 呑吞 咊和 啣衔 喩喻 嚬颦 囍喜 囘回 埳坎 堦阶 堿碱 壻婿 妬妒
姪侄 婬淫 媿愧 嬾懒 寃冤 寔实 寗宁 寳宝 尅克 尟鲜 尠鲜 峩峨 巵卮 廻回 廼乃 彊强
彞彝 徧遍 徬彷 怱匆 悋吝 悤匆 悮误 愬诉 愼慎 慙惭 憇憩 懽欢 戞戛 抴曳 拏拿 拕拖
捄救 捥腕 掽碰 揑捏 揜掩 揹背 撦扯 擧举 攩挡 攷考 斲斫 斵斫 斾旆 旹时 昬昏 晳晰
暎映 暠皓 暱昵 曁暨 朞期 朶朵 枏楠 柟楠 柹柿 栢柏 桮杯 梹槟 椗碇 楳梅 榖谷 槇槙
槑梅 槕桌 槪概 櫈凳 櫉橱 欎郁 欵款 歗啸 毬球 氷冰 汚污 沍冱 涖莅 淸清 湼涅 澁涩
澂澄 濬浚 濶阔 灋法 炤照 炧灺 烖灾 烱炯 煑煮 煕熙 煖暖 熈熙 燄焰 燐磷 燿耀 爕燮
爼俎 牋笺 牎窗 牐闸 牕窗 犂犁 犇奔 狥徇 猂悍 猨猿 獘弊 珎珍 珤宝 琹琴 瑠琉 瑯琅
璢琉 瓈璃 瓌瑰 甎砖 甖罂 甦苏 畂亩 畊耕 畞亩 畧略 畮亩 畱留 疉叠 疎疏 痲麻 瘖喑
癅瘤 皃貌 皐皋 皜皓 皷鼓 盇盍 盋钵 盌碗 眎视 眡视 睠眷 瞇眯 瞖翳 瞭了 矁瞅 砲炮
砿矿 硏研 碁棋 碪砧 磵涧 礆碱 礟炮 礡礴 祇只 祘算 秊年 秌秋 秔粳 秖只 稉粳 稭秸
稾稿 穅糠 穨颓 穽阱 窓窗 窰窑 窻窗 竝并 笇算 笶矢 筭算 筯箸 箒帚 篛箬 籐藤 籖签
籢奁 粃秕 粬曲 紥扎 綘绛 緐繁 緖绪 緥褓 繙翻 繦襁 纒缠 缐线 缻缶 缾瓶 罇樽 罋瓮
罏垆 罸罚 羃幂 羇羁 羗羌 羮羹 翺翱 耈耇 耡锄 聦聪 聨联 聮联 肧胚 胮膀 胷胸 脃脆
脇胁 脗吻 膆嗉 膓肠 臕膘 臝裸 臯皋 舩船 艢樯 艸草 茍苟 茘荔 荅答 荳豆 莕荇 菑灾
菓果 萲萱 葊庵 蔕蒂 蔴麻 蕚萼 蕿萱 薙剃 藳稿 蘂蕊 蘓苏 蘯荡 虵蛇 蜋螂 蜖蛔 蜨蝶
蝯猿 蝱虻 蟁蚊 蟇蟆 蠏蟹 蠧蠹 蠭蜂 衇脉 衒炫 袴裤 袵衽 裠裙 褎袖 襍杂 覔觅 覩睹
觝抵 觧解 詧察 詶酬 諐愆 謌歌 謼呼 譌讹 譔撰 讁谪 讃赞 讐雠 讬托 谘咨 豊丰 豓艳
豘豚 貎貌 賉恤 賷赍 賸剩 趂趁 趦趑 跥跺 跼局 踈疏 踘鞠 踡蜷 踫碰 蹏蹄 蹧糟 躧屣
躭耽 躰体 躱躲 躶裸 軆体 軰辈 輙辄 輭软 轝舆 辝辞 辢辣 辤辞 迯逃 迺乃 逈迥 逩奔
逷逖 遯遁 遰递 邨村 郞郎 鄊乡 鄕乡 酧酬 醼宴 醿糜 釆采 釡釜 銕铁 銲焊 鋜镯 鋻鉴
鍳鉴 鎗枪 鎻锁 鏁锁 鐡铁 鑚钻 鑛矿 閙闹 閧哄 闗关 闚窥 阨厄 阬坑 阯址 陗峭 陜狭
陿狭 隂阴 隄堤 隖坞 隣邻 雝雍 霤溜 靑青 靣面 靭韧 靱韧 鞵鞋 韈袜 韮韭 頟额 顇悴
顋腮 顦憔 飃飘 飜翻 飮饮 餁饪 餠饼 餽馈 饍膳 饝馍 駈驱 駮驳 騐验 骵体 骽腿 骾鲠
髈膀 髙高 髩鬓 鬂鬓 鬛鬣 鬦斗 鬪斗 鬬斗 鬭斗 鬰郁 鱓鳝 鴈雁 鵞鹅 鵶鸦 鷰燕 鸎莺
麤粗 鼃蛙 鼇鳌 鼈鳖 鼔鼓
"""

SPELT_APART = """
馀余 锺钟 钜巨 迳径 侭尽 渖沈 镟旋 甯宁 伕夫 彷仿 薰熏 蘗檗 鲇鲶 腭颚 唚吣
"""
# What one script writes where the other writes two: 餘 is 余, and 馀 where 余 would be read
# otherwise. Pairs whose other member is a common character of its own (复 and 覆) are words
# of search/sou/text/script_words.txt instead.

OPENCC_CHAIN = ("t2s", "tw2s", "hk2s")
KEPT_BY_REGIONS = "么"  # tw2s reads it as 幺; in simplified text it is 麼
_BLANK_CODES = (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_CONJOINING_JAMO = range(0x1100, 0x1200)
_HAN_RANGES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))


def han() -> list[str]:
    """Return every code point of the Han blocks, assigned or not."""
    return [chr(code) for codes in _HAN_RANGES for code in codes]


def is_standard(character: str) -> bool:
    """Whether Chinese itself uses it: GB 2312 for Simplified, Big5 for Traditional."""
    for charset in ("gb2312", "big5"):
        try:
            character.encode(charset)
        except UnicodeEncodeError:
            continue
        return True
    return False


def two_by_two(pairs: str) -> dict[str, str]:
    """Return pairs such as ``妳你 牠它`` as a table."""
    return {pair[0]: pair[1] for pair in pairs.split()}


def convert(config: str, characters: list[str]) -> dict[str, str]:
    """Return what OpenCC makes of each character alone, where it makes another."""
    import opencc

    lines = opencc.OpenCC(config).convert("\n".join(characters)).split("\n")
    pairs = zip(characters, lines, strict=True)
    return {old: new for old, new in pairs if new != old and len(new) == 1}


def han_pairs() -> dict[str, str]:
    """Return steps 4 and 5: one Han character to another, chains not yet followed."""
    characters = han()
    pairs = two_by_two(VARIANTS + SPELT_APART)
    for config in OPENCC_CHAIN:
        for old, new in convert(config, characters).items():
            if config == "t2s" or old not in KEPT_BY_REGIONS:
                pairs.setdefault(old, new)
    for old, new in convert("jp2t", characters).items():
        if not is_standard(old):  # 芸, 糸, 予 … are also Chinese characters of their own
            pairs.setdefault(old, new)
    return pairs


def compatible(character: str) -> str:
    """Return step 1 for one code point."""
    if ord(character) in _BLANK_CODES:
        return " "
    if character in PUNCTUATION:
        return PUNCTUATION[character]
    new = unicodedata.normalize("NFKC", character)
    if len(new) == 1 and ord(new) not in _CONJOINING_JAMO:
        return new
    return character


def plain_letter(character: str) -> str:
    """Return step 3 for one code point: without accents, in lower case."""
    if unicodedata.category(character).startswith("M"):
        return character  # U+0345 would become a letter
    decomposed = unicodedata.normalize("NFD", character)
    if unicodedata.name(decomposed[0], "").startswith("LATIN"):
        character = decomposed[0]
    for lower in (character.casefold(), character.lower()):
        if len(lower) == 1:
            return lower
    return character


def build() -> dict[str, str]:
    """Return every code point that folds, with the one it folds to."""
    pairs = two_by_two(RADICALS) | BARRED_LETTERS | han_pairs()

    def step(character: str) -> str:
        character = plain_letter(compatible(character))
        return pairs.get(character, character)

    table = {}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        old, new = chr(code), step(chr(code))
        for _ in range(8):
            if step(new) == new:
                break
            new = step(new)
        else:
            raise ValueError(f"U+{code:04X} never comes to rest")
        if new != old:
            table[old] = new
    return table


def header() -> str:
    """Name what the table depends on."""
    return (
        f"# OpenCC {version('opencc')}, Unicode {unicodedata.unidata_version}; "
        "made by tests/tables/make_fold_table.py; a line of code points, then what each folds to"
    )


def render(table: dict[str, str]) -> str:
    """Return the file: a header, then lines in pairs of equal length."""
    lines = [header()]
    olds = "".join(table)
    for start in range(0, len(olds), LINE_CHARS):
        old = olds[start : start + LINE_CHARS]
        lines += [old, "".join(table[character] for character in old)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(render(build()), encoding="utf-8", newline="\n")
