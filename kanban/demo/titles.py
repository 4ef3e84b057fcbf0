"""What the cards are called: by work package, in English and Chinese, each with a number."""

TITLES: dict[str | None, tuple[str, ...]] = {
    "1.1.1": ("Survey axis {}", "测量控制点 {}", "Set out pile row {}", "Bore hole {} log", "放线 {} 号墩"),
    "1.1.2": ("Access road section {}", "便道 {} 段", "Crane pad {}", "施工用电 {} 区", "Site office {}"),
    "1.1.3": ("Shop drawing {}", "施工图 {} 会审", "Method statement {}", "Permit {} for night work"),
    "1.2.1": ("Cast pier {}", "桥墩 {} 浇筑", "Rebar cage {}", "Pile {} integrity test", "模板 {} 安装", "承台 {} 养护"),  # noqa: E501
    "1.2.2": (
        "Weld span {} 焊接", "Align girder {}", "桥面 {} 号板吊装", "Lift deck panel {}", "Inspect span {}",
        "焊缝 {} 探伤", "Torque bolts node {}",
    ),
    "1.2.3": ("Grout joint {}", "灌浆 {} 号孔道", "Grout duct {} pressure test", "压浆料 {} 试块"),
    "1.3.1": ("Handrail bay {}", "护栏 {} 段安装", "Anchor bolts bay {}", "Sign-off handrail {}"),
    "1.3.2": ("Load test position {}", "验收 {} 号桥跨", "Paint inspection {}", "As-built survey {}"),
    None: ("Repair generator {}", "工具清点 {}", "Answer neighbour letter {}", "培训 {} 班"),
}  # fmt: skip

WHYS = (
    "crane booked", "等图纸", "rain, no welding", "料未到", "inspector not on site", "road closed", "试块强度不足",
)  # fmt: skip
TAGS = ("crane", "夜班", "weld", "QA", "安全", "subcontractor")
REMARKS = (
    "The inspector comes on Friday morning.", "焊工证已核对。", "Measured twice, 3 mm off, within tolerance.",
    "吊车改到下午。", "Drawing revision C is the one that counts.",
)  # fmt: skip
DESCRIPTION = "Check the drawing revision before work begins.\nPhotographs before and after.\n完工后清场。"
