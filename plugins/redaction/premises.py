"""What around an address tells a home from a place of business."""

import re
from typing import Final

from plugins.redaction.patterns import HAN, one_of
from plugins.redaction.vocabulary import words

# In …村55号原宅基地上新建, 原址翻建: nobody but a villager does so.
HOMESTEAD: Final = (
    "[原老旧]?宅基地|[老旧原祖私]宅|宅院|自住房"
    "|(?:原址|原地|处|院内)?(?:拆旧[建翻]|翻建(?:[住房农自民，,。；;]|[一二三两]层|$))"
)
# What is grown or sold at home, or stands in front of it, has another place.
NO_HOME: Final = re.compile(
    "[的摊卖售]|停放|堆放|门前|楼下|[路街]边|[店厂铺](?![镇乡街村上])|经营|开[设办]|大棚|承包|责任|[耕田菜]地|[路街]口|市场|[种养][植殖]"
)
# Behind an address, what only an enterprise has.
PARTICULARS: Final = re.compile(r"[，,；;、\s]{1,2}(?:法定代表人|经营范围|注册资本|统一社会信用代码)")
ORGAN: Final = re.compile(r"复议|机关|政府|法院|检察院|大厅|政务|委员会|[^当]局|办公|中心")
PERSON: Final = re.compile(one_of(words("labels", "persons")))
# What only a person has, behind an address: 身份证号…, 的李某.
PERSON_BEHIND: Final = re.compile(
    rf"[，,；;、\s）)]{{0,3}}(?:(?:居民|公民)?身份(?:证|号)|性别|[男女](?![{HAN}])|民族|出生|文化程度|务农|农民|无业)|的?(?![与和向对由从在为及是被将跟])[{HAN}]某"
)
# 某理发店，地址：…, 某商行（…）: the place of a shop, whatever it looks like.
SHOP: Final = re.compile(
    rf"(?:(?:^|[，,。、；;：:（(\s市县区镇乡街村])某(?:(?!某)[{HAN}]){{1,12}}|[店馆厂铺坊吧所院行园城社乐]|机构|中心|公司|超市|商场|基地|校|[加养][工殖][点场]|(?:批发|经营|门市|服务|零售)部|工作室|食堂|摊[点位])"
    r"(?:[（(][^）)]{0,12}[）)])?[，,、：:；;（(\s]{0,2}(?:的|其|联系|登记|所在)?$"
)
# 法定代表人李某，住所：…: the registered office.
OF_FIRM: Final = re.compile(rf"法定代表人[：:]?[{HAN}]{{2,4}}[，,、\s]{{1,2}}$")
BUSINESS: Final = re.compile(one_of(words("labels", "businesses")))
OFFICE: Final = re.compile("[局厅委](?!.{0,3}(?:家属|宿舍|小区|生活区|住宅|[院楼]))")
WORKPLACE: Final = re.compile(
    rf"[{HAN}]{{0,10}}(?:局|委员会|政府|法院|检察院|大队|中心|公司|厂|饭店|酒店|商店|大厦|事务所|法规科|办公室|商铺)(?!家属|宿舍|小区|生活区|住宅)"
)
