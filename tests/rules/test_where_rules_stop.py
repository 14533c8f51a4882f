"""Where rules meet or stop: for each line of the catalogue's exceptions a good and a bad example.

The last column holds the codes, a dash for nothing to say; C20 and its like speak of the project.
"""

from __future__ import annotations

from tests.rules.measure import WHOLE, Row, judged_rows, judged_texts

ROWS = """
数量指标 | 培训场次 | ≥**场 | C03
数量指标 | 培训场次(≥**场) | ≥5场 | D01
数量指标 | 培训场次 | 待定 | C03
数量指标 | 培训场次 | 暂无 | C03
数量指标 | 培训场次 | × | C03
生态效益指标 | 无 | 0 | C03
质量指标 | 安全事故 | 无 | -
生态效益指标 | 不适用 | 不适用 | C03
数量指标 | 培训×场 | ≥5场 | -
时效指标 | 资料报送及时性 | 及时 | C07
时效指标 | 资料报送及时性 | 提前 | -
质量指标 | 恒温库温度 | ±0.5℃ | -
质量指标 | 恒温库温度 | 0.5℃ | C09
质量指标 | 工程质量 | GB/T 50430 | -
质量指标 | 体系建设 | 取得ISO9001认证证书 | -
质量指标 | 景区等级 | 5A级 | -
时效指标 | 实施周期 | 2025.07-2025.12 | -
时效指标 | 实施周期 | 1-12月 | -
时效指标 | 完成时间 | 2025年上半年 | -
时效指标 | 服务周期 | 180天 | C09
数量指标 | 参会人员 | 200人(含工作人员) | C09
数量指标 | 参会人员 | 200人左右 | C11
数量指标 | 种植面积(亩) | 80000 | C09
数量指标 | 种植面积(亩) | ≥80000 | C08
数量指标 | 巡查次数（市、区） | ≥80 | C08
数量指标 | 道路条数（含续建） | ≥80 | C08
时效指标 | 竣工日期 | 45657 | C12
时效指标 | 竣工日期 | =44561 | C12
数量指标 | 发放传单数 | 45657 | C08 C09
质量指标 | 安全事故次数 | ≤2次 | -
社会效益指标 | 安全事故次数 | ≤2次 | -
质量指标 | 获奖数量 | ≥2项 | -
质量指标 | 培训数量 | ≥2项 | C13
数量指标 | 满意度调查次数 | ≥2次 | -
数量指标 | 居民满意度 | ≥90% | C13
质量指标 | 任务完成率 | ≥110% | -
质量指标 | 床位使用率 | ≥102% | -
质量指标 | 拨备覆盖率 | ≥150% | -
质量指标 | 检验合格率 | ≥100% | -
质量指标 | 检验合格率 | ≥110% | C15
数量指标 | 超标排放企业检查家数 | ≥40家 | -
生态效益指标 | 超标排放量 | ≥40吨 | C16
经济效益指标 | 成本节约额 | ≤5万元 | C16
经济效益指标 | 成本节约额 | ≥5万元 | -
数量指标 | 信访化解件数 | ≥12件 | -
社会效益指标 | 信访件数 | ≥12件 | C16
生态效益指标 | 拆除违法建筑面积 | ≥5000平方米 | -
生态效益指标 | 入河排污口整治数量 | ≥50个 | -
数量指标 | 更换破损窨井盖数量 | ≥50个 | -
数量指标 | 生活垃圾焚烧量 | ≥12吨 | -
社会效益指标 | 群众安全感 | ≥95% | -
经济效益指标 | 税收同比 | ≥5% | -
生态效益指标 | 土壤有机质含量 | ≥3% | -
社会效益指标 | 促进就业 | ≥95% | C21
社会效益指标 | 丰富文化生活 | ≥95% | C21
数量指标 | 资助人数 | ≥95% | C21
可持续影响指标 | 2010年以前建成小区改造 | ≥3个 | -
社会效益指标 | 2025届毕业生就业率 | ≥90% | -
时效指标 | 完成时间 | 2023年12月底前 | C23
时效指标 | 审计报告出具 | 次年3月底前 | -
社会效益指标 | 案件数 | 较2023年下降 | -
时效指标 | 项目完成时间 | 全年 | C24
时效指标 | 项目完成时间 | 12月底前 | -
数量指标 | 120急救站点数量 | ≥5个 | -
数量指标 | 12345热线受理量 | ≥500件 | -
数量指标 | 5G基站数量 | ≥5个 | -
数量指标 | 65岁以上老人体检人数 | ≥500人 | -
数量指标 | 3年级学生数 | ≥500人 | -
数量指标 | “十四五”规划课题 | ≥5项 | -
数量指标 | 15分钟生活圈数量 | ≥5个 | -
社会效益指标 | 每万人拥有床位 | ≥5张 | -
数量指标 | 村组干部230人 | ≥230人 | -
数量指标 | 村组干部230人 | ≥230个 | C25
数量指标 | 新建水泥路1条 | ≥2km | C25
数量指标 | 改造小区5个、电梯3部 | =100% | C25
数量指标 | 小区改造 | 小区5个、电梯3部 | C17
数量指标 | 培训人数 | ≥5人次 | -
数量指标 | 培训次数 | ≥5期 | -
数量指标 | 完成个数 | ≥5项 | -
数量指标 | 培训人数 | ≥5次 | C26
数量指标 | 每千人口医师数 | ≥2.5人 | -
数量指标 | 电脑 | =2.5台 | C26
社会效益指标 | 可持续影响 | 显著 | C27
满意度指标 | 满意度 | ≥90% | -
数量指标 | 88 | ≥90份 | C27
满意度指标 | 学生满意度 | ≥60% | C28
满意度指标 | 学生不满意率 | ≤5% | -
满意度指标 | 学生满意度提升率 | ≥5% | -
满意度指标 | 满意度问卷回收率 | ≥60% | -
满意度指标 | 学生满意度 | ≥75分 | -
数量指标 | 慰问 | 慰问100人，发放50份 | C17
数量指标 | 数量 | 数量 | C27
数量指标 | 培训费用 | ≤5万元 | C14
"""

