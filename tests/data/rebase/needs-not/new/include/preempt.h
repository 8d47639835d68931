#define in_task() (!irq_count())
