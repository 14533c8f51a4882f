"""xlperf: performance targets of Chinese government projects (财政项目支出绩效目标)."""

__version__ = "0.1.0"