TEXTS = """
budget | 申请财政资金100万元。 | -
budget | 申请财政资金90万元。 | B08
budget | 2025年预算150万元，其中财政120万元、自筹30万元。 | B08
budget | 市级资金51万元。 | -
budget | 年度预算120万元，含上年结转20万元。 | -
budget | 年度预算120万元。 | B08
goals | 2035年远景目标。 | -
overview | 资助2023级学生。 | -
overview | 2020年建成，2021年批准立项。 | -
overview | 支付2023年工程欠款。 | -
overview | 2024年度预算编制工作。 | D03
plan | 2024年完成验收。 | D03
overview | 保障 运转。 | D04
overview | 运行 24 小时，Web 系统，1. 完成任务。 | -
overview | 《关于 加强管理的通知》 | -
overview | 保障运转，，服务群众。 | D04
goals | 详见部门的财政项目支出绩效目标填报表 | -
goals | 七、绩效目标 | D05
overview | 为待岗人员购置X光机。 | -
overview | 待填 | D01
period | 2025年。 | -
period | 2025年3月至2026年2月。 | D09
plan | 300人×500元=16.5万元。 | D10
plan | 300人×500元=15万元。 | -
plan | 3人×3333.33元=1万元。 | -
plan | 450元/人，3000人共120万元。 | D10
budget | 2024年预算90万元。 | D11
budget | 详见2025年填报表第3项，90万元。 | -
overview | 组织实施实施方案。 | -
overview | 完成预算预算编制。 | D12
overview | 工作的的要求。 | D12
budget | 年度预算100万元。其中：保安60万元，保洁30万元。 | D07
budget | 年度预算100万元。其中：保安60万元，保洁40万元。 | -
budget | 合计100万元：保安60万元、保洁30万元、绿化5万元。 | D07
"""


def _lines(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


def _level1(level2: str) -> str:
    if level2[:2] in ("数量", "质量", "时效", "成本"):
        return "产出指标"
    return "满意度指标" if "满意" in level2 else "效益指标"


def test_each_row_has_its_codes_and_no_other():
    rows: list[Row] = [
        {"project": str(n), "projectname": "", "year": "2025", "l1": _level1(level2),
         "l2": level2, "l3": name, "target": target}
        for n, (level2, name, target, _) in enumerate(_lines(ROWS))
    ]  # fmt: skip
    found = [
        (row["l2"], row["l3"], row["target"], sorted({f.rule for f in findings} - WHOLE))
        for row, findings in judged_rows(rows)
    ]
    wanted = [(*line[:3], sorted(line[3].replace("-", "").split())) for line in _lines(ROWS)]
    assert [one for one in found if one not in wanted] == []


def test_each_text_has_its_codes_and_no_other():
    rows: list[Row] = [
        {"year": "2025", "total": "1000000", "indicator": "",
         "field": field.replace("goals", "narrative_goals"), "text": text}
        for field, text, _ in _lines(TEXTS)
    ]  # fmt: skip
    found = [
        (row["text"], sorted({f.rule for f in findings})) for row, findings in judged_texts(rows)
    ]
    wanted = [(text, codes.replace("-", "").split()) for _, text, codes in _lines(TEXTS)]
    assert [one for one in found if one not in wanted] == []
