"""[regimes]: what the regulations are called by which tasks are classed."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.config.table import Setting, wrong
from shared.language import Words

Name = Annotated[str, Field(pattern=r"^[A-ZĐ]{2,6}[0-9]{1,6}$")]


class Regimes(Setting):
    """Names as markers write them before the class: `QC12` for `(QC12_a)`.

    `government`: of tasks assigned by the Government or the Prime Minister; `province`: by the provincial People's
    Committee or its Chairmen. `former`: names of the province's earlier regulations, which older letters still carry.
    """

    government: Name = "QC42"
    province: Name = "QC45"
    former: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _the_governments_name_is_its_own(self) -> Self:
        if self.government in (self.province, *self.former):
            raise wrong(Words(f"{self.government} đã là tên của government; hãy đặt tên khác cho province, former",
                              f"{self.government} is the name of government; give the province others"))  # fmt: skip
        return self
